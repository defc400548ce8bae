/** Questions to the documents through the whole program: what the model server is told, and what it never is. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { KEY, makeNumber, makeSource, startDatajud } from './helpers/datajud-server.ts';
import { type OpenAiServer, startOpenAiServer } from './helpers/openai-server.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { writeStatements } from './helpers/statements.ts';

const CASE = makeNumber('8.26', 4321);
const SEALED = makeSource(CASE, {
  nivelSigilo: 1,
  classe: { codigo: 1389, nome: 'Adoção' },
  orgaoJulgador: { codigo: 777, codigoMunicipioIBGE: 3509502, nome: '1ª Vara da Família de Campinas' },
});
const QUOTE = 'informe o número de protocolo de 15 dígitos';

describe('questions to the documents, with a model server', () => {
  const stack = new AsyncDisposableStack();
  let model: OpenAiServer;
  let program: Program;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    model = stack.use(await startOpenAiServer());
    const datajud = stack.use(await startDatajud());
    datajud.reply({ sources: [SEALED] });
    program = stack.use(
      await startProgram({
        DATA_DIR: path,
        LLM_URL: model.url,
        LLM_MODEL: 'test-model',
        DATAJUD_URL: datajud.url,
        DATAJUD_KEY: KEY,
      }),
    );
    model.reply({ tokens: [writeStatements(['Informe o número de protocolo de 15 dígitos.', QUOTE])] });
  });
  after(() => stack.disposeAsync());

  const promptOf = (question: string) => {
    const request = model.requests.findLast(({ messages }) => messages.at(-1)?.content.includes(question));
    return JSON.parse(request?.messages.at(-1)?.content ?? '{}') as {
      pergunta?: string;
      antes?: { pergunta: string; sobre?: string }[];
    };
  };

  it('come with those before them, and with no name or number of the citizen’s', async () => {
    const citizen = createCitizen(program.url);
    const first = await citizen.ask('Como acompanho o meu pedido?');
    assert.equal(first.agent, 'documentation');
    assert.match(first.text, /número de protocolo de 15 dígitos \[1\]/);
    await citizen.ask('E se eu perdi o protocolo? Meu nome é Zulmira Prates, CPF 529.982.247-25');
    await citizen.ask('E onde eu vejo o número do protocolo?');
    const { antes } = promptOf('E onde eu vejo');
    assert.deepEqual(
      antes?.map(({ pergunta }) => pergunta),
      ['Como acompanho o meu pedido?', 'E se eu perdi o protocolo? Meu nome é [name], CPF [cpf]'],
    );
    assert.ok((antes?.[0]?.sobre ?? '').length > 3, 'the title of what was cited');
    assert.doesNotMatch(JSON.stringify(model.requests), /Zulmira|Prates|529\.982/);
  });

  it('tell the model nothing of a sealed case that was looked up before', async () => {
    const citizen = createCitizen(program.url);
    const looked = await citizen.ask(CASE);
    assert.equal(looked.agent, 'case-guidance');
    await citizen.ask('Onde vejo o número do protocolo?');
    assert.deepEqual(promptOf('Onde vejo o número do protocolo?').antes, undefined);
    const sent = JSON.stringify(model.requests);
    for (const secret of [CASE, '0004321', 'Adoção', 'Vara da Família', 'Campinas'])
      assert.ok(!sent.includes(secret), secret);
  });
});
