/**
 * Consumer: reads entries of one stream and sees each to one of its ends: acknowledged, come again
 * (soon, or after a growing, jittered delay) or dead-lettered. An entry in hand when the program
 * stops stays pending, and is claimed by another consumer, as are the entries of one that died.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AssistantError, describeError, isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Entry, Stream } from '../stream.ts';
import { createBatcher } from './batcher.ts';
import { createSpacer, type Spacing } from './spacing.ts';

const BLOCK_MS = 1_000;
const FIRST_DELAY_MS = 100;
/** Below CLAIM_IDLE_MS: an entry that waits here must not look left behind. */
const LONGEST_DELAY_MS = 2_000;
const MAX_ATTEMPTS = 6;
/** Another consumer's entry counts as left behind after so long. */
const CLAIM_IDLE_MS = 3_000;
const CLAIM_INTERVAL_MS = 1_000;
const READ_LIMIT = 500;
/** Short enough for somebody who waits, three times over; with much to do, long enough to pay. */
const STAGE_SPACING: Spacing = { spacingMs: 4, busySpacingMs: 12 };
/** Nobody waits for an acknowledgement. */
const ACKNOWLEDGEMENTS = { limit: 500, spacing: { spacingMs: 20, busySpacingMs: 50 } };

/** What became of the entries that were handed over; those not named are done. */
export interface Handled {
  /** To come again after so long, at most 2.5 s, without that counting as a failure. */
  readonly later?: readonly { readonly entry: Entry; readonly delayMs: number }[];
  readonly failed?: readonly { readonly entry: Entry; readonly error: unknown }[];
}

export interface ConsumerOptions {
  readonly stream: Stream;
  readonly name: string;
  /** Entries handed over together, at most. */
  readonly batch: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  /** How often an entry is tried, at most; 6 where left out. An outage does not count. */
  readonly attempts?: number;
  readonly log: Log;
  /** Does the work of these entries. Throws when the work of all of them failed. */
  handle(entries: readonly Entry[], signal: AbortSignal): Promise<Handled>;
  /** Takes over an entry that will not be tried again; when this throws, it is tried again after all. */
  bury(entry: Entry, reason: string, attempts: number): Promise<void>;
}

/** The one group that reads each stream. */
export const GROUP = 'guiche';

const attemptsOf = (entry: Entry): number => Number(entry.fields['attempts'] ?? 0);

/** Doubling from 100 ms to 2 s, spread over half of it so that failures do not come back in step. */
function delayAfter(attempts: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS);
  return delay * (0.5 + Math.random() / 2);
}

/** A server is away: nothing is wrong with the entry, however long that lasts. */
const isOutage = (error: unknown): boolean => error instanceof AssistantError && error.code === 'not-ready';

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

export function startConsumer(options: ConsumerOptions): AsyncDisposable {
  const { stream, name, batch, concurrency, handle, bury, attempts: most = MAX_ATTEMPTS } = options;
  const log = options.log.child({ stream: name });
  const consumer = crypto.randomUUID();
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Ids of the entries under way, and of those that wait here to come again. */
  const handling = new Set<string>();
  const waiting = new Set<string>();

  const acknowledgements = createBatcher<string, undefined>(async (ids) => {
    await stream.acknowledge(name, GROUP, ids);
    return ids.map(() => undefined);
  }, ACKNOWLEDGEMENTS);
  /** Never rejects: the work is done, and what stays pending comes again and finds nothing to do. */
  const acknowledge = async (entries: readonly Entry[]): Promise<void> => {
    await Promise.all(entries.map((entry) => acknowledgements.add(entry.id))).catch((error: unknown) => {
      log.warn({ error: describeError(error) }, 'entries were not acknowledged');
    });
  };

  /** The entry stays pending until its successor is in the stream: a crash in between loses neither. */
  async function comeAgain(entry: Entry, attempts: number, delayMs: number): Promise<void> {
    await pause(delayMs, undefined, { signal: stop.signal, ref: false });
    await stream.append(name, [{ ...entry.fields, attempts: String(attempts) }]);
    await acknowledge([entry]);
  }

  function schedule(entry: Entry, attempts: number, delayMs: number): void {
    waiting.add(entry.id);
    void comeAgain(entry, attempts, delayMs)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) log.warn({ error: describeError(error) }, 'an entry waits to be claimed');
      })
      .finally(() => waiting.delete(entry.id));
  }

  async function settleFailure(entry: Entry, error: unknown): Promise<void> {
    const before = attemptsOf(entry);
    const attempts = before + 1;
    const reason = describeError(error);
    if (isOutage(error)) {
      log.warn({ ...entry.fields, error: reason }, 'an entry waits for a server');
      return schedule(entry, before, delayAfter(MAX_ATTEMPTS));
    }
    if (isRetryable(error) && attempts < most) {
      log.warn({ ...entry.fields, attempts, error: reason }, 'an entry failed and will be tried again');
      return schedule(entry, attempts, delayAfter(attempts));
    }
    log.error({ ...entry.fields, attempts, error: reason }, 'an entry failed for good');
    try {
      await bury(entry, reason, attempts);
    } catch (failure) {
      log.warn({ ...entry.fields, error: describeError(failure) }, 'an entry could not be buried yet');
      return schedule(entry, before, delayAfter(MAX_ATTEMPTS));
    }
    await acknowledge([entry]);
  }

  async function settle(entries: readonly Entry[]): Promise<void> {
    try {
      const { later = [], failed = [] } = await handle(entries, stop.signal);
      const open = new Set([...later, ...failed].map(({ entry }) => entry));
      await acknowledge(entries.filter((entry) => !open.has(entry)));
      for (const { entry, delayMs } of later) schedule(entry, attemptsOf(entry), delayMs);
      for (const { entry, error } of failed) await settleFailure(entry, error);
    } catch (error) {
      // Left pending: whoever comes next claims it.
      if (stop.signal.aborted) return;
      const [only] = entries;
      if (entries.length === 1 && only) return settleFailure(only, error);
      if (isOutage(error)) for (const entry of entries) await settleFailure(entry, error);
      // One bad entry may be the cause: it shall not hold up the others.
      else for (const entry of entries) await settle([entry]);
    }
  }

  function begin(entries: readonly Entry[]): void {
    for (const { id } of entries) handling.add(id);
    const work = settle(entries)
      .catch((error: unknown) => log.warn({ error: describeError(error) }, 'entries stay pending'))
      .finally(() => {
        for (const { id } of entries) handling.delete(id);
        underWay.delete(work);
      });
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

  const spacer = createSpacer(STAGE_SPACING);
  const reading = repeat(async () => {
    if (underWay.size >= concurrency) await Promise.race(underWay);
    await spacer.wait(stop.signal);
    const count = Math.min(batch * (concurrency - underWay.size), READ_LIMIT);
    if (count <= 0) return;
    const wanted = { group: GROUP, consumer, count, blockMs: BLOCK_MS, signal: stop.signal };
    const entries = await stream.read(name, wanted);
    spacer.note(entries.length);
    for (const some of chunks(entries, batch)) begin(some);
  });
  const claiming = repeat(async () => {
    await pause(CLAIM_INTERVAL_MS, undefined, { signal: stop.signal, ref: false });
    if (underWay.size >= concurrency) return;
    const wanted = { group: GROUP, consumer, count: batch, minIdleMs: CLAIM_IDLE_MS };
    // One's own look left behind, too, when a server makes their work take long.
    const entries = (await stream.claim(name, wanted)).filter(
      ({ id }) => !handling.has(id) && !waiting.has(id),
    );
    if (entries.length > 0) begin(entries);
  });

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      // Until these have ended, entries are handed out, and begun.
      await Promise.all([reading, claiming]);
      await Promise.all(underWay);
      await stream.leave(name, { group: GROUP, consumer }).catch((error: unknown) => {
        log.warn({ error: describeError(error) }, 'a consumer stays in its group; others remove it');
      });
    },
  };
}
