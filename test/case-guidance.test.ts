/** Somebody asks about a court case: its number, its movements, and what they mean. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Agent, meet, openAgent, textOf, valuesOf } from './helpers/case-guidance.ts';
import {
  type DatajudServer,
  EXAMPLE_NUMBER,
  makeNumber,
  makeSource,
  movement,
  officialExample,
  startDatajud,
} from './helpers/datajud-server.ts';

const NUMBER = makeNumber('8.26');
const written = (number: string) =>
  number.replace(/(\d{7})(\d\d)(\d{4})(\d)(\d\d)(\d{4})/, '$1-$2.$3.$4.$5.$6');

let server: DatajudServer;
let agent: Agent;
before(async () => {
  server = await startDatajud();
  agent = await openAgent(server);
});
after(() => server[Symbol.asyncDispose]());

describe('the number', () => {
  test('it is asked for where there is none, and comes in pieces', async () => {
    server.reply({ sources: [makeSource(NUMBER)] });
    const citizen = meet(agent);
    assert.match(textOf(await citizen.say('quero ver meu processo')), /Qual é o número do processo/);
    const half = textOf(await citizen.say(NUMBER.slice(0, 9)));
    assert.match(half, /tenho 9 dos 20/);
    assert.match(half, /falta \(11\)/);
    assert.match(textOf(await citizen.say('peraí')), /Não achei um número/);
    await citizen.say(`${NUMBER.slice(0, 7)}-${NUMBER.slice(7, 9)}`);
    assert.match(textOf(await citizen.say(NUMBER.slice(9, 16))), /tenho 16 dos 20/);
    assert.match(textOf(await citizen.say(`o resto é ${NUMBER.slice(16)}`)), new RegExp(written(NUMBER)));
  });

  test('the whole of it after a piece is the number, not the rest', async () => {
    server.reply({ sources: [makeSource(NUMBER)] });
    const citizen = meet(agent);
    await citizen.say('meu processo é 0001234');
    assert.match(textOf(await citizen.say(written(NUMBER))), /Tribunal de Justiça de São Paulo/);
  });

  test('with a wrong digit it is never looked up, and is told what looks wrong', async () => {
    const before = server.requests.length;
    const citizen = meet(agent);
    const wrong = written(NUMBER).replace(/-(\d)(\d)/, (_, a, b) => `-${(Number(a) + 1) % 10}${b}`);
    const said = textOf(await citizen.say(`processo ${wrong}`));
    assert.match(said, /não combina com o resto/);
    assert.ok(said.includes(wrong), said);
    assert.match(textOf(await meet(agent).say('0001234-55.3021.8.26.0100')), /ano parece errada: 3021/);
    assert.match(textOf(await meet(agent).say('0001234-55.2021.8.44.0100')), /código 8\.44/);
    assert.equal(server.requests.length, before);
  });

  test('one of the right digits and of no court is not looked up either', async () => {
    const before = server.requests.length;
    assert.match(textOf(await meet(agent).say(makeNumber('8.44'))), /não existe tribunal com o código 8\.44/);
    assert.equal(server.requests.length, before);
  });

  test('of two, it asks which', async () => {
    const other = makeNumber('4.03', 77);
    const citizen = meet(agent);
    const asked = await citizen.say(`são dois: ${written(NUMBER)} e ${written(other)}`);
    assert.match(textOf(asked), /2 números de processo/);
    assert.deepEqual(valuesOf(asked), [`number:${NUMBER}`, `number:${other}`]);
    assert.ok(asked.activity?.buttons?.every(({ title }) => title.length <= 24));
    server.reply({ sources: [makeSource(other)] });
    assert.match(textOf(await citizen.choose(`number:${other}`)), /3ª Região/);
    assert.deepEqual(server.requests.at(-1), { index: 'trf3', caseNumber: other });
  });

  test('a protocol number of ours is told from it', async () => {
    const answer = await meet(agent).say('meu protocolo é 263254839201518');
    assert.match(textOf(answer), /protocolo do nosso atendimento/);
    assert.ok(valuesOf(answer).includes('go:consult-protocol'));
  });

  test('after three that cannot be read a person is offered, and the next may still be right', async () => {
    server.reply({ sources: [makeSource(NUMBER)] });
    const citizen = meet(agent);
    await citizen.say('quero ver meu processo');
    await citizen.say('123456789012345678901234');
    await citizen.say('não sei');
    assert.match(
      textOf(await citizen.say('0001234-55.2021.8.26.0100')),
      /Uma pessoa da equipe pode procurar/,
    );
    assert.match(textOf(await citizen.say(written(NUMBER))), /2ª Vara Cível/);
  });

  test('of a court that DataJud has not, its site is told', async () => {
    const before = server.requests.length;
    assert.match(textOf(await meet(agent).say(makeNumber('1.00'))), /Supremo Tribunal Federal.*portal\.stf/s);
    assert.equal(server.requests.length, before);
  });

  test('where no key is set, the court and its site are told', async () => {
    const answer = await meet(await openAgent(server, { key: '' })).say(NUMBER);
    assert.match(textOf(answer), /Tribunal de Justiça de São Paulo.*esaj\.tjsp/s);
    assert.ok(valuesOf(answer).includes('go:talk-to-a-person'));
  });
});

describe('the case', () => {
  test("CNJ's own example", {
    skip: officialExample ? false : 'shared/data/datajud is not here',
  }, async () => {
    server.reply({ raw: officialExample ?? '' });
    const citizen = meet(agent);
    const answer = await citizen.say(`processo ${EXAMPLE_NUMBER}`);
    const text = textOf(answer);
    assert.match(text, /0000832-35\.2018\.4\.01\.3202/);
    assert.match(
      text,
      /Instância: juizado\nTipo: Procedimento do Juizado Especial Cível\nAssunto: Concessão/,
    );
    assert.match(text, /Onde está: JEF Adj - Tefé\nComeçou em 29 de outubro de 2018/);
    assert.ok(text.indexOf('Processo de papel virou digital') < text.indexOf('Processo distribuído'));
    assert.match(text, /30 de outubro de 2018: Processo distribuído \(competência exclusiva\)/);
    assert.match(text, /atualizou estes dados em 21 de julho de 2023. Pode haver semanas de atraso/);
    assert.deepEqual(citizen.partials.length, 1);
    assert.deepEqual(answer.output, { outcome: 'shown', caseNumber: EXAMPLE_NUMBER, court: 'TRF1' });
  });

  test('five steps at a time, alike ones of a day as one, newest first', async () => {
    const number = makeNumber('8.26', 2);
    const days = ['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => `2026-05-${day}`);
    const movimentos = days.flatMap((day) => [
      movement(581, 'Documento', `${day}T10:00:00.000Z`, 'Certidão'),
      movement(581, 'Documento', `${day}T11:00:00.000Z`, 'Certidão'),
    ]);
    server.reply({ sources: [makeSource(number, { movimentos })] });
    const citizen = meet(agent);
    const first = await citizen.say(number);
    const shownDays = (text: string) => [...text.matchAll(/- (\d) de maio/g)].map(([, day]) => Number(day));
    assert.deepEqual(shownDays(textOf(first)), [8, 7, 6, 5, 4]);
    assert.match(textOf(first), /Documento incluído no processo \(Certidão\) \(2 vezes\)/);
    assert.equal(valuesOf(first)[0], 'older');
    assert.match(textOf(await citizen.say('o que significa juntada?')), /^Juntada: Um documento/);
    const second = await citizen.choose('older');
    assert.deepEqual(shownDays(textOf(second)), [3, 2, 1]);
    assert.ok(!valuesOf(second).includes('older'));
    assert.match(textOf(await citizen.say('mostra os mais antigos')), /já mostrei todos/);
  });

  test('of two instances the one where something happened last, and a button for the other', async () => {
    const number = makeNumber('8.26', 3);
    const appeal = makeSource(number, {
      grau: 'G2',
      classe: { codigo: 198, nome: 'Apelação Cível' },
      orgaoJulgador: { codigo: 99, nome: '3ª Câmara de Direito Privado' },
      movimentos: [movement(239, 'Não-Provimento', '2026-10-01')],
    });
    server.reply({ sources: [makeSource(number), appeal] });
    const citizen = meet(agent);
    const shown = await citizen.say(number);
    assert.match(textOf(shown), /2º grau\nTipo: Apelação Cível/);
    assert.match(textOf(shown), /Recurso negado/);
    const other = shown.activity?.buttons?.find(({ value }) => value.startsWith('instance:'));
    assert.equal(other?.title, '1º grau – 2ª Vara Cível');
    const first = textOf(await citizen.choose(other?.value ?? ''));
    assert.match(first, /1º grau\nTipo: Procedimento Comum Cível/);
    assert.match(textOf(await citizen.say('quem é o juiz?')), /está em: 2ª Vara Cível/);
  });

  test('what is missing or odd in it does not matter', async () => {
    const number = makeNumber('8.26', 4);
    const { grau: _, classe: __, ...rest } = makeSource(number);
    server.reply({
      sources: [
        {
          ...rest,
          numeroProcesso: written(number),
          assuntos: [[{ codigo: '1', nome: 'Alimentos' }], null],
          dataAjuizamento: '20220312164429',
          nivelSigilo: '0',
          movimentos: [{ nome: 'sem data' }, null, movement(99_999, 'Coisa nunca vista', '2026-01-02')],
          surprise: { of: ['any', 'kind'] },
        },
      ],
    });
    const text = textOf(await meet(agent).say(number));
    assert.match(text, /Assunto: Alimentos/);
    assert.match(text, /Começou em 12 de março de 2022/);
    assert.match(text, /2 de janeiro de 2026: Coisa nunca vista\nEste é o nome que o tribunal usa/);
    server.reply({ sources: [{ numeroProcesso: makeNumber('8.26', 5) }] });
    assert.match(textOf(await meet(agent).say(makeNumber('8.26', 5))), /não mandou os andamentos/);
  });

  test('none of that number: both reasons are told', async () => {
    const number = makeNumber('5.02', 6);
    server.reply({ sources: [makeSource(makeNumber('5.02', 7))] });
    const answer = await meet(agent).say(number);
    assert.match(textOf(answer), /não achei esse processo.*segredo de justiça.*pje\.trt2/s);
    assert.equal(answer.output['outcome'], 'none-found');
  });

  test("the electoral court of the Distrito Federal is found under either of its indices' names", async () => {
    await using renamed = await startDatajud({ indices: ['tre-df'] });
    const number = makeNumber('6.07', 8);
    renamed.reply({ sources: [makeSource(number)] });
    assert.match(textOf(await meet(await openAgent(renamed)).say(number)), /Eleitoral do Distrito Federal/);
  });

  test('in English and Spanish, with the movements in Portuguese', async () => {
    server.reply({ sources: [makeSource(NUMBER)] });
    const english = textOf(await meet(agent, { locale: 'en' }).say(NUMBER));
    assert.match(english, /1st instance.*explained in Portuguese.*September 30, 2026: Processo com o juiz/s);
    assert.match(textOf(await meet(agent, { locale: 'es' }).say(NUMBER)), /explicado en portugués/);
  });
});
