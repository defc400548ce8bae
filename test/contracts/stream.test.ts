/** One suite over every implementation of the stream contract; Redis is a real server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../../src/log.ts';
import type { Stream } from '../../src/stream.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import { openRedisStream } from '../../src/streams/redis.ts';
import { findRedis, startRedis, type TestServer, until } from '../helpers/servers.ts';

const log = createLog('silent');
const reader = (consumer: string, count = 10, blockMs = 0) => ({ group: 'g', consumer, count, blockMs });

function suite(
  name: string,
  skip: string | false,
  start: () => Promise<{ stream: Stream; close(): Promise<void> }>,
) {
  describe(`stream: ${name}`, { skip }, () => {
    let stream: Stream;
    let close: () => Promise<void>;
    before(async () => {
      ({ stream, close } = await start());
    });
    after(() => close());

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

    it('ends a wait when the signal aborts, and loses nothing by it', async () => {
      const stop = new AbortController();
      const waiting = stream.read('abort', { ...reader('a', 1, 30_000), signal: stop.signal });
      stop.abort();
      assert.deepEqual(await waiting, []);
      await stream.append('abort', [{ n: '1' }]);
      assert.equal((await stream.read('abort', reader('b', 1, 5_000))).length, 1);
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
  });
}

suite('memory', false, async () => {
  const stream = openMemoryStream();
  return { stream, close: async () => stream[Symbol.asyncDispose]() };
});

suite('redis', findRedis() === undefined && 'redis-server is not installed', async () => {
  const server = await startRedis();
  const stream = await openRedisStream(server.url, log);
  return {
    stream,
    close: async () => {
      await stream[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
});

describe('stream: redis, when the server goes away', {
  skip: findRedis() === undefined && 'redis-server is not installed',
}, () => {
  let server: TestServer;
  let stream: Stream;
  before(async () => {
    server = await startRedis();
    stream = await openRedisStream(server.url, log);
  });
  after(async () => {
    await stream[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('refuses at once, and works again after a restart with nothing left of the old data', async () => {
    const heard: unknown[] = [];
    await stream.subscribe('topic', (message) => heard.push(message));
    await stream.append('s', [{ n: '1' }]);
    await server[Symbol.asyncDispose]();
    await assert.rejects(
      until(() => stream.append('s', [{ n: '2' }]).then(() => false as const), 'a refusal'),
    );
    server = await startRedis(server.port);
    await until(
      () =>
        stream.append('s', [{ n: '3' }]).then(
          () => true,
          () => false,
        ),
      'Redis to be back',
    );
    const entries = await until(
      () =>
        stream.read('s', reader('a', 10, 100)).then(
          (found) => found.length > 0 && found,
          () => false as const,
        ),
      'the new entry',
    );
    assert.deepEqual(
      entries.map((entry) => entry.fields['n']),
      ['3'],
    );
    await until(async () => {
      await stream.publish('topic', { n: 1 });
      return heard.length > 0;
    }, 'the subscription to be renewed');
  });
});
