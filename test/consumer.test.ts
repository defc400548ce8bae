import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssistantError } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { type ConsumerOptions, startConsumer } from '../src/pipeline/consumer.ts';
import type { Entry } from '../src/stream.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { until } from './helpers/servers.ts';

const log = createLog('silent');

function start(own: Partial<ConsumerOptions>) {
  const stream = openMemoryStream();
  const buried: { n: string | undefined; reason: string; attempts: number }[] = [];
  const consumer = startConsumer({
    stream,
    log,
    name: 's',
    batch: 10,
    concurrency: 1,
    handle: async () => ({}),
    bury: async (entry, reason, attempts) => void buried.push({ n: entry.fields['n'], reason, attempts }),
    ...own,
  });
  const append = (...numbers: string[]) =>
    stream.append(
      's',
      numbers.map((n) => ({ n })),
    );
  return { stream, consumer, buried, append };
}

describe('consumer', () => {
  it('acknowledges what was handled', async () => {
    const handled: string[] = [];
    const { stream, consumer, append } = start({
      handle: async (entries) => {
        handled.push(...entries.map((entry) => entry.fields['n'] ?? ''));
        return {};
      },
    });
    await append('1', '2', '3');
    await until(
      async () => handled.length === 3 && (await stream.depth('s')) === 0,
      'the entries to be done',
    );
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual(handled, ['1', '2', '3']);
  });

  it('lets one bad entry hold up no other, and buries it with its reason', async () => {
    const handled: string[] = [];
    const { stream, consumer, buried, append } = start({
      handle: async (entries) => {
        if (entries.some((entry) => entry.fields['n'] === 'bad')) {
          throw new AssistantError('invalid-request', 'never right');
        }
        handled.push(...entries.map((entry) => entry.fields['n'] ?? ''));
        return {};
      },
    });
    await append('1', 'bad', '2');
    await until(async () => (await stream.depth('s')) === 0, 'an empty stream');
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual(handled, ['1', '2']);
    assert.deepEqual(buried, [{ n: 'bad', reason: 'never right', attempts: 1 }]);
  });

  it('settles each entry of a batch by itself where the work can tell them apart', async () => {
    const handled: string[] = [];
    const { stream, consumer, buried, append } = start({
      handle: async (entries) => {
        const isBad = (entry: Entry) => entry.fields['n'] === 'bad';
        handled.push(...entries.filter((entry) => !isBad(entry)).map((entry) => entry.fields['n'] ?? ''));
        const error = new AssistantError('invalid-request', 'never right');
        return { failed: entries.filter(isBad).map((entry) => ({ entry, error })) };
      },
    });
    await append('1', 'bad', '2');
    await until(async () => (await stream.depth('s')) === 0, 'an empty stream');
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual(handled, ['1', '2'], 'each once');
    assert.deepEqual(buried, [{ n: 'bad', reason: 'never right', attempts: 1 }]);
  });

  it('never buries an entry for a server that is away, however long that takes', async () => {
    let attempts = 0;
    const { stream, consumer, buried, append } = start({
      handle: async () => {
        if (++attempts < 8) throw new AssistantError('not-ready', 'away');
        return {};
      },
    });
    await append('1');
    await until(
      async () => attempts === 8 && (await stream.depth('s')) === 0,
      'the server to be back',
      30_000,
    );
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual(buried, []);
  });

  it('does not do again what was done when only the acknowledgement failed', async () => {
    let handled = 0;
    const memory = openMemoryStream();
    let refusals = 1;
    const stream = {
      ...memory,
      acknowledge: async (...wanted: Parameters<typeof memory.acknowledge>) => {
        if (refusals-- > 0) throw new Error('the stream is away');
        return memory.acknowledge(...wanted);
      },
    };
    const { consumer, buried } = start({
      stream,
      handle: async () => {
        handled++;
        return {};
      },
    });
    await memory.append('s', [{ n: '1' }]);
    await until(async () => handled === 1 && refusals === 0, 'the refusal');
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual([handled, buried.length, await memory.depth('s')], [1, 0, 1], 'it stays pending');
  });

  it('does not let a slow entry keep its neighbours from being begun', async () => {
    const finish = Promise.withResolvers<void>();
    const handled: string[] = [];
    const { stream, consumer, append } = start({
      batch: 1,
      concurrency: 3,
      handle: async ([entry]) => {
        if (entry?.fields['n'] === 'slow') await finish.promise;
        handled.push(entry?.fields['n'] ?? '');
        return {};
      },
    });
    await append('slow', ...Array.from({ length: 20 }, (_, index) => String(index)));
    await until(() => handled.length === 20, 'all but the slow one');
    finish.resolve();
    await until(async () => (await stream.depth('s')) === 0, 'the slow one');
    await consumer[Symbol.asyncDispose]();
  });

  it('tries again what failed by chance', async () => {
    let attempts = 0;
    const { stream, consumer, buried, append } = start({
      handle: async () => {
        if (++attempts < 3) throw new Error('by chance');
        return {};
      },
    });
    await append('1');
    await until(async () => attempts === 3 && (await stream.depth('s')) === 0, 'the third attempt');
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual(buried, []);
  });

  it('sees what was only busy again, and soon', async () => {
    let rounds = 0;
    const { stream, consumer, append } = start({
      handle: async (entries) =>
        ++rounds < 5 ? { later: entries.map((entry) => ({ entry, delayMs: 5 })) } : {},
    });
    await append('1');
    await until(async () => rounds === 5 && (await stream.depth('s')) === 0, 'five rounds');
    await consumer[Symbol.asyncDispose]();
  });

  it('finishes what is in hand when it stops, and leaves the rest', async () => {
    const began = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { stream, consumer, append } = start({
      batch: 1,
      handle: async () => {
        began.resolve();
        await finish.promise;
        return {};
      },
    });
    await append('1', '2');
    await began.promise;
    const stopped = consumer[Symbol.asyncDispose]();
    finish.resolve();
    await stopped;
    assert.equal(await stream.depth('s'), 1);
  });

  it('leaves pending, for another consumer, what fails while it stops', async () => {
    const began = Promise.withResolvers<void>();
    const { stream, consumer, buried, append } = start({
      handle: (_entries, signal) => {
        began.resolve();
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      },
    });
    await append('1');
    await began.promise;
    await consumer[Symbol.asyncDispose]();
    assert.deepEqual(buried, []);
    const claimed = await stream.claim('s', { group: 'guiche', consumer: 'next', count: 1, minIdleMs: 0 });
    assert.equal(claimed[0]?.fields['n'], '1');
  });
});
