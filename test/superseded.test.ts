/** A newer question while the model still writes: the server is let go, the citizen sees one answer. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { type OpenAiServer, startOpenAiServer } from './helpers/openai-server.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const WORDS = 'Informe o número de protocolo do pedido [1]. '.repeat(40).split(/(?<= )/);

describe('a newer question', () => {
  const stack = new AsyncDisposableStack();
  let model: OpenAiServer;
  let program: Program;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    model = stack.use(await startOpenAiServer());
    program = stack.use(await startProgram({ DATA_DIR: path, LLM_URL: model.url, LLM_MODEL: 'test-model' }));
  });
  after(() => stack.disposeAsync());

  it('closes the older one’s request at the model server, and is the only one answered', async () => {
    // Nine seconds of writing: nobody may wait for its end.
    model.reply({ tokens: WORDS, tokenDelayMs: 25 });
    const citizen = createCitizen(program.url);
    await citizen.send('Como acompanho o meu pedido?');
    await until(() => model.requests.length === 1, 'the model to be asked');
    model.reply({ tokens: ['Informe o número de protocolo do pedido [1].'] });
    const { seq } = await citizen.send('E onde vejo o número de protocolo do pedido?');
    const calledAt = performance.now();
    await until(() => model.disconnects === 1, 'the older request to be closed');
    assert.ok(performance.now() - calledAt < 1_500, 'sooner than the lease’s renewal');
    const { lines } = await citizen.read(seq, 10_000);
    assert.equal(lines.filter((line) => line.from === 'assistant').length, 1);
    const all = await citizen.read();
    assert.equal(all.lines.filter((line) => line.from === 'assistant').length, 1);
  });
});
