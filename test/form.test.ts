/** Forms, by what a citizen hears: told ahead, corrected, interrupted, in pieces, and wrong. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reply } from '../src/dialog.ts';
import { caseNumber, cpf, date, defineForm, email, freeText, number, phone, yesNo } from '../src/form.ts';
import { wantsBack } from '../src/forms/read.ts';
import { parseResponses, readResponses } from '../src/responses.ts';
import { realDialogs, talk } from './helpers/talk.ts';

const CASE = '0000832-35.2018.4.01.3202';
const defaults = (await readResponses(new URL('../src/forms/', import.meta.url))).get('pt-BR');

const hearing = defineForm({
  slots: {
    case: caseNumber(),
    cpf: cpf(),
    day: date({ when: 'future' }),
    people: number({ least: 1, most: 10 }),
    remote: yesNo(),
    phone: phone({ optional: true }),
  },
  submit: ({ shown }) => [reply('done', shown)],
});
const WORDS = `
label-case: Processo
label-cpf: CPF
label-day: Dia
label-people: Pessoas
label-remote: Por vídeo
label-phone: Telefone
ask-case: Qual processo?
ask-case-again: De novo, qual processo?
ask-cpf: Qual CPF?
ask-day: Que dia?
ask-people: Quantas pessoas?
ask-remote: { text: "Por vídeo?", buttons: [{ title: Sim, value: "yes" }, { title: "Não", value: "no" }] }
ask-phone: Telefone?
done: "{case}; {cpf}; {day}; {people}; {remote}"
`;
const words = new Map([...(defaults ?? []), ...parseResponses(WORDS, 'words')]);
const dialogs = [
  ...realDialogs,
  { name: 'hearing', dialog: hearing, responses: new Map([['pt-BR', words]]) },
];
const begin = () => {
  const conversation = talk(dialogs);
  conversation.say('quero marcar', 'hearing');
  return conversation;
};
const last = (said: readonly string[]): string => said.at(-1) ?? '';
const CHECKED = /Confira, por favor:/;

describe('a form', () => {
  it('asks one thing after the other, says what it understood, and acts when that is right', () => {
    const they = begin();
    assert.equal(last(they.say(CASE)), 'Qual CPF?');
    assert.equal(last(they.say('529.982.247-25')), 'Que dia?');
    assert.equal(last(they.say('sexta que vem')), 'Quantas pessoas?');
    assert.equal(last(they.say('duas')), 'Por vídeo?');
    assert.equal(last(they.say('pode ser')), 'Telefone?');
    assert.deepEqual(they.buttons, ['Pular']);
    assert.match(
      last(they.tap('Pular')),
      /- Processo: 0000832-35\.2018\.4\.01\.3202\n- CPF: 529\.982\.247-25\n- Dia: 27 de novembro de 2026\n- Pessoas: 2\n- Por vídeo: Sim\n- Telefone: não informado/,
    );
    assert.equal(
      last(they.say('sim, pode registrar')),
      `${CASE}; 529.982.247-25; 27 de novembro de 2026; 2; Sim`,
    );
    assert.equal(they.state.active, null);
  });

  it('takes what is told ahead of its question, and with the words that begin it', () => {
    const they = talk(dialogs);
    assert.equal(last(they.say(`quero marcar para amanhã no processo ${CASE}`, 'hearing')), 'Qual CPF?');
    assert.equal(last(they.say('529.982.247-25, meu telefone é 11 98765-4321')), 'Quantas pessoas?');
    assert.equal(last(they.say('3')), 'Por vídeo?');
    assert.match(last(they.say('não')), CHECKED);
  });

  it('takes a number in pieces, and says how many digits are missing', () => {
    const they = begin();
    assert.match(last(they.say('0000832-35')), /Recebi 9 dígitos. Faltam 11/);
    assert.match(last(they.say('2018.4.01')), /Recebi 16 dígitos. Faltam 4/);
    assert.equal(last(they.say('3202')), 'Qual CPF?');
  });

  it('takes the whole number after a piece of it', () => {
    const they = begin();
    they.say('0000832-35');
    assert.equal(last(they.say(CASE)), 'Qual CPF?');
  });

  it('says that a digit is wrong, and asks which of two is meant', () => {
    const they = begin();
    assert.match(last(they.say('0000832-36.2018.4.01.3202')), /algum dígito deve estar trocado/);
    assert.match(last(they.say(`${CASE} ou 0001327-64.2018.8.26.0158?`)), /mais de um/);
    assert.deepEqual(they.buttons, [CASE, '0001327-64.2018.8.26.0158']);
    assert.equal(last(they.say('o primeiro')), 'Qual CPF?');
    assert.match(JSON.stringify(they.state.active), /00008323520184013202/);
  });

  it('offers a person after three answers that it could not use, and goes on all the same', () => {
    const they = begin();
    assert.equal(last(they.say('xyz')), 'De novo, qual processo?');
    assert.equal(last(they.say('bla bla')), 'De novo, qual processo?');
    assert.match(last(they.say('hum hum')), /falar com uma pessoa/);
    assert.ok(they.buttons.includes('Falar com uma pessoa'));
    assert.equal(last(they.say(CASE)), 'Qual CPF?');
  });

  it('refuses a day that is over, and numbers beyond their limits', () => {
    const they = begin();
    they.say(CASE);
    they.say('52998224725');
    assert.match(last(they.say('03/11/2026')), /3 de novembro de 2026 já passou.\nQue dia\?/);
    assert.equal(last(they.say('24122026#')), 'Quantas pessoas?', 'by the keys of a telephone');
    assert.match(last(they.say('50')), /maior valor possível é 10/);
    assert.equal(last(they.say('2')), 'Por vídeo?', 'a number, not the second button');
    assert.equal(last(they.say('2')), 'Telefone?', 'the second button, not a number');
  });

  const full = () => {
    const they = begin();
    for (const answer of [CASE, '52998224725', 'amanhã', '2', 'sim', 'pular']) they.say(answer);
    return they;
  };

  it('lets itself be corrected by name, by value, by button, ten times in a row', () => {
    const they = full();
    assert.match(last(they.say('não, o dia é 25/12')), /Certo, corrigi: Dia agora é 25 de dezembro/);
    assert.match(last(they.say('errei o cpf, o certo é 111.444.777-35')), /CPF agora é 111\.444\.777-35/);
    assert.match(last(they.say('0001327-64.2018.8.26.0158')), /Processo agora é 0001327-64/);
    assert.match(last(they.tap('Corrigir')), /O que você quer corrigir/);
    they.tap('Pessoas');
    assert.match(last(they.say('4')), /- Pessoas: 4/);
    for (const day of ['1/12', '2/12', '3/12', '4/12', '5/12', '6/12'])
      assert.match(last(they.say(`na verdade o dia é ${day}`)), new RegExp(`agora é ${day[0]} de dezembro`));
    assert.match(last(they.say('isso')), /6 de dezembro de 2026; 4; Sim$/);
  });

  it('is gone on with where it was after a question in between', () => {
    const they = begin();
    they.say(CASE);
    assert.deepEqual(they.say('quanto custa isso?'), []);
    assert.deepEqual(they.end('É de graça.'), [
      'É de graça.',
      'Voltando ao que você estava fazendo:\nQual CPF?',
    ]);
    assert.match(they.say('obrigado', 'thanks').join('\n'), /Voltando .*\nQual CPF\?$/s);
    assert.equal(last(they.say('52998224725')), 'Que dia?');
  });

  it('takes its answer before the question in between is answered', () => {
    const they = begin();
    they.say('quanto custa isso?');
    assert.equal(last(they.say(CASE)), 'Qual CPF?');
    assert.deepEqual(they.end('É de graça.'), ['É de graça.']);
    assert.equal(last(they.say('52998224725')), 'Que dia?');
  });

  it('ends, or begins anew, when the citizen says so, in each of its states', () => {
    const answers = [CASE, '52998224725', 'amanhã', '2', 'sim', 'pular'];
    for (let told = 0; told <= answers.length; told++) {
      const they = begin();
      for (const answer of answers.slice(0, told)) they.say(answer);
      assert.equal(last(they.say('começar de novo', 'restart')), 'Qual processo?');
      assert.match(last(they.say('cancela', 'cancel')), /parei por aqui/);
      assert.equal(they.state.active, null);
      assert.deepEqual(they.state.paused, []);
    }
  });

  it('gives way to a person in each of its states, and is there again afterwards', () => {
    const answers = [CASE, '52998224725', 'amanhã', '2', 'sim', 'pular'];
    for (let told = 0; told <= answers.length; told++) {
      const they = begin();
      for (const answer of answers.slice(0, told)) they.say(answer);
      they.say('quero falar com alguém', 'talk-to-a-person');
      assert.equal(they.status, 'waiting');
      assert.match(they.say('voltar ao assistente').join('\n'), /Voltando ao que você estava fazendo/);
    }
  });

  it('survives any words', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string(), fc.constantFrom(CASE, 'não', 'o dia', '25/12', 'corrigir', '2', '#')),
          { maxLength: 12 },
        ),
        (said) => {
          const they = begin();
          for (const words of said) they.say(words);
          // A second button may have called a person; nothing may end, and nothing may throw.
          assert.notEqual(they.status, 'closed');
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the ombudsman’s form', () => {
  it('carries what was told to people', () => {
    const they = talk();
    they.say('quero fazer uma reclamação', 'ombudsman');
    for (const answer of [
      'o posto fechou antes da hora e ninguém avisou',
      'na Praça da Matriz',
      'ontem',
      'não',
    ])
      they.say(answer);
    assert.match(last(they.say('sim')), /registrado na ouvidoria/);
    const handoff = they.events.find((event) => event.type === 'handoff-requested');
    assert.deepEqual(handoff?.type === 'handoff-requested' && handoff.details, {
      kind: 'Reclamação',
      what: 'o posto fechou antes da hora e ninguém avisou',
      where: 'na Praça da Matriz',
      when: '20 de novembro de 2026',
    });
  });

  it('reads an address, and says what a wrong one should look like', () => {
    const slots = email();
    const message = { entities: [], locale: 'pt-BR', now: new Date(), pieces: [], question: undefined };
    assert.deepEqual(slots.read({ ...message, text: 'joao@exemplo', asked: true }).type, 'wrong');
    assert.deepEqual(freeText().read({ ...message, text: '👍', asked: true }).type, 'wrong');
  });
});

describe('the way back', () => {
  it('is heard in each language where nothing else is said', () => {
    for (const text of [
      'Voltar',
      'anterior',
      'pergunta anterior.',
      'go back',
      'Previous',
      'volver',
      '¡Atrás!',
    ])
      assert.ok(wantsBack(text), text);
    for (const text of ['voltar a pé', 'quero que o ônibus volte', 'my money back', ''])
      assert.ok(!wantsBack(text), text);
  });
});
