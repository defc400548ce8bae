/** The part of the stream suite that looks at the server: that nothing piles up there. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Entry, Stream } from '../../src/stream.ts';
import type { RedisStreamOptions } from '../../src/streams/redis.ts';
import { pair, type RedisProcess } from '../helpers/redis-servers.ts';
import { until } from '../helpers/servers.ts';

export interface Started {
  open(options?: RedisStreamOptions): Promise<Stream>;
  /** The server that holds a key, where servers do. */
  serverOf?(key: string): Promise<RedisProcess>;
  close(): Promise<void>;
}

export const reader = (consumer: string, count = 10, blockMs = 0) => ({
  group: 'g',
  consumer,
  count,
  blockMs,
});
export const idsOf = (entries: readonly Entry[]): string[] => entries.map((entry) => entry.id);

export function keepsServersTidy(started: () => Started) {
  const keyOf = (name: string) => `guiche:{${name}}`;
  const ask = async (name: string, ...[command, ...words]: Parameters<RedisProcess['ask']>) =>
    (await started().serverOf?.(keyOf(name)))?.ask(command, ...words);
  const consumersOf = async (name: string) =>
    ((await ask(name, 'XINFO', 'CONSUMERS', keyOf(name), 'g')) as unknown[]).map(pair);
  const namesOf = async (name: string) => (await consumersOf(name)).map((each) => each['name']).toSorted();

  /** A server knows a consumer from its first entry on. */
  const work = async (stream: Stream, name: string, consumer: string) => {
    await stream.append(name, [{ n: '1' }]);
    await stream.acknowledge(name, 'g', idsOf(await stream.read(name, reader(consumer))));
  };
  const allIdle = (name: string, idleMs: number) =>
    until(
      async () => (await consumersOf(name)).every((each) => Number(each['idle']) >= idleMs),
      'all consumers to be idle',
    );

  it('takes no more room after entries were acknowledged than before they came', async () => {
    await using stream = await started().open();
    const measure = async () => ({
      entries: await ask('room', 'XLEN', keyOf('room')),
      bytes: Number(await ask('room', 'MEMORY', 'USAGE', keyOf('room'), 'SAMPLES', 0)),
    });
    const empty = async () => {
      for (;;) {
        const entries = await stream.read('room', reader('a', 100));
        if (entries.length === 0) return;
        await stream.acknowledge('room', 'g', idsOf(entries));
      }
    };
    const fill = () =>
      stream.append(
        'room',
        Array.from({ length: 2_000 }, (_, n) => ({ n: `${n}` })),
      );
    await fill();
    await empty();
    const start = await measure();
    await fill();
    const full = await measure();
    assert.equal(full.entries, 2_000);
    assert.ok(full.bytes > 10 * start.bytes);
    await empty();
    assert.deepEqual(await measure(), { entries: 0, bytes: start.bytes });
  });

  it('forgets a consumer that left, once it has nothing pending', async () => {
    await using stream = await started().open();
    await work(stream, 'left', 'free');
    await stream.append('left', [{ n: '1' }]);
    await stream.read('left', reader('busy'));
    for (const consumer of ['busy', 'free']) await stream.leave('left', { group: 'g', consumer });
    assert.deepEqual(await namesOf('left'), ['busy']);
  });

  it('forgets consumers long gone that have nothing pending, when another claims, now and then', async () => {
    await using stream = await started().open({ goneAfterMs: 20 });
    const claim = () => stream.claim('gone', { group: 'g', consumer: 'alive', count: 9, minIdleMs: 60_000 });
    await work(stream, 'gone', 'free');
    await stream.append('gone', [{ n: '1' }]);
    await stream.read('gone', reader('busy'));
    await allIdle('gone', 20);
    await claim();
    assert.deepEqual(await namesOf('gone'), ['busy']);
    await work(stream, 'gone', 'later');
    await allIdle('gone', 20);
    await claim();
    assert.deepEqual(await namesOf('gone'), ['busy', 'later'], 'not at each claim');
  });

  it('keeps consumers that had an entry within the hour', async () => {
    await using stream = await started().open();
    await work(stream, 'kept', 'idle');
    await allIdle('kept', 20);
    await stream.claim('kept', { group: 'g', consumer: 'alive', count: 9, minIdleMs: 0 });
    assert.deepEqual(await namesOf('kept'), ['idle']);
  });
}
