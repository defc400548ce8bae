/**
 * Reads documents and cuts them in a thread of its own: messages are answered meanwhile, and a
 * document that never ends, or that takes all memory, ends with its thread.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AssistantError } from '../errors.ts';
import { type About, documentError } from './document.ts';
import { READ_LIMIT_MS } from './formats/limits.ts';
import type { NewPassage } from './passages.ts';

/** Of the thread, beside the document's bytes. */
const MEMORY_LIMIT_MB = 1_024;

const WORKER = new URL('extraction-worker.ts', import.meta.url);

/** What the thread is told; it answers with an `Outcome`. */
export interface Order {
  readonly content: Uint8Array;
  readonly collection: string;
  readonly document: string;
  readonly name: string;
  readonly mediaType?: string | undefined;
  /** In place of the one that the document gives itself. */
  readonly title?: string | undefined;
}

export interface Extracted {
  readonly title: string;
  /** Where the document says its language. */
  readonly locale?: string | undefined;
  readonly mediaType: string;
  readonly about: About;
  readonly passages: readonly NewPassage[];
}

export type Outcome = { readonly extracted: Extracted } | { readonly reason: string };

export interface Extractor extends AsyncDisposable {
  /** @throws AssistantError `invalid-request` with what is wrong with the document */
  extract(order: Order): Promise<Extracted>;
}

const describeEnd = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it takes more than ${MEMORY_LIMIT_MB} MB of memory to read`
    : `it cannot be read (${error instanceof Error ? error.message : String(error)})`;

/** One document at a time. The thread is started with the first one. */
export function createExtractor(): Extractor {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function stop(): Promise<void> {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  }

  async function run(order: Order): Promise<Extracted> {
    worker ??= new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB } });
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), READ_LIMIT_MS);
    try {
      worker.postMessage(order);
      // Rejects with the thread's error.
      const [outcome] = (await Promise.race([
        once(worker, 'message', { signal: limit.signal }),
        once(worker, 'exit', { signal: limit.signal }).then(() =>
          Promise.reject(new Error('its thread ended')),
        ),
      ])) as [Outcome];
      if ('extracted' in outcome) return outcome.extracted;
      throw documentError(outcome.reason);
    } catch (error) {
      if (error instanceof AssistantError) throw error;
      await stop();
      throw documentError(
        limit.signal.aborted ? `it takes longer than ${READ_LIMIT_MS / 1_000} s to read` : describeEnd(error),
        error,
      );
    } finally {
      clearTimeout(timer);
      limit.abort();
    }
  }

  return {
    extract(order) {
      const own = last.then(() => run(order));
      last = own.catch(() => undefined);
      return own;
    },
    [Symbol.asyncDispose]: stop,
  };
}
