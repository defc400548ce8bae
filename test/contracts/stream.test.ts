/** One suite over every implementation of the stream contract; Redis is real, in each of its forms. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../../src/log.ts';
import type { Stream } from '../../src/stream.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import { openRedisStream } from '../../src/streams/redis.ts';
import {
  REDIS_MISSING,
  type RedisProcess,
  startRedisCluster,
  startRedisSentinels,
  startRedisServer,
} from '../helpers/redis-servers.ts';
import { until } from '../helpers/servers.ts';
import { keepsServersTidy, reader, type Started } from './stream-servers.ts';

const log = createLog('silent');

function suite(name: string, skip: string | false, start: () => Promise<Started>) {
  describe(`stream: ${name}`, { skip }, () => {
    let started: Started;
    let stream: Stream;
    before(async () => {
      started = await start();
      stream = await started.open();
    });
    after(async () => {
      await stream[Symbol.asyncDispose]();
      await started.close();
    });

    it('hands out entries in order, each to one consumer', async () => {
      await stream.append('order', [{ n: '1' }, { n: '2' }]);
      await stream.append('order', [{ n: '3' }]);
      const first = await stream.read('order', reader('a', 2));
      const second = await stream.read('order', reader('b', 2));
      assert.deepEqual(
        [...first, ...second].map((entry) => entry.fields['n']),
        ['1', '2', '3'],
      );
      assert.deepEqual(await stream.read('order', reader('a')), []);
    });

    it('counts what is unread or unacknowledged, and forgets what was acknowledged', async () => {
      await stream.append('depth', [{ n: '1' }, { n: '2' }]);
      assert.equal(await stream.depth('depth'), 2);
      const entries = await stream.read('depth', reader('a'));
      assert.equal(await stream.depth('depth'), 2);
      await stream.acknowledge(
        'depth',
        'g',
        entries.map((entry) => entry.id),
      );
      assert.equal(await stream.depth('depth'), 0);
      assert.deepEqual(
        await stream.claim('depth', { group: 'g', consumer: 'b', count: 9, minIdleMs: 0 }),
        [],
      );
    });

    it('lets a consumer claim what another left idle, and not what is fresh', async () => {
      await stream.append('claim', [{ n: '1' }]);
      await stream.read('claim', reader('dead'));
      const claim = (minIdleMs: number) =>
        stream.claim('claim', { group: 'g', consumer: 'alive', count: 9, minIdleMs });
      assert.deepEqual(await claim(60_000), []);
      const claimed = await until(async () => {
        const entries = await claim(30);
        return entries.length > 0 && entries;
      }, 'the idle entry');
      assert.deepEqual(
        claimed.map((entry) => entry.fields),
        [{ n: '1' }],
      );
      assert.deepEqual(await claim(60_000), [], 'a claimed entry is fresh again');
    });

    it('wakes a waiting reader when an entry comes', async () => {
      const waiting = stream.read('wake', reader('a', 1, 10_000));
      await stream.append('wake', [{ n: '1' }]);
      assert.equal((await waiting).length, 1);
    });

    it('returns nothing after the wait', async () => {
      assert.deepEqual(await stream.read('empty', reader('a', 1, 20)), []);
    });

    it('ends a wait when the signal aborts, at once, and loses nothing by it', async () => {
      const stop = new AbortController();
      const waiting = stream.read('abort', { ...reader('a', 1, 30_000), signal: stop.signal });
      // Time for the wait to have begun.
      await stream.append('abort-other', [{ n: '1' }]);
      await stream.read('abort-other', reader('a'));
      const abortedAt = performance.now();
      stop.abort();
      assert.deepEqual(await waiting, []);
      assert.ok(performance.now() - abortedAt < 5_000);
      await stream.append('abort', [{ n: '1' }]);
      assert.equal((await stream.read('abort', reader('b', 1, 5_000))).length, 1);
    });

    it('ends waits when it is closed, at once, and refuses to read after it', async () => {
      const closing = await started.open();
      const waits = ['close-1', 'close-2'].map((each) => closing.read(each, reader('a', 1, 30_000)));
      await closing.append('close-3', [{ n: '1' }]);
      await closing.read('close-3', reader('a'));
      const closedAt = performance.now();
      await closing[Symbol.asyncDispose]();
      assert.deepEqual(await Promise.all(waits), [[], []]);
      assert.ok(performance.now() - closedAt < 5_000);
      await assert.rejects(closing.read('close-1', reader('a', 1, 30_000)), /closed/);
    });

    it('gives up a consumer that leaves, and loses nothing that it left pending', async () => {
      await stream.append('leave', [{ n: '1' }]);
      await stream.read('leave', reader('a'));
      await stream.leave('leave', { group: 'g', consumer: 'a' });
      await stream.leave('leave', { group: 'g', consumer: 'unknown' });
      await stream.leave('leave-nothing', { group: 'g', consumer: 'a' });
      const claim = { group: 'g', consumer: 'b', count: 9, minIdleMs: 0 };
      assert.equal((await stream.claim('leave', claim)).length, 1);
    });

    it('keeps any text as it was', async () => {
      const fields = { text: 'não — 你好 \u202e 👩‍👩‍👧 "\\\n', empty: '' };
      await stream.append('text', [fields]);
      const [entry] = await stream.read('text', reader('a'));
      assert.deepEqual(entry?.fields, fields);
    });

    it('tells every subscriber of a topic, and nobody once they left', async () => {
      const heard: string[] = [];
      const one = await stream.subscribe('topic', (message) => heard.push(`one ${message['n']}`));
      const two = await stream.subscribe('topic', (message) => heard.push(`two ${message['n']}`));
      await stream.publish('topic', { n: 1 });
      await until(() => heard.length === 2, 'both subscribers');
      await one[Symbol.asyncDispose]();
      await stream.publish('topic', { n: 2 });
      await until(() => heard.length === 3, 'the one that stayed');
      assert.deepEqual(heard.toSorted(), ['one 1', 'two 1', 'two 2']);
      await two[Symbol.asyncDispose]();
    });
    if (name !== 'memory') keepsServersTidy(() => started);
  });
}

/** The stream of some servers, which are ended after it. */
const onServers = (
  servers: AsyncDisposable & { readonly url: string },
  serverOf: (key: string) => Promise<RedisProcess>,
): Started => ({
  open: (options) => openRedisStream(servers.url, log, options),
  serverOf,
  close: async () => servers[Symbol.asyncDispose](),
});

suite('memory', false, async () => ({ open: async () => openMemoryStream(), close: async () => undefined }));

suite('redis', REDIS_MISSING, async () => {
  const server = await startRedisServer();
  return onServers(server, async () => server);
});

suite('redis with sentinel', REDIS_MISSING, async () => {
  const servers = await startRedisSentinels();
  return onServers(servers, async () => servers.master);
});

suite('redis cluster', REDIS_MISSING, async () => {
  const cluster = await startRedisCluster();
  return onServers(cluster, cluster.ownerOf);
});
