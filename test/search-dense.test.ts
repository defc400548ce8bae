/** Search by meaning, beside words: with an embedding server, without it, and without pgvector. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { loadPassages } from '../src/commands/load-passages.ts';
import type { Database } from '../src/database.ts';
import { openPglite } from '../src/databases/pglite.ts';
import { createOpenAiEmbedder } from '../src/embedders/openai.ts';
import { makeTables } from '../src/knowledge/dense/vectors.ts';
import { openKnowledge } from '../src/knowledge/search.ts';
import { createLog } from '../src/log.ts';
import { migrate } from '../src/store/migrate.ts';
import { type EmbeddingServer, startEmbeddingServer } from './helpers/embedding-server.ts';
import { recordWarnings } from './helpers/knowledge-folder.ts';
import { until } from './helpers/servers.ts';

/** The test asserts what is found, not how soon. */
const PATIENT_MS = 20_000;
const MODEL = 'test-embeddings';
const TOPICS = [/cachorro|animal|castra/i, /lixo|entulho|coleta/i];
const PASSAGES = [
  { id: 'castracao', title: 'Castração', text: 'A castração do animal é agendada na zoonose.' },
  { id: 'entulho', title: 'Entulho', text: 'O entulho é retirado às quintas.' },
  { id: 'biblioteca', title: 'Biblioteca', text: 'A biblioteca abre de manhã. Retirada de livros na hora.' },
];

async function openDatabase(vectors: boolean): Promise<Database> {
  const database = await openPglite(undefined, { vectors });
  await migrate(database);
  return database;
}

describe('search by meaning', () => {
  let stack: AsyncDisposableStack;
  let server: EmbeddingServer;
  let database: Database;
  before(async () => {
    database = await openDatabase(true);
    await makeTables(database);
  });
  after(() => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    await database.query('delete from documents');
    await database.query('delete from vectors');
    await loadPassages(database, PASSAGES);
    server = stack.use(await startEmbeddingServer(MODEL, TOPICS));
  });
  afterEach(() => stack.disposeAsync());

  const openSearch = async (embeds: boolean, budgetMs: number, mask?: (text: string) => string) =>
    stack.use(
      await openKnowledge(database, createLog('silent'), {
        ...{ embedder: createOpenAiEmbedder({ url: server.url, model: MODEL }), embeds },
        ...{ budgetMs },
        ...(mask && { mask }),
      }),
    );
  const countVectors = async () => {
    const [row] = await database.query('select count(*) as vectors from passage_vectors');
    return Number(row?.['vectors'] ?? 0);
  };

  it('finds a passage whose words are others, once it is embedded, and fuses it with those of the words', async () => {
    const knowledge = await openSearch(true, PATIENT_MS);
    await until(async () => (await countVectors()) === PASSAGES.length, 'every passage to be embedded');
    const found = (await knowledge.search('retirar meu cachorro da rua')).map(({ passageId }) => passageId);
    assert.ok(found.includes('castracao'), `nobody but its meaning finds it: ${found}`);
    assert.ok(found.includes('entulho') && found.includes('biblioteca'), `their words do: ${found}`);
    assert.deepEqual(await knowledge.search('o que é?'), []);
    const filtered = await knowledge.search('retirar meu cachorro', { collections: ['outra'] });
    assert.deepEqual(filtered, []);
  });

  it('embeds a text once, whoever starts, and only what is new', async () => {
    const first = await openSearch(true, PATIENT_MS);
    await until(async () => (await countVectors()) === PASSAGES.length, 'every passage to be embedded');
    await first[Symbol.asyncDispose]();
    await openSearch(true, PATIENT_MS);
    const added = { id: 'novo', title: 'Dengue', text: 'O agente visita as casas.' };
    await loadPassages(database, [added], () => 'outra');
    // The other three are no part of a build that was made without them.
    await until(() => server.texts.some((text) => text.includes('agente')), 'the new passage to be embedded');
    assert.equal(new Set(server.texts).size, server.texts.length, 'no text twice');
    assert.ok(
      server.texts.some((text) => text === 'Dengue\nO agente visita as casas.'),
      server.texts.join(' | '),
    );
  });

  it('answers by words alone while the server fails or does not answer, and does not keep asking it', async () => {
    const knowledge = await openSearch(false, 50);
    for (const how of [500, 'silently'] as const) {
      server.behave(how);
      for (const question of [
        'horário da biblioteca',
        'livros na biblioteca',
        'biblioteca de manhã',
        'abre a biblioteca',
      ]) {
        const [found] = await knowledge.search(`${question} ${how}`);
        assert.equal(found?.passageId, 'biblioteca');
      }
    }
    assert.ok(server.requests >= 3 && server.requests < 8, `${server.requests} requests for 8 questions`);
  });

  it('tells the server nothing that is masked', async () => {
    const knowledge = await openSearch(false, PATIENT_MS, (text) => text.replace('529.982.247-25', '[cpf]'));
    await knowledge.search('entulho no CPF 529.982.247-25');
    assert.deepEqual(server.texts, ['entulho no CPF [cpf]']);
  });

  it('goes on by words, with one warning, where the database has no pgvector', async () => {
    await using bare = await openDatabase(false);
    await loadPassages(bare, PASSAGES);
    const { log, warnings } = recordWarnings();
    const embedder = createOpenAiEmbedder({ url: server.url, model: MODEL });
    await using knowledge = await openKnowledge(bare, log, { embedder, embeds: true });
    assert.equal((await knowledge.search('entulho'))[0]?.passageId, 'entulho');
    assert.equal(warnings.length, 1);
    assert.match(String(warnings[0]?.['error']), /vector/);
    assert.deepEqual(server.texts, []);
  });
});

describe('the embedder', () => {
  it('says whose fault it is when the server refuses or fails, and closes what is given up', async () => {
    await using server = await startEmbeddingServer(MODEL, TOPICS);
    const embed = (model: string, signal = AbortSignal.timeout(10_000)) =>
      createOpenAiEmbedder({ url: server.url, model }).embed(['um texto'], signal);
    assert.deepEqual(await embed(MODEL), [[0.1, 0, 0]]);
    await assert.rejects(embed('another'), { code: 'model-refused' });
    server.behave(503);
    await assert.rejects(embed(MODEL), { code: 'model-failed' });
    server.behave('silently');
    const request = new AbortController();
    const given = embed(MODEL, request.signal);
    request.abort(new Error('nobody waits any more'));
    await assert.rejects(given, /nobody waits any more/);
  });
});
