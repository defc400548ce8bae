/**
 * Redis that dies, comes back empty, stands still or hands over to another server, all real
 * processes: entries and messages go on by themselves on the same stream, and nobody waits for long.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../src/log.ts';
import type { Stream } from '../src/stream.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import {
  REDIS_MISSING,
  startRedisCluster,
  startRedisSentinels,
  startRedisServer,
} from './helpers/redis-servers.ts';
import { freePort, until } from './helpers/servers.ts';

const log = createLog('silent');
/** What a call may take at most: 2 s without an answer and a wait of 1 s, with room for a busy machine. */
const PATIENCE_MS = 4_500;
/** How soon entries and messages must flow again once there is a server. */
const TAKEOVER_MS = 5_000;

interface Flow extends AsyncDisposable {
  /** Resolves when an entry and a message that were sent from now on have arrived. */
  arrival(timeoutMs: number): Promise<void>;
  /** Calls that were refused. */
  readonly refused: number;
  /** The longest that any call took, done or refused. */
  readonly longestMs: number;
}

/** Appends, reads, acknowledges and publishes without end, whatever fails. */
async function startFlow(stream: Stream): Promise<Flow> {
  const stop = new AbortController();
  const seen = { refused: 0, longestMs: 0, sent: 0, read: 0, heard: 0 };
  const reader = { group: 'g', consumer: 'c', count: 100, blockMs: 1_000, signal: stop.signal };
  const timed = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    const begun = performance.now();
    const result = await call().catch(() => void seen.refused++);
    seen.longestMs = Math.max(seen.longestMs, performance.now() - begun);
    return result as T | undefined;
  };
  const repeat = async (step: () => Promise<unknown>) => {
    while (!stop.signal.aborted) {
      await step();
      await pause(10);
    }
  };
  const numberOf = (n: unknown) => Number(n);
  const subscription = await stream.subscribe('topic', ({ n }) => {
    seen.heard = Math.max(seen.heard, numberOf(n));
  });
  const loops = [
    repeat(async () => {
      const n = ++seen.sent;
      await Promise.all([
        timed(() => stream.append('s', [{ n: `${n}` }])),
        timed(() => stream.publish('topic', { n })),
      ]);
    }),
    repeat(async () => {
      const entries = (await timed(() => stream.read('s', reader))) ?? [];
      for (const { fields } of entries) seen.read = Math.max(seen.read, numberOf(fields['n']));
      const ids = entries.map(({ id }) => id);
      await timed(() => stream.acknowledge('s', 'g', ids));
    }),
    repeat(() => timed(() => stream.claim('s', { group: 'g', consumer: 'c', count: 100, minIdleMs: 500 }))),
  ];
  return {
    get refused() {
      return seen.refused;
    },
    get longestMs() {
      return seen.longestMs;
    },
    async arrival(timeoutMs) {
      const from = seen.sent + 1;
      await until(() => seen.read >= from && seen.heard >= from, `entry and message ${from}`, timeoutMs);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(loops);
      await subscription[Symbol.asyncDispose]();
    },
  };
}

/** Opens a stream, lets entries and messages flow, and makes sure that they flow again afterwards. */
async function survive(url: string, disturb: (flow: Flow) => Promise<unknown>): Promise<void> {
  await using stream = await openRedisStream(url, log);
  await using flow = await startFlow(stream);
  await flow.arrival(TAKEOVER_MS);
  await disturb(flow);
  await flow.arrival(TAKEOVER_MS);
  assert.ok(flow.longestMs < PATIENCE_MS, `a call took ${flow.longestMs} ms`);
}

describe('redis: one server', { skip: REDIS_MISSING }, () => {
  it('goes on when it was killed and comes back empty', async () => {
    const first = await startRedisServer();
    await using stack = new AsyncDisposableStack();
    await survive(first.url, async (flow) => {
      await first.kill();
      const { refused } = flow;
      await until(() => flow.refused > refused + 2, 'calls to be refused');
      stack.use(await startRedisServer({ port: first.port }));
    });
  });

  it('refuses calls while it is paused, instead of letting them hang', async () => {
    await using server = await startRedisServer();
    await survive(server.url, async (flow) => {
      using _pause = server.pause();
      const { refused } = flow;
      await until(() => flow.refused > refused + 10, 'calls to be refused');
    });
  });

  it('lets a read and the stream be left while it is paused', async () => {
    await using server = await startRedisServer();
    const stream = await openRedisStream(server.url, log);
    const stop = new AbortController();
    const read = (name: string, signal?: AbortSignal) =>
      stream.read(name, { group: 'g', consumer: 'c', count: 1, blockMs: 60_000, ...(signal && { signal }) });
    const waits = [read('aborted', stop.signal), read('closed')];
    await until(
      async () => String(await server.ask('CLIENT', 'LIST')).split('flags=b').length === 3,
      'two waits',
    );
    using _pause = server.pause();
    const leftAt = performance.now();
    stop.abort();
    assert.deepEqual(await waits[0], []);
    await stream[Symbol.asyncDispose]();
    assert.deepEqual(await waits[1], []);
    assert.ok(performance.now() - leftAt < 2_000);
  });
});

describe('redis: a master under sentinels', { skip: REDIS_MISSING }, () => {
  it('goes on with the replica when the master is killed', async () => {
    await using servers = await startRedisSentinels();
    await survive(servers.url, async () => {
      await servers.master.kill();
      await servers.promotion();
    });
  });

  it('goes on with the replica when the master stands still and keeps its connections', async () => {
    await using servers = await startRedisSentinels();
    using stack = new DisposableStack();
    await survive(servers.url, async () => {
      stack.use(servers.master.pause());
      await servers.promotion();
    });
  });

  it('goes on when the roles are exchanged, and one sentinel is gone', async () => {
    await using servers = await startRedisSentinels();
    await survive(servers.url, async () => {
      const [first, second] = servers.sentinels;
      await first?.kill();
      await second?.ask('SENTINEL', 'FAILOVER', 'guiche');
      await servers.promotion();
    });
  });
});

describe('redis: a cluster', { skip: REDIS_MISSING }, () => {
  it('goes on with the replica when the master of a stream is killed', async () => {
    await using cluster = await startRedisCluster();
    const master = await cluster.ownerOf('guiche:{s}');
    const replica = await cluster.addReplica(master);
    await survive(cluster.url, async () => {
      await master.kill();
      await until(
        async () => String(await replica.ask('ROLE')).startsWith('master'),
        'the promotion',
        30_000,
      );
    });
  });
});

describe('redis: where nobody answers', { skip: REDIS_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  for (const form of ['redis://HOST', 'redis+sentinel://HOST/master', 'redis+cluster://HOST']) {
    it(`refuses to open ${form}`, async () => {
      const url = form.replace('HOST', `127.0.0.1:${await freePort()}`);
      await assert.rejects(openRedisStream(url, log), {
        code: 'not-ready',
        message: /^Redis cannot be reached: /,
      });
    });

    it(`refuses to open ${form} that is paused`, async () => {
      const server = stack.use(await startRedisServer());
      stack.use(server.pause());
      await assert.rejects(openRedisStream(form.replace('HOST', `127.0.0.1:${server.port}`), log), {
        code: 'not-ready',
      });
    });
  }
});
