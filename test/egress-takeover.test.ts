/**
 * Two senders over one PostgreSQL: one dies, is slow, or loses the database, and the other takes over.
 * What a provider without idempotency keys would see is counted raw.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { migrate } from '../src/store/migrate.ts';
import type { Stream } from '../src/stream.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import { POSTGRES_MISSING } from './helpers/databases.ts';
import {
  bellsOf,
  createProvider,
  isSent,
  type Provider,
  queueReplies,
  startSender,
} from './helpers/outbox.ts';
import { startProxy } from './helpers/proxy.ts';
import { REDIS_MISSING, startRedisServer } from './helpers/redis-servers.ts';
import { type PostgresServer, startPostgres, until } from './helpers/servers.ts';

const log = createLog('silent');
const SENT = { status: 'sent' } as const;

/** A stream as a process that can die sees it: what it has read stays pending then. */
function openMortal(stream: Stream) {
  let isDead = false;
  const dead = async () => {
    throw new Error('this process is dead');
  };
  const mortal: Stream = {
    ...stream,
    append: (...wanted) => (isDead ? dead() : stream.append(...wanted)),
    read: (...wanted) => (isDead ? dead() : stream.read(...wanted)),
    claim: (...wanted) => (isDead ? dead() : stream.claim(...wanted)),
    acknowledge: (...wanted) => (isDead ? dead() : stream.acknowledge(...wanted)),
  };
  return {
    mortal,
    die: () => {
      isDead = true;
    },
  };
}

describe('a sender', { skip: POSTGRES_MISSING, concurrency: true }, () => {
  const stack = new AsyncDisposableStack();
  let server: PostgresServer;
  let database: Database;
  before(async () => {
    server = stack.use(await startPostgres());
    database = stack.use(await openPostgres(server.url, 10, log));
    await migrate(database);
    // Leases do not count right after the server has started.
    const age =
      "select 1 from (select pg_postmaster_start_time() as at) s where at < now() - interval '2.6 s'";
    await until(async () => (await database.query(age)).length > 0, 'the server to be older than a lease');
  });
  after(() => stack.disposeAsync());

  /** A sender whose connections to the database go through a proxy of its own. */
  async function startBehindProxy(stream: Stream, provider: Provider, own: AsyncDisposableStack) {
    const proxy = own.use(await startProxy(server.port));
    const url = server.url.replace(String(server.port), String(proxy.port));
    const behind = own.use(await openPostgres(url, 4, log));
    const sender = startSender({ database: behind, stream, provider });
    return { proxy, sender };
  }

  it('that dies in the middle of a send is followed within five seconds, with one repeat', async () => {
    const stream = openMemoryStream();
    const { mortal, die } = openMortal(stream);
    const [dying, living] = [createProvider(), createProvider()];
    const held = Promise.withResolvers<typeof SENT>();
    dying.answerWith(({ seq }) => (seq === 2 ? held.promise : SENT));
    const conversationId = await queueReplies(database, ['um', 'dois', 'três', 'quatro']);
    await using own = new AsyncDisposableStack();
    const { proxy, sender } = await startBehindProxy(mortal, dying, own);
    await bellsOf(stream).ringOutbound('web', [conversationId]);
    await until(() => dying.received.length === 2, 'the first sender to be in the middle of it');
    die();
    proxy.cut();
    const diedAt = performance.now();
    await using _next = startSender({ database, stream, provider: living });
    await until(() => living.received.length > 0, 'the takeover');
    assert.ok(performance.now() - diedAt < 5_000, `${performance.now() - diedAt} ms`);
    await until(() => isSent(database, conversationId), 'the rest');
    assert.deepEqual(dying.texts(conversationId), ['um', 'dois']);
    assert.deepEqual(living.texts(conversationId), ['dois', 'três', 'quatro']);
    assert.equal(dying.keys(conversationId)[1], living.keys(conversationId)[0]);
    proxy.mend();
    held.resolve(SENT);
    await sender[Symbol.asyncDispose]();
  });

  it('that is only slow keeps its conversation, whoever else is rung for it', async () => {
    const stream = openMemoryStream();
    const providers = [createProvider(), createProvider()] as const;
    const began = performance.now();
    const slow = async () => {
      await until(() => performance.now() - began > 4_000, 'the slow provider');
      return SENT;
    };
    for (const provider of providers) provider.answerWith(({ seq }) => (seq === 1 ? slow() : SENT));
    const conversationId = await queueReplies(database, ['um', 'dois']);
    await using _one = startSender({ database, stream, provider: providers[0] });
    await using _two = startSender({ database, stream, provider: providers[1] });
    const isDone = async () => {
      await bellsOf(stream).ringOutbound('web', [conversationId]);
      return isSent(database, conversationId);
    };
    await until(isDone, 'both to be sent');
    const all = providers.flatMap(({ texts }) => [...texts(conversationId)]);
    assert.deepEqual(all, ['um', 'dois'], 'by one of the two');
  });

  it('that could not renew its lease sends nothing more when it comes back', async () => {
    const stream = openMemoryStream();
    const [losing, taking] = [createProvider(), createProvider()];
    const conversationId = await queueReplies(database, ['um', 'dois', 'três']);
    await using own = new AsyncDisposableStack();
    const { proxy, sender } = await startBehindProxy(stream, losing, own);
    losing.answerWith(() => {
      // From now on it can neither write down what it sent nor renew.
      proxy.stall();
      return SENT;
    });
    await bellsOf(stream).ringOutbound('web', [conversationId]);
    await until(() => losing.received.length === 1, 'the first message');
    await using _other = startSender({ database, stream, provider: taking });
    const isTaken = async () => {
      await bellsOf(stream).ringOutbound('web', [conversationId]);
      return taking.received.length > 0 && isSent(database, conversationId);
    };
    await until(isTaken, 'the other to take over');
    proxy.resume();
    await sender[Symbol.asyncDispose]();
    assert.deepEqual(losing.texts(conversationId), ['um']);
    assert.deepEqual(taking.texts(conversationId), ['um', 'dois', 'três']);
  });

  it('of two never sends what the other sends, however often both are rung', async () => {
    const stream = openMemoryStream();
    const providers = [createProvider(), createProvider()] as const;
    await using _one = startSender({ database, stream, provider: providers[0] });
    await using _two = startSender({ database, stream, provider: providers[1] });
    const words = Array.from({ length: 10 }, (_, index) => String(index));
    const ids = await Promise.all(Array.from({ length: 40 }, () => queueReplies(database, words)));
    for (let ring = 0; ring < 5; ring++) await bellsOf(stream).ringOutbound('web', ids);
    for (const id of ids) {
      await until(() => isSent(database, id), 'everything to be sent');
      const heard = providers.flatMap(({ received }) =>
        received.filter((each) => each.conversationId === id).map((each) => each.activity.text),
      );
      assert.equal(heard.length, words.length);
    }
  });

  it('that is told to stop ends what it has in hand, and nothing is sent twice', {
    skip: REDIS_MISSING,
  }, async () => {
    const redis = stack.use(await startRedisServer());
    const words = ['um', 'dois'];
    // More than one process sends to at once.
    const ids = await Promise.all(Array.from({ length: 1_500 }, () => queueReplies(database, words)));
    const providers: Provider[] = [];
    /** As the program opens and closes them. */
    const startProcess = async () => {
      await using own = new AsyncDisposableStack();
      const pool = own.use(await openPostgres(server.url, 5, log));
      const stream = own.use(await openRedisStream(redis.url, log));
      const provider = createProvider(async () => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return SENT;
      });
      providers.push(provider);
      own.use(startSender({ database: pool, stream, provider }));
      const opened = own.move();
      return { stream, provider, [Symbol.asyncDispose]: () => opened.disposeAsync() };
    };
    const first = await startProcess();
    // In several pieces, so that some are read while it stops.
    const ringing = (async () => {
      const bells = bellsOf(stack.use(await openRedisStream(redis.url, log)));
      for (let start = 0; start < ids.length; start += 50)
        await bells.ringOutbound('web', ids.slice(start, start + 50));
    })();
    await until(() => first.provider.received.length > 50, 'the first sender to be at it');
    await first[Symbol.asyncDispose]();
    await using _second = await startProcess();
    await ringing;
    for (const id of ids) await until(() => isSent(database, id), 'everything to be sent');
    for (const id of ids)
      assert.deepEqual(
        providers.flatMap(({ texts }) => [...texts(id)]),
        words,
      );
    assert.ok(providers[1] && providers[1].received.length > 0, 'the second one had something to do');
  });
});
