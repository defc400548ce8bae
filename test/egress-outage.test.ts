/** PostgreSQL goes away while messages are being sent: a living sender sends nothing twice. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { migrate } from '../src/store/migrate.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { POSTGRES_MISSING } from './helpers/databases.ts';
import { bellsOf, createProvider, isSent, queueReplies, startSender } from './helpers/outbox.ts';
import { type PostgresServer, startPostgres, until } from './helpers/servers.ts';

const SENT = { status: 'sent' } as const;
const PEOPLE = 20;
/** Longer than a lease, and than an entry looks left behind. */
const OUTAGE_MS = 4_500;

describe('a living sender', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let server: PostgresServer;
  let database: Database;
  before(async () => {
    server = stack.use(await startPostgres());
    database = stack.use(await openPostgres(server.url, 10, createLog('silent')));
    await migrate(database);
  });
  after(() => stack.disposeAsync());

  const outages = {
    killed: { begin: () => server.kill(), end: () => server.start() },
    paused: { begin: async () => server.pause(), end: async () => server.resume() },
  };
  for (const [how, { begin, end }] of Object.entries(outages)) {
    it(`records what it sent once the database is back, and sends it once: ${how}`, async () => {
      const stream = openMemoryStream();
      const held = Promise.withResolvers<typeof SENT>();
      const provider = createProvider(({ seq }) => (seq === 2 ? held.promise : SENT));
      const texts = ['um', 'dois', 'três'];
      const ids = await Promise.all(Array.from({ length: PEOPLE }, () => queueReplies(database, texts)));
      await using _sender = startSender({ database, stream, provider });
      await bellsOf(stream).ringOutbound('web', ids);
      await until(() => provider.received.length === 2 * PEOPLE, 'everybody to be in the middle of it');
      await begin();
      const beganAt = performance.now();
      held.resolve(SENT);
      await until(() => performance.now() - beganAt > OUTAGE_MS, 'the outage');
      await end();
      const isDone = async () => {
        const all = await Promise.all(ids.map((id) => isSent(database, id).catch(() => false)));
        if (!all.every(Boolean)) await bellsOf(stream).ringOutbound('web', ids);
        return all.every(Boolean);
      };
      await until(isDone, 'everything to be recorded');
      for (const id of ids) assert.deepEqual(provider.texts(id), texts);
    });
  }
});
