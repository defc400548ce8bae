/** Consumers that share a stream on Redis: what one takes from another does no harm, and nothing multiplies. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AssistantError } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { type ConsumerOptions, startConsumer } from '../src/pipeline/consumer.ts';
import type { Entry, Stream } from '../src/stream.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import { REDIS_MISSING, startRedisServer } from './helpers/redis-servers.ts';
import { until } from './helpers/servers.ts';

const log = createLog('silent');
const SHARED = { log, batch: 10, concurrency: 2, bury: async () => assert.fail('nothing is buried here') };
const numberOf = (entry: Entry): string => entry.fields['n'] ?? '';

describe('consumers of one stream', { skip: REDIS_MISSING, concurrency: true }, () => {
  const stack = new AsyncDisposableStack();
  let url = '';
  before(async () => {
    ({ url } = stack.use(await startRedisServer()));
  });
  after(() => stack.disposeAsync());

  /** Two processes, each with its connections. */
  async function startTwo(name: string, own: AsyncDisposableStack, handle: ConsumerOptions['handle']) {
    const streams = [
      own.use(await openRedisStream(url, log)),
      own.use(await openRedisStream(url, log)),
    ] as const;
    for (const stream of streams) own.use(startConsumer({ ...SHARED, stream, name, handle }));
    return streams[0];
  }
  const done = (stream: Stream, name: string) =>
    until(async () => (await stream.depth(name)) === 0, 'the stream to be empty', 20_000);

  it('hand an entry that is put off round without ever having two of it', async () => {
    await using own = new AsyncDisposableStack();
    const lengths = new Set<number>();
    let handled = 0;
    const stream: Stream = await startTwo('later', own, async (entries) => {
      for (const _ of entries) lengths.add(await stream.depth('later'));
      handled += entries.length;
      return handled < 4 ? { later: entries.map((entry) => ({ entry, delayMs: 2_000 })) } : {};
    });
    await stream.append('later', [{ n: '1' }]);
    await done(stream, 'later');
    assert.equal(handled, 4, 'once, and three times later');
    // The successor comes before its predecessor goes, and may be read before that.
    assert.ok(Math.max(...lengths) <= 2, [...lengths].join());
  });

  it('try an entry that fails again as often as it is to be, and no more', async () => {
    await using own = new AsyncDisposableStack();
    const attempts: string[] = [];
    const stream = await startTwo('failing', own, async (entries) => {
      attempts.push(...entries.map((entry) => entry.fields['attempts'] ?? '0'));
      if (attempts.length < 5) throw new Error('by chance');
      return {};
    });
    await stream.append('failing', [{ n: '1' }]);
    await done(stream, 'failing');
    assert.deepEqual(attempts, ['0', '1', '2', '3', '4']);
  });

  it('wait for a server that is away without a growing number of entries', async () => {
    await using own = new AsyncDisposableStack();
    let isAway = true;
    const stream = await startTwo('away', own, async () => {
      if (isAway) throw new AssistantError('not-ready', 'away');
      return {};
    });
    await stream.append(
      'away',
      Array.from({ length: 20 }, (_, index) => ({ n: String(index) })),
    );
    const began = performance.now();
    await until(async () => {
      // A successor comes a moment before its predecessor goes.
      const depth = await stream.depth('away');
      assert.ok(depth <= 40, `${depth} entries of 20`);
      return performance.now() - began > 6_000 && depth <= 20;
    }, 'some rounds');
    isAway = false;
    await done(stream, 'away');
  });

  it('do the work of one that is slow twice at most, and end with nothing left', async () => {
    await using own = new AsyncDisposableStack();
    const handled: string[] = [];
    const stream = await startTwo('slow', own, async (entries) => {
      handled.push(...entries.map(numberOf));
      const began = performance.now();
      // The other one takes it for left behind, and finds nothing to do in the database.
      if (handled.length === 1) await until(() => performance.now() - began > 4_500, 'the slow one');
      return {};
    });
    await stream.append('slow', [{ n: '1' }]);
    await done(stream, 'slow');
    await stream.append('slow', [{ n: '2' }]);
    await until(() => handled.includes('2'), 'the next one');
    await done(stream, 'slow');
    assert.ok(handled.length <= 3, handled.join());
  });
});

describe('a consumer', () => {
  it('tries again to bury what it could not, with its reason, and repeats nothing else for that', async () => {
    const stream = openMemoryStream();
    const handled: string[] = [];
    const reasons: string[] = [];
    let isLocked = true;
    await using _consumer = startConsumer({
      ...SHARED,
      stream,
      name: 's',
      handle: async (entries) => {
        handled.push(...entries.map(numberOf));
        const [bad, put] = ['bad', 'later'].map((n) => entries.find((entry) => numberOf(entry) === n));
        const isFirst = handled.filter((n) => n === 'later').length < 2;
        return {
          failed: bad ? [{ entry: bad, error: new AssistantError('invalid-request', 'a defect') }] : [],
          later: put && isFirst ? [{ entry: put, delayMs: 50 }] : [],
        };
      },
      bury: async (_entry, reason) => {
        reasons.push(reason);
        const wasLocked = isLocked;
        isLocked = false;
        if (wasLocked) throw new Error('locked at this moment');
      },
    });
    await stream.append('s', [{ n: 'bad' }, { n: 'good' }, { n: 'later' }]);
    await until(async () => reasons.length === 2 && (await stream.depth('s')) === 0, 'the end');
    assert.deepEqual(reasons, ['a defect', 'a defect']);
    assert.deepEqual(handled.toSorted(), ['bad', 'bad', 'good', 'later', 'later']);
  });

  it('does not begin again what it has in hand, however long that takes', async () => {
    const stream = openMemoryStream();
    const finish = Promise.withResolvers<void>();
    let handled = 0;
    let claims = 0;
    const watched: Stream = {
      ...stream,
      async claim(...wanted) {
        const entries = await stream.claim(...wanted);
        if (entries.length > 0) claims++;
        return entries;
      },
    };
    await using _consumer = startConsumer({
      ...SHARED,
      stream: watched,
      name: 's',
      handle: async () => {
        handled++;
        await finish.promise;
        return {};
      },
    });
    await stream.append('s', [{ n: '1' }]);
    await until(() => claims > 0, 'the entry to look left behind');
    finish.resolve();
    await until(async () => (await stream.depth('s')) === 0, 'the end');
    assert.equal(handled, 1);
  });

  it('waits when it stops for what it was handed at the last moment', async () => {
    const stream = openMemoryStream();
    const reading = Promise.withResolvers<void>();
    const late: Stream = {
      ...stream,
      async read(name, options) {
        reading.resolve();
        await new Promise((resolve) => options.signal?.addEventListener('abort', resolve));
        await stream.append(name, [{ n: '1' }]);
        return stream.read(name, { ...options, blockMs: 0 });
      },
    };
    let isDone = false;
    const consumer = startConsumer({
      ...SHARED,
      stream: late,
      name: 's',
      handle: async () => {
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        isDone = true;
        return {};
      },
    });
    await reading.promise;
    await consumer[Symbol.asyncDispose]();
    assert.ok(isDone, 'what it needs may be closed now');
  });
});
