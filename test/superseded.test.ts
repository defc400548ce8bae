/** A newer message while the model still writes: whole program, and what the model server and the citizen see. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { type OpenAiServer, startOpenAiServer } from './helpers/openai-server.ts';
import { createCitizen, type Line, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';
import { type Said, writeStatements } from './helpers/statements.ts';

const SENTENCE: Said = [
  'Informe o número de protocolo de 15 dígitos.',
  'informe o número de protocolo de 15 dígitos',
];
const WORDS = writeStatements(...Array<Said>(40).fill(SENTENCE)).split(/(?<= )/);
/** Nine seconds of writing: nobody may wait for its end. */
const SLOW = { tokens: WORDS, tokenDelayMs: 25 };
const QUICK = { tokens: [writeStatements(SENTENCE)] };

describe('a newer message', () => {
  const stack = new AsyncDisposableStack();
  let model: OpenAiServer;
  let program: Program;
  let soFar = { requests: 0, disconnects: 0 };
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    model = stack.use(await startOpenAiServer());
    program = stack.use(await startProgram({ DATA_DIR: path, LLM_URL: model.url, LLM_MODEL: 'test-model' }));
  });
  beforeEach(() => {
    soFar = { requests: model.requests.length, disconnects: model.disconnects };
  });
  after(() => stack.disposeAsync());

  const asked = (count: number) =>
    until(() => model.requests.length === soFar.requests + count, `the model to be asked ${count} times`);
  const closed = (count: number) =>
    until(() => model.disconnects === soFar.disconnects + count, `${count} requests to be closed`);
  const lastQuestion = () => {
    const prompt = JSON.parse(model.requests.at(-1)?.messages.at(-1)?.content ?? '{}') as {
      pergunta?: string;
    };
    return prompt.pergunta?.split('\n');
  };
  const answersIn = (lines: readonly Line[]) => lines.filter((line) => line.from === 'assistant');

  it('closes the older request at the model server, asks for both, and has one answer', async () => {
    model.reply(SLOW);
    const citizen = createCitizen(program.url);
    await citizen.send('Como acompanho o meu pedido?');
    await asked(1);
    model.reply(QUICK);
    const { seq } = await citizen.send('E se eu perdi o protocolo?');
    const calledAt = performance.now();
    await closed(1);
    assert.ok(performance.now() - calledAt < 1_500, 'sooner than by the lease’s renewal');
    const { lines } = await citizen.read(seq, 10_000);
    assert.equal(answersIn(lines).length, 1);
    assert.deepEqual(lastQuestion(), ['Como acompanho o meu pedido?', 'E se eu perdi o protocolo?']);
    assert.equal(answersIn((await citizen.read()).lines).length, 1);
    assert.equal(model.requests.length, soFar.requests + 2);
  });

  it('is joined to all before it when one follows the other', async () => {
    model.reply(SLOW);
    const citizen = createCitizen(program.url);
    const questions = [
      'Como acompanho o meu pedido?',
      'E se eu perdi o protocolo?',
      'Onde vejo o número do protocolo?',
    ];
    for (const [index, question] of questions.entries()) {
      if (index === questions.length - 1) model.reply(QUICK);
      await citizen.send(question);
      await asked(index + 1);
    }
    await closed(2);
    const answer = await until(async () => answersIn((await citizen.read()).lines)[0], 'the answer');
    assert.equal(answer.agent, 'documentation');
    assert.deepEqual(lastQuestion(), questions);
    assert.equal(answersIn((await citizen.read()).lines).length, 1);
  });

  it('for another dialog is answered at once, and the answer to the first one comes', async () => {
    model.reply({ ...QUICK, firstTokenDelayMs: 1_500 });
    const citizen = createCitizen(program.url);
    const { seq } = await citizen.send('Como acompanho o meu pedido?');
    await asked(1);
    await citizen.send('muito obrigado!');
    const answers = await until(async () => {
      const found = answersIn((await citizen.read(seq)).lines);
      return found.length === 2 && found;
    }, 'both answers');
    assert.deepEqual(
      answers.map((line) => line.dialog),
      ['thanks', 'ask-documentation'],
    );
    assert.equal(model.disconnects, soFar.disconnects);
    assert.equal(model.requests.length, soFar.requests + 1);
  });

  it('that asks for a person ends the writing, and puts the citizen into the queue', async () => {
    model.reply(SLOW);
    const citizen = createCitizen(program.url);
    await citizen.send('Como acompanho o meu pedido?');
    await asked(1);
    const answer = await citizen.ask('quero falar com uma pessoa');
    assert.equal(answer.dialog, 'talk-to-a-person');
    await closed(1);
    const { status, lines } = await citizen.read();
    assert.deepEqual([status, answersIn(lines).length], ['waiting', 1]);
  });
});
