/** Messages that were not understood: which are found in the log, and how the command prints them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { InboundActivity } from '../src/activity.ts';
import { parseRasaYaml } from '../src/corpora/rasa-yaml.ts';
import { openPglite } from '../src/databases/pglite.ts';
import { loadDialogs } from '../src/dialog-folders.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { createNewsBoard } from '../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { createDoorbells } from '../src/pipeline/doorbells.ts';
import { createIngress } from '../src/pipeline/ingress.ts';
import { createLive } from '../src/pipeline/live.ts';
import { createTurns } from '../src/pipeline/turns.ts';
import type { Guess } from '../src/recognizer.ts';
import { migrate } from '../src/store/migrate.ts';
import { findUnread, writeUnderstanding } from '../src/store/understanding.ts';
import { findUnrecognised } from '../src/store/unrecognised.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import type { MessageUnderstanding } from '../src/understanding.ts';
import { overDatabases, temporaryFolder } from './helpers/databases.ts';
import { PLAIN_POLICY } from './helpers/policy.ts';
import { readAs } from './helpers/readings.ts';

const guesses: readonly Guess[] = [
  { intent: 'consult-protocol', confidence: 0.4 },
  { intent: 'ask-documentation', confidence: 0.2 },
];
const log = createLog('silent');
const library = createDialogLibrary(await loadDialogs());
let counter = 0;

overDatabases('unrecognised messages', (database) => {
  function openHouse() {
    const stream = openMemoryStream();
    const doorbells = createDoorbells(stream, log);
    const ingress = createIngress({
      database: database(),
      doorbells,
      log,
      news: createNewsBoard(stream, log),
      backlog: { check: () => undefined },
    });
    const turns = createTurns({
      policy: PLAIN_POLICY,
      database: database(),
      doorbells,
      log,
      library,
      metrics: createMetrics(),
      live: createLive(stream, log),
      news: createNewsBoard(stream, log),
      silenceMs: 0,
      burstWindowMs: 0,
      policyOf: () => 'interrupt',
      placeOf: () => undefined,
      typingAgoMs: () => Number.POSITIVE_INFINITY,
      tellsTyping: () => false,
    });
    return async (address: string, activity: InboundActivity, understood: MessageUnderstanding) => {
      const externalId = `review-${++counter}`;
      const { conversationId } = await ingress.receive('web', { address, externalId, activity });
      const unread = await findUnread(database(), [conversationId]);
      const read = unread.map(({ seq }) => ({ conversationId, seq, understanding: understood }));
      await turns.take([{ id: '1-0', fields: { conversationId } }], read);
      return conversationId;
    };
  }
  const said = (text: string): InboundActivity => ({ type: 'message', text });
  const tap = (value: string): InboundActivity => ({ type: 'choice', value, title: value });

  it('are found with what was guessed and chosen; those surely understood are not', async () => {
    const hear = openHouse();
    const doubt = readAs('doubtful', guesses);
    const one = await hear('ana', said('e o andamento da poda'), doubt);
    await hear('ana', tap('go:consult-protocol'), readAs());
    const other = await hear('bia', said('xyz'), readAs('unknown', guesses));
    await hear('caio', said('bom dia'), readAs('sure', [{ intent: 'greeting', confidence: 0.9 }]));

    const found = await findUnrecognised(database(), { days: 1, limit: 10 });
    assert.deepEqual(
      found.map(({ conversationId, text, rule, tapped }) => [conversationId, text, rule, tapped]),
      [
        [other, 'xyz', null, null],
        [one, 'e o andamento da poda', 'doubtful', 'go:consult-protocol'],
      ],
    );
    assert.deepEqual(found[1]?.understanding, doubt);
    const newest = await findUnrecognised(database(), { days: 1, limit: 1 });
    assert.deepEqual(
      newest.map(({ text }) => text),
      ['xyz'],
    );
  });

  it('are not found once they are older than asked for', async () => {
    const hear = openHouse();
    const conversationId = await hear('davi', said('faz tempo'), readAs());
    await database().query(
      "update events set created_at = now() - interval '40 days' where conversation_id = $1",
      [conversationId],
    );
    const texts = async (days: number) =>
      (await findUnrecognised(database(), { days, limit: 100 })).map(({ text }) => text);
    assert.ok(!(await texts(30)).includes('faz tempo'));
    assert.ok((await texts(60)).includes('faz tempo'));
  });
});

describe('npm run nlu:review', () => {
  const run = (folder: string, ...args: string[]) =>
    spawnSync(process.execPath, ['src/commands/nlu-review.ts', ...args], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '', REDIS_URL: '' },
      encoding: 'utf8',
    });

  it('prints what was asked, without who asked', async () => {
    using folder = temporaryFolder();
    {
      await using database = await openPglite(folder.path);
      await migrate(database);
      const stream = openMemoryStream();
      const doorbells = createDoorbells(stream, log);
      const news = createNewsBoard(stream, log);
      const ingress = createIngress({ database, doorbells, news, log, backlog: { check: () => undefined } });
      const text = 'meu cpf é 529.982.247-25, moro em casa de madeira, email ana@exemplo.com';
      const message = { address: 'ana', externalId: 'm1', activity: { type: 'message', text } } as const;
      const { conversationId } = await ingress.receive('web', message);
      const understood = readAs('unknown', guesses);
      await writeUnderstanding(database, [{ conversationId, seq: 1, understanding: understood }]);
    }
    const { stdout, stderr, status } = run(folder.path);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /1× {2}“meu cpf é \[cpf\], moro em casa de madeira, email \[email\]”/);
    assert.doesNotMatch(stdout, /529|ana@/);

    const yaml = run(folder.path, '--yaml').stdout;
    assert.doesNotMatch(yaml, /529|ana@/);
    assert.deepEqual(
      parseRasaYaml(yaml, 'nlu.yml').examples.map(({ intent }) => intent),
      ['consult-protocol'],
    );
  });

  it('ends with 2 and a sentence for flags that make no sense', () => {
    for (const [args, sentence] of [
      [['--days', 'x'], /--days must be a number from 1 on/],
      [['--yaml', '--json'], /choose one/],
    ] as const) {
      const { status, stderr } = run('nowhere', ...args);
      assert.match(stderr, sentence);
      assert.equal(status, 2);
    }
  });
});
