/** Search over the passages: BM25 over the index of this process, then a second look at the best. */
import { setImmediate } from 'node:timers/promises';
import type { Database } from '../database.ts';
import type { Embedder } from '../embedder.ts';
import { completeQuestion } from '../follow-up.ts';
import type { FoundPassage, KnowledgeSearch, SearchOptions } from '../knowledge.ts';
import { TIME_ZONE } from '../locale.ts';
import type { Log } from '../log.ts';
import { judgeConfidence } from './confidence.ts';
import { fuse } from './dense/fuse.ts';
import { openDense } from './dense/open.ts';
import { fetchPassage } from './fetch-passages.ts';
import { followBuilds } from './index/follow.ts';
import type { PassageIndex } from './index/passage-index.ts';
import { CACHED_PASSAGES, createPassageReader, type ReadPassage } from './passage-reader.ts';
import { createAnalysis, inverseFrequency, type Query } from './query.ts';
import { lookAt } from './rerank.ts';
import { createExpansions, type Synonyms } from './synonyms.ts';
import type { Vocabulary } from './vocabulary.ts';
import { shapeQuestion } from './word-roles.ts';

/** What the index hands on to the second look. */
const CANDIDATES = 50;
/** Passages whose words are read in one step, before anybody asks about them. */
const WARMED_AT_ONCE = 10;
const MS_PER_DAY = 86_400_000;

export interface Knowledge extends KnowledgeSearch, AsyncDisposable {
  /** Resolves when what was live at the call is searched, in this process. */
  refresh(): Promise<void>;
}

export interface KnowledgeOptions {
  readonly synonyms?: Synonyms | undefined;
  /** Passages are found by their meaning too, where the database has pgvector. */
  readonly embedder?: Embedder | undefined;
  /** Whether this process embeds what is new. */
  readonly embeds?: boolean;
  /** Longest wait for a question's vector; 150 ms where left out. */
  readonly budgetMs?: number;
  /** Takes what is personal out of a question before the embedder reads it. */
  readonly mask?: (question: string) => string;
}

const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });

/** Days since 1970, where the public body is. */
const dayOf = (date: Date): number => Math.floor(Date.parse(calendar.format(date)) / MS_PER_DAY);

interface Candidate extends ReadPassage {
  readonly row: number;
  /** BM25 of the index; 0 for what only its meaning found. */
  readonly score: number;
  readonly matched: number;
}

/** @param near rows of the passages that are nearest in meaning, nearest first */
function judge(
  index: PassageIndex,
  vocabulary: Vocabulary,
  query: Query,
  candidates: readonly Candidate[],
  near: readonly number[],
): FoundPassage[] {
  const shape = shapeQuestion(query, vocabulary, index.dictionary);
  const looked = lookAt(shape, candidates)
    .map((look, at) => ({ look, candidate: candidates[at] as Candidate }))
    .sort((one, other) => other.look.score - one.look.score || one.candidate.row - other.candidate.row);
  const looks = looked.map(({ look }) => look);
  const confidences = judgeConfidence({ shape, unknownIdf: inverseFrequency(0, index.passages) }, looks);
  const byWords = looked.filter(({ candidate }) => candidate.score > 0).map(({ candidate }) => candidate.row);
  const fused = near.length > 0 ? fuse(byWords, near) : undefined;
  const total = query.concepts.reduce((sum, { idf }) => sum + idf, 0);
  const found = looked.map(({ look, candidate }, at) => ({
    ...candidate.passage,
    score: fused?.get(candidate.row) ?? look.score,
    coverage: Math.min(1, candidate.matched / total),
    confidence: confidences[at] ?? 0,
  }));
  return fused ? found.sort((one, other) => other.score - one.score) : found;
}

/**
 * Reads no passages before it is first asked or refreshed; from then on, what changes is found within a
 * second or so.
 */
export async function openKnowledge(
  database: Database,
  log: Log,
  { synonyms = [], embedder, embeds = false, budgetMs, mask = (question) => question }: KnowledgeOptions = {},
): Promise<Knowledge> {
  await using stack = new AsyncDisposableStack();
  const dense = embedder && (await openDense({ database, embedder, log, embeds, budgetMs }));
  if (dense) stack.use(dense);
  const followed = stack.use(followBuilds(database, log));
  const analyse = createAnalysis(database, createExpansions(synonyms));
  const read = createPassageReader(database);
  const warm = async (index: PassageIndex): Promise<void> => {
    if (index.passages > CACHED_PASSAGES) return;
    const rows = index.rows();
    for (let at = 0; at < rows.length; at += WARMED_AT_ONCE) {
      await read(rows.slice(at, at + WARMED_AT_ONCE));
      await setImmediate();
    }
  };
  const opened = stack.move();
  return {
    async search(question, options: SearchOptions = {}) {
      const { collections, limit = 5, audience = 'public', on = new Date(), signal } = options;
      const filter = { collections, audience, day: dayOf(on) };
      const text = completeQuestion(question, options.earlier ?? []);
      const index = await followed.read();
      const query = await analyse(index, text);
      signal?.throwIfAborted();
      if (query.concepts.length === 0) return [];
      const meant = dense?.find(mask(text), filter, CANDIDATES);
      const ranked = index.rank(query.concepts, filter, Math.max(CANDIDATES, limit));
      const near = (await meant) ?? [];
      const scores = new Map(ranked.map((one) => [one.row, one]));
      const { vocabulary, passages } = await read([...new Set([...scores.keys(), ...near])]);
      signal?.throwIfAborted();
      const candidates = [...passages].map(([row, known]) => ({
        ...{ row, score: 0, matched: 0 },
        ...scores.get(row),
        ...known,
      }));
      return judge(index, vocabulary, query, candidates, near).slice(0, limit);
    },
    readPassage: (passageId, audience = 'public') => fetchPassage(database, passageId, audience),
    async refresh() {
      await followed.refresh();
      await warm(await followed.read());
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
