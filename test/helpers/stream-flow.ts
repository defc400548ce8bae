/** Entries and messages that flow through a stream without end, whatever happens to its servers. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Stream } from '../../src/stream.ts';
import { until } from './servers.ts';

export interface Flow extends AsyncDisposable {
  /** Resolves when an entry and a message that were sent from now on have arrived. */
  arrival(timeoutMs: number): Promise<void>;
  readonly seen: {
    /** Calls that were refused. */
    readonly refused: number;
    /** The longest that any call took, done or refused. */
    readonly longestMs: number;
  };
}

/** Appends, reads, acknowledges and publishes without end, whatever fails. */
export async function startFlow(stream: Stream): Promise<Flow> {
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
  const subscription = await stream.subscribe('topic', ({ n }) => {
    seen.heard = Math.max(seen.heard, Number(n));
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
      for (const { fields } of entries) seen.read = Math.max(seen.read, Number(fields['n']));
      const ids = entries.map(({ id }) => id);
      // Not awaited, as the pipeline's consumers do not: they read on meanwhile.
      void timed(() => stream.acknowledge('s', 'g', ids));
    }),
    repeat(() => timed(() => stream.claim('s', { group: 'g', consumer: 'c', count: 100, minIdleMs: 500 }))),
  ];
  return {
    seen,
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
