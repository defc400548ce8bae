/** Follow-up questions: what is searched for each, after what was asked before. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { completeQuestion } from '../src/follow-up.ts';
import { splitWords } from '../src/words.ts';

/** Earlier question, question, words that are searched too, words that are not. */
type Case = readonly [earlier: string, question: string, carried: string, left: string];

const LEANING: readonly Case[] = [
  ['Como tiro a segunda via do RG?', 'e quanto custa?', 'rg', 'tiro como'],
  ['Como tiro a segunda via do RG?', 'quanto custa?', 'rg', ''],
  ['Como tiro a segunda via do RG?', 'e se eu perder?', 'rg', ''],
  ['Como tiro a segunda via do RG?', 'E demora quantos dias?', 'rg', ''],
  ['Como tiro a segunda via do RG?', 'quais documentos preciso levar', 'rg', ''],
  ['Como tiro a segunda via do RG?', 'onde fica?', 'rg', ''],
  ['Como tiro a segunda via do RG?', 'precisa agendar?', 'rg', ''],
  ['Como tiro a segunda via do RG?', 'posso fazer pela internet?', 'rg', ''],
  ['Quanto custa a passagem de ônibus?', 'e para idoso?', 'passagem ônibus custa', ''],
  ['Quanto custa a passagem de ônibus?', 'e para estudante?', 'passagem ônibus quanto', ''],
  ['Quanto custa a passagem de ônibus?', 'idoso paga?', 'passagem ônibus', ''],
  ['Quanto custa a passagem de ônibus?', 'e meu filho?', 'passagem ônibus custa', ''],
  ['Como peço a poda de uma árvore?', 'quem faz isso?', 'poda árvore', ''],
  ['Como peço a poda de uma árvore?', 'isso vale para terreno particular?', 'poda árvore', ''],
  ['Como peço a poda de uma árvore?', 'e se ela estiver na calçada?', 'poda árvore', ''],
  ['Como peço a poda de uma árvore?', 'e quando é emergência?', 'poda árvore', ''],
  ['Como peço a poda de uma árvore?', 'qual o prazo?', 'poda árvore', ''],
  ['Como peço a poda de uma árvore?', 'e depois?', 'poda árvore', ''],
  ['Onde posso vacinar meu cachorro?', 'que horas abre lá?', 'vacinar cachorro', ''],
  ['Onde posso vacinar meu cachorro?', 'lá atende no sábado?', 'vacinar cachorro', ''],
  ['Onde posso vacinar meu cachorro?', 'e pra gato?', 'vacinar cachorro', ''],
  ['Onde posso vacinar meu cachorro?', 'é de graça? quanto pago?', 'vacinar', ''],
  ['Quais os documentos da matrícula escolar?', 'e se eu não tiver certidão?', 'matrícula escolar', ''],
  ['Quais os documentos da matrícula escolar?', 'até quando posso fazer?', 'matrícula escolar', 'documentos'],
  ['Quais os documentos da matrícula escolar?', 'e quem mora em outro bairro?', 'matrícula escolar', ''],
  ['Quais os documentos da matrícula escolar?', 'E SEM COMPROVANTE?', 'matrícula escolar', ''],
  ['Como parcelo a dívida do IPTU?', 'em quantas vezes?', 'dívida iptu', 'parcelo'],
  ['Como parcelo a dívida do IPTU?', 'tem juros?', 'dívida iptu', ''],
  ['Como parcelo a dívida do IPTU?', 'e se eu atrasar?', 'dívida iptu', ''],
  ['Como parcelo a dívida do IPTU?', 'posso desistir disso?', 'dívida iptu', ''],
  ['Como recorro de uma multa de trânsito?', 'e se for negado?', 'multa trânsito', ''],
  ['Como recorro de uma multa de trânsito?', 'quanto tempo eles demoram pra responder', 'multa trânsito', ''],
  ['Quando vence o ITBI?', 'e o IPTU?', 'quando vence', 'itbi'],
  ['Quando vence o ITBI?', 'e a taxa de lixo?', 'quando vence', 'itbi'],
  ['Qual o horário da biblioteca?', 'e do posto de saúde?', 'horário', 'biblioteca'],
  ['Qual o horário da biblioteca?', 'e no feriado?', 'biblioteca', ''],
  ['O que é a CIPTEA?', 'quem tem direito?', 'ciptea', ''],
  ['O que é a CIPTEA?', 'como faço?', 'ciptea', ''],
  ['O que é a CIPTEA?', 'ela tem validade?', 'ciptea', ''],
  ['O que é a CIPTEA?', 'e pra que serve?', 'ciptea', ''],
];

/** They name what they are about. */
const WHOLE: readonly (readonly [earlier: string, question: string])[] = [
  ['Como tiro a segunda via do RG?', 'Como peço a poda de uma árvore?'],
  ['Como tiro a segunda via do RG?', 'quando vence o iptu'],
  ['Como tiro a segunda via do RG?', 'quanto custa a passagem de ônibus?'],
  ['Como tiro a segunda via do RG?', 'coleta de lixo'],
  ['Como tiro a segunda via do RG?', 'iptu'],
  ['Quanto custa a passagem de ônibus?', 'e como faço para tirar a segunda via do boleto do IPTU?'],
  ['Quanto custa a passagem de ônibus?', 'tem um buraco na minha rua, quem conserta?'],
  ['Como peço a poda de uma árvore?', 'minha rua está sem luz'],
  ['Como peço a poda de uma árvore?', 'quais os requisitos para abrir uma empresa MEI?'],
  ['Onde posso vacinar meu cachorro?', 'meu pai trabalhou na roça a vida toda, como ele se aposenta?'],
  ['Onde posso vacinar meu cachorro?', 'quero falar da merenda da escola do meu filho'],
  ['Quando vence o ITBI?', 'isso é um absurdo, quero reclamar da coleta de lixo'],
];

describe('completeQuestion', () => {
  for (const [earlier, question, carried, left] of LEANING) {
    it(`"${question}" after "${earlier}"`, () => {
      const words = splitWords(completeQuestion(question, [earlier]));
      for (const word of splitWords(question)) assert.ok(words.includes(word), `${word} of the question`);
      for (const word of splitWords(carried))
        assert.ok(words.includes(word), `${word} in ${words.join(' ')}`);
      for (const word of splitWords(left))
        assert.ok(!words.includes(word), `no ${word} in ${words.join(' ')}`);
    });
  }

  for (const [earlier, question] of WHOLE) {
    it(`"${question}" stands by itself`, () => assert.equal(completeQuestion(question, [earlier]), question));
  }

  it('goes back over questions that lean themselves', () => {
    const earlier = ['Quando vence o IPTU?', 'Como tiro a segunda via do RG?', 'e quanto custa?'];
    const words = splitWords(completeQuestion('e para idoso?', earlier));
    for (const word of ['rg', 'custa', 'idoso']) assert.ok(words.includes(word), word);
    assert.ok(!words.includes('iptu'));
  });

  it('takes no more than some words of a long story', () => {
    const story = Array.from({ length: 5_000 }, (_, at) => `palavra${at}`).join(' ');
    const words = splitWords(completeQuestion('e quanto custa?', [story]));
    assert.ok(words.length > 3 && words.length < 20, `${words.length} words`);
  });

  it('leaves the first question as it is, and never loses a word', () => {
    assert.equal(completeQuestion(' e quanto custa? ', []), 'e quanto custa?');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.string({ unit: 'grapheme' })),
        (question, earlier) => completeQuestion(question, earlier).endsWith(question.trim()),
      ),
    );
  });
});
