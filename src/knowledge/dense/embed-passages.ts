/** Embeds what is live and has no vector yet, in the background, and goes on where it stopped. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database.ts';
import type { Embedder } from '../../embedder.ts';
import { describeError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { readLive } from '../index/read-builds.ts';
import {
  indexVectors,
  keepVectors,
  pruneVectors,
  readKnown,
  readUnembedded,
  writeVector,
} from './vectors.ts';

/** Passages of one request: vLLM and its like take some dozens at a time best. */
const BATCH = 32;
const REQUEST_TIMEOUT_MS = 60_000;
/** How often it is looked whether there is something new. */
const IDLE_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface EmbeddingOptions {
  readonly database: Database;
  readonly embedder: Embedder;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** The batch after a row; returns its last row, or 0 when it was the last batch. */
async function embedBatch({ database, embedder, signal }: EmbeddingOptions, after: number): Promise<number> {
  const waiting = await readUnembedded(database, embedder.name, after, BATCH);
  if (waiting.length === 0) return 0;
  const hashes = [...new Set(waiting.map(({ hash }) => hash))];
  const known = await readKnown(database, embedder.name, hashes);
  const texts = new Map(waiting.map(({ hash, text }) => [hash, text]));
  const fresh = hashes.filter((hash) => !known.has(hash));
  const embedded = await embedder.embed(
    fresh.map((hash) => texts.get(hash) ?? ''),
    AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
  );
  const vectors = fresh.map((hash, at) => ({ hash, embedding: writeVector(embedded[at] ?? []) }));
  await keepVectors(database, embedder.name, vectors, waiting);
  const [first] = embedded;
  if (first !== undefined) await indexVectors(database, first.length);
  return waiting.at(-1)?.row ?? 0;
}

/** Everything of the live build; returns the build. */
async function embedBuild(options: EmbeddingOptions): Promise<number> {
  const { database, log, signal } = options;
  const { build } = await readLive(database, 0);
  let batches = 0;
  for (
    let last = await embedBatch(options, 0);
    last > 0 && !signal.aborted;
    last = await embedBatch(options, last)
  )
    batches++;
  if (batches > 0 && !signal.aborted) {
    await pruneVectors(database);
    log.info({ build, batches }, 'every passage is embedded');
  }
  return build;
}

/**
 * Until the signal is aborted. What fails is tried again after a pause that grows; the log tells of the
 * first failure and of the recovery. Several processes may do the same: nothing is kept twice.
 */
export async function embedPassages(options: EmbeddingOptions): Promise<void> {
  const { database, log, signal } = options;
  let done: number | undefined;
  let pauseMs = 0;
  const wait = (ms: number) => pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
  while (!signal.aborted) {
    try {
      if ((await readLive(database, 0)).build !== done) done = await embedBuild(options);
      if (pauseMs > 0) log.info({}, 'passages are embedded again');
      pauseMs = 0;
      await wait(IDLE_MS);
    } catch (error) {
      if (signal.aborted) return;
      if (pauseMs === 0)
        log.warn(
          { error: describeError(error) },
          'passages cannot be embedded; words alone find them meanwhile',
        );
      pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, pauseMs * 2), LONGEST_PAUSE_MS);
      await wait(pauseMs);
    }
  }
}
