/**
 * Redis that dies, comes back empty, stands still or hands over to another server, all real
 * processes: entries and messages go on by themselves on the same stream, and nobody waits for long.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createLog } from '../src/log.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import {
  REDIS_MISSING,
  startRedisCluster,
  startRedisSentinels,
  startRedisServer,
} from './helpers/redis-servers.ts';
import { freePort, until } from './helpers/servers.ts';
import { startSilentProxy } from './helpers/silent-proxy.ts';
import { type Flow, startFlow } from './helpers/stream-flow.ts';

const log = createLog('silent');
/** What a call may take at most: 3 s for a read that is not answered, with room for a busy machine. */
const PATIENCE_MS = 5_000;
/** How soon entries and messages must flow again once there is a server. */
const TAKEOVER_MS = 5_000;

/** Opens a stream, lets entries and messages flow, and makes sure that they flow again afterwards. */
async function survive(url: string, disturb: (flow: Flow) => Promise<unknown>): Promise<void> {
  await using stream = await openRedisStream(url, log);
  await using flow = await startFlow(stream);
  await flow.arrival(TAKEOVER_MS);
  await disturb(flow);
  await flow.arrival(TAKEOVER_MS);
  assert.ok(flow.seen.longestMs < PATIENCE_MS, `a call took ${flow.seen.longestMs} ms`);
}

describe('redis: one server', { skip: REDIS_MISSING }, () => {
  it('goes on when it was killed and comes back empty', async () => {
    const first = await startRedisServer();
    await using stack = new AsyncDisposableStack();
    await survive(first.url, async (flow) => {
      await first.kill();
      const { refused } = flow.seen;
      await until(() => flow.seen.refused > refused + 2, 'calls to be refused');
      stack.use(await startRedisServer({ port: first.port }));
    });
  });

  it('refuses every call at once while it is gone, and forgets what was refused', async () => {
    const server = await startRedisServer();
    await using stack = new AsyncDisposableStack();
    const stream = stack.use(await openRedisStream(server.url, log));
    const heard: unknown[] = [];
    const listen = () => stream.subscribe('topic', ({ n }) => heard.push(n));
    const wanted = { group: 'g', consumer: 'c', count: 1, minIdleMs: 0, blockMs: 60_000 };
    await server.kill();
    const killedAt = performance.now();
    await Promise.all([
      assert.rejects(stream.append('s', [{ n: '1' }])),
      assert.rejects(stream.read('s', wanted)),
      assert.rejects(stream.claim('s', wanted)),
      assert.rejects(stream.acknowledge('s', 'g', ['1-0'])),
      assert.rejects(stream.leave('s', wanted)),
      assert.rejects(stream.depth('s')),
      assert.rejects(stream.publish('topic', { n: 1 })),
      assert.rejects(listen()),
    ]);
    assert.ok(performance.now() - killedAt < 5_000);
    stack.use(await startRedisServer({ port: server.port }));
    await until(() => listen().catch(() => false), 'a subscription');
    await until(
      () =>
        stream.publish('other', {}).then(
          () => true,
          () => false,
        ),
      'Redis to be back',
    );
    await stream.publish('topic', { n: 2 });
    await until(() => heard.length > 0, 'the message');
    assert.deepEqual(heard, [2]);
    assert.equal(await stream.depth('s'), 0);
  });

  it('refuses calls while it is paused, instead of letting them hang', async () => {
    await using server = await startRedisServer();
    await survive(server.url, async (flow) => {
      using _pause = server.pause();
      const { refused } = flow.seen;
      await until(() => flow.seen.refused > refused + 10, 'calls to be refused');
    });
  });

  it('goes on when the network has lost its connections without a word', async () => {
    await using server = await startRedisServer();
    await using proxy = await startSilentProxy(server.port);
    await survive(`redis://127.0.0.1:${proxy.port}`, async () => proxy.silence());
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
    assert.ok(performance.now() - leftAt < 10_000);
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

  it('leaves a master that stood still, was replaced and wakes up', async () => {
    await using servers = await startRedisSentinels();
    await using stream = await openRedisStream(servers.url, log);
    await using _kept = await stream.subscribe('kept', () => undefined);
    await stream.append('s', [{ n: '0' }]);
    {
      using _pause = servers.master.pause();
      await servers.promotion();
      const toldAtReplica = () => servers.replica.ask('PUBLISH', 'guiche:topic:kept', '{}');
      await until(async () => Number(await toldAtReplica()) > 0, 'one connection to have moved');
    }
    await using flow = await startFlow(stream);
    await flow.arrival(TAKEOVER_MS);
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
