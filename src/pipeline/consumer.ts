/**
 * Consumer: reads entries of one stream and sees each to one of three ends: acknowledged, retried
 * (after a growing, jittered delay) or dead-lettered. A batch that fails is tried one entry at a
 * time, so that one bad entry does not hold up the others. An entry in hand when the program stops
 * stays pending, and is claimed by another consumer, as are the entries of one that died.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describeError, isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Entry, Stream } from '../stream.ts';

const BLOCK_MS = 1_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
const MAX_ATTEMPTS = 8;
/** Another consumer's entry counts as left behind after so long; well above a batch's duration. */
const CLAIM_IDLE_MS = 5_000;

export interface ConsumerOptions {
  readonly stream: Stream;
  readonly name: string;
  /** Entries handed over together, at most. */
  readonly batch: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  readonly log: Log;
  /**
   * Does the work of these entries. Returns the entries that are to come again soon, without that
   * counting as a failure. Throws when the work of all of them failed.
   */
  handle(entries: readonly Entry[], signal: AbortSignal): Promise<readonly Entry[]>;
  /** Takes over an entry that will not be tried again; when this throws, it is tried again after all. */
  bury(entry: Entry, reason: string, attempts: number): Promise<void>;
}

const GROUP = 'guiche';
/** How soon something comes again that was only busy elsewhere. */
const BUSY_DELAY_MS = 20;

const attemptsOf = (entry: Entry): number => Number(entry.fields['attempts'] ?? 0);

/** Doubling from 100 ms to 10 s, spread over half of it so that failures do not come back in step. */
function delayAfter(attempts: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
  return delay * (0.5 + Math.random() / 2);
}

export function startConsumer(options: ConsumerOptions): AsyncDisposable {
  const { stream, name, batch, concurrency, handle, bury } = options;
  const log = options.log.child({ stream: name });
  const consumer = crypto.randomUUID();
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();

  const acknowledge = (entries: readonly Entry[]) =>
    stream.acknowledge(
      name,
      GROUP,
      entries.map((entry) => entry.id),
    );

  /** The entry stays pending until its successor is in the stream: a crash in between loses neither. */
  async function comeAgain(entry: Entry, attempts: number, delayMs: number): Promise<void> {
    await pause(delayMs, undefined, { signal: stop.signal, ref: false });
    await stream.append(name, [{ ...entry.fields, attempts: String(attempts) }]);
    await acknowledge([entry]);
  }

  function schedule(entry: Entry, attempts: number, delayMs: number): void {
    void comeAgain(entry, attempts, delayMs).catch((error: unknown) => {
      if (!stop.signal.aborted) log.warn({ error: describeError(error) }, 'an entry waits to be claimed');
    });
  }

  async function settleFailure(entry: Entry, error: unknown): Promise<void> {
    const attempts = attemptsOf(entry) + 1;
    const reason = describeError(error);
    if (isRetryable(error) && attempts < MAX_ATTEMPTS) {
      log.warn({ ...entry.fields, attempts, error: reason }, 'an entry failed and will be tried again');
      return schedule(entry, attempts, delayAfter(attempts));
    }
    log.error({ ...entry.fields, attempts, error: reason }, 'an entry failed for good');
    await bury(entry, reason, attempts);
    await acknowledge([entry]);
  }

  async function settle(entries: readonly Entry[]): Promise<void> {
    try {
      const again = await handle(entries, stop.signal);
      const later = new Set(again);
      await acknowledge(entries.filter((entry) => !later.has(entry)));
      for (const entry of again) schedule(entry, attemptsOf(entry), BUSY_DELAY_MS);
    } catch (error) {
      // Left pending: whoever comes next claims it.
      if (stop.signal.aborted) return;
      const [only] = entries;
      if (entries.length === 1 && only) return settleFailure(only, error);
      for (const entry of entries) await settle([entry]);
    }
  }

  function begin(entries: readonly Entry[]): void {
    const work = settle(entries)
      .catch((error: unknown) => log.warn({ error: describeError(error) }, 'entries stay pending'))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  /** Repeats a step until the program stops; a failing server is asked again a little later. */
  async function repeat(step: () => Promise<void>): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await step();
      } catch (error) {
        if (stop.signal.aborted) return;
        log.warn({ error: describeError(error) }, 'the stream does not answer');
        await pause(500, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  }

  const reading = repeat(async () => {
    if (underWay.size >= concurrency) await Promise.race(underWay);
    const wanted = { group: GROUP, consumer, count: batch, blockMs: BLOCK_MS, signal: stop.signal };
    const entries = await stream.read(name, wanted);
    if (entries.length > 0) begin(entries);
  });
  const claiming = repeat(async () => {
    await pause(CLAIM_IDLE_MS / 2, undefined, { signal: stop.signal, ref: false });
    const entries = await stream.claim(name, {
      group: GROUP,
      consumer,
      count: batch,
      minIdleMs: CLAIM_IDLE_MS,
    });
    if (entries.length > 0) begin(entries);
  });

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([reading, claiming, ...underWay]);
    },
  };
}
