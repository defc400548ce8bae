/** The dense half of the search: passages that mean what is asked, whatever their words. Optional. */
import { LRUCache } from 'lru-cache';
import { createCircuit } from '../../circuit.ts';
import type { Database } from '../../database.ts';
import type { Embedder } from '../../embedder.ts';
import { describeError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { embedPassages } from './embed-passages.ts';
import { findNear, makeTables, type VectorFilter } from './vectors.ts';

/** Somebody waits for the answer. */
const QUESTION_BUDGET_MS = 150;
const CACHED_QUESTIONS = 1_000;
const CIRCUIT = { failures: 3, pauseMs: 10_000 } as const;

export interface Dense extends AsyncDisposable {
  /** Rows of the nearest passages; undefined when the server is too slow or does not answer. Never rejects. */
  find(question: string, filter: VectorFilter, limit: number): Promise<readonly number[] | undefined>;
}

interface DenseOptions {
  readonly database: Database;
  readonly embedder: Embedder;
  readonly log: Log;
  /** Whether this process embeds what is new, or only searches. */
  readonly embeds: boolean;
  /** Longest wait for a question's vector; 150 ms where left out. */
  readonly budgetMs?: number | undefined;
}

function createFinder(
  { database, embedder, log, budgetMs = QUESTION_BUDGET_MS }: DenseOptions,
  closing: AbortSignal,
): Dense['find'] {
  const circuit = createCircuit(CIRCUIT);
  const known = new LRUCache<string, readonly number[]>({ max: CACHED_QUESTIONS });
  const embed = async (question: string): Promise<readonly number[] | undefined> => {
    const kept = known.get(question);
    if (kept !== undefined) return kept;
    if (!circuit.enter()) return undefined;
    const signal = AbortSignal.any([closing, AbortSignal.timeout(budgetMs)]);
    try {
      const [vector] = await embedder.embed([question], signal);
      circuit.succeed();
      if (vector !== undefined) known.set(question, vector);
      return vector;
    } catch (error) {
      circuit.fail();
      throw error;
    }
  };
  return async (question, filter, limit) => {
    try {
      const vector = await embed(question);
      return vector && (await findNear(database, embedder.name, vector, filter, limit));
    } catch (error) {
      if (!closing.aborted) log.debug({ error: describeError(error) }, 'searched by words alone');
      return undefined;
    }
  };
}

/**
 * Makes the tables where they are not there yet, and begins to embed what is live.
 * @returns undefined, with a warning, where the database has no pgvector
 */
export async function openDense(options: DenseOptions): Promise<Dense | undefined> {
  const { database, log } = options;
  try {
    await makeTables(database);
  } catch (error) {
    log.warn(
      { error: describeError(error) },
      'the database has no pgvector: passages are found by words alone. Install the extension, or let an administrator run: create extension vector',
    );
    return undefined;
  }
  const closing = new AbortController();
  const embedding = options.embeds ? embedPassages({ ...options, signal: closing.signal }) : undefined;
  return {
    find: createFinder(options, closing.signal),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await embedding;
    },
  };
}
