/** From a person's question to what is looked for in the index. */
import { LRUCache } from 'lru-cache';
import type { Queryable, Row } from '../database.ts';
import { fold, splitWords } from '../words.ts';
import type { PassageIndex } from './index/passage-index.ts';
import type { Concept, Wording } from './index/ranking.ts';
import type { Expansions } from './synonyms.ts';

export interface AskedWord {
  /** Without accents; as it stands in the documents, where it was mistyped. */
  readonly word: string;
  /** What it stands for; undefined for a stop word. */
  readonly concept: Concept | undefined;
}

export interface Query {
  /** Each once; none when the question is empty or of stop words only. */
  readonly concepts: readonly Concept[];
  /** The question word for word, stop words included. */
  readonly words: readonly AskedWord[];
}

/** More than anybody asks in one message, and a bound for what a hostile text costs. */
const QUESTION_LIMIT = 2_000;
/** Of a long story, the words that tell most. */
const MOST_CONCEPTS = 48;
/** Unknown words that are compared with those of the documents; each takes about a millisecond. */
const MOST_REPAIRS = 12;
const CACHED_PIECES = 5_000;

// PostgreSQL's Portuguese stop words that carry an accent, typed without it. Those whose plain form
// is a stop word anyway ("esta") are left out.
const PLAIN_STOP_WORDS = new Set(
  (
    'nao ja tambem so ate voce nos voces estao estavamos estiveramos estivessemos ha hao houveramos ' +
    'houvessemos houvera houverao houveriamos sao eramos foramos fossemos sera serao seriamos tem tinhamos ' +
    'tiveramos tivessemos tera terao teriamos'
  ).split(' '),
);

/** As stop words are written in a chat: no document has them, and they would weigh most of all. */
const CHAT_STOP_WORDS = new Set(
  'pra pro pras pros prum pruma pq vc vcs oq q tb tbm ta to tao tava tavam eh neh ne mt mto ai dai aki c d n p'.split(
    ' ',
  ),
);

const ANALYSE = `
select a.piece, s.word, s.term, t.id
from unnest($1::text[]) as a(piece) cross join lateral text_words(a.piece) s left join terms t on t.term = s.term
order by a.piece, s.term, s.word`;

/** A word of the question as PostgreSQL reads it. */
interface Read {
  readonly word: string;
  readonly term: string;
  /** Null when no build knows the term. */
  readonly id: number | null;
}

/** A word with the terms it stands for; none when the documents have nothing like it. */
interface Resolved {
  readonly word: string;
  readonly terms: readonly number[];
}

const sanitize = (question: string): string =>
  question.slice(0, QUESTION_LIMIT).toWellFormed().replaceAll('\0', ' ').normalize('NFC');

const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** What stands between blanks and slashes, without the signs around it. */
const splitPieces = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s/]+/)
    .map((piece) => piece.replace(EDGES, ''))
    .filter((piece) => piece !== '');

/** Robertson and Spärck Jones's weight, kept above zero as Lucene does. */
export const inverseFrequency = (passages: number, total: number): number =>
  Math.log(1 + (total - passages + 0.5) / (passages + 0.5));

/** Terms of a form that stand in passages that can be found. */
const termsOf = (index: PassageIndex, word: string): readonly number[] =>
  index.dictionary.termsOf(word).filter((term) => index.countHolders([term]) > 0);

/** The most frequent of the forms that are nearest. */
function repair(index: PassageIndex, word: string): Resolved | undefined {
  const near = index.dictionary.nearest(word, (form) => termsOf(index, form).length > 0);
  let best: { resolved: Resolved; holders: number } | undefined;
  for (const form of near) {
    const terms = termsOf(index, form);
    const holders = Math.max(...terms.map((term) => index.countHolders([term])));
    const isBetter =
      best === undefined || holders > best.holders || (holders === best.holders && form < best.resolved.word);
    if (isBetter) best = { resolved: { word: form, terms }, holders };
  }
  return best?.resolved;
}

/** What the documents have for words that PostgreSQL read. */
function resolve(index: PassageIndex, read: readonly Read[], mayRepair: () => boolean): Resolved[] {
  return read.flatMap(({ word, id }) => {
    if (id !== null && index.countHolders([id]) > 0) return [{ word, terms: [id] }];
    if (PLAIN_STOP_WORDS.has(word) || CHAT_STOP_WORDS.has(word)) return [];
    const terms = termsOf(index, word);
    if (terms.length > 0) return [{ word, terms }];
    const repaired = /^\p{L}+$/u.test(word) && mayRepair() ? repair(index, word) : undefined;
    return [repaired ?? { word, terms: [] }];
  });
}

/**
 * Reads pieces as PostgreSQL does, and remembers what it said: what has a term keeps it, and what has
 * none may get one when the documents change.
 */
function createReader(database: Queryable) {
  const known = new LRUCache<string, { readonly read: readonly Read[]; readonly version: number }>({
    max: CACHED_PIECES,
  });
  const recall = (piece: string, version: number): readonly Read[] | undefined => {
    const kept = known.get(piece);
    const holds = kept && (kept.version === version || kept.read.every(({ id }) => id !== null));
    return holds ? kept.read : undefined;
  };
  return async (
    pieces: readonly string[],
    version: number,
  ): Promise<ReadonlyMap<string, readonly Read[]>> => {
    const found = new Map(pieces.map((piece) => [piece, recall(piece, version) ?? []]));
    const asked = pieces.filter((piece) => recall(piece, version) === undefined);
    if (asked.length === 0) return found;
    const rows = await database.query<Row & Read & { piece: string }>(ANALYSE, [asked], 'knowledge-analyse');
    const answers = Map.groupBy(rows, ({ piece }) => piece);
    for (const piece of asked) {
      const read = answers.get(piece) ?? [];
      found.set(piece, read);
      known.set(piece, { read, version });
    }
    return found;
  };
}

function createConcept(index: PassageIndex, wordings: readonly Wording[]): Concept {
  const holders = wordings.map(({ terms }) => index.countHolders(terms));
  return { wordings, idf: inverseFrequency(Math.max(0, ...holders), index.passages) };
}

/** @param position of the word among those that are no stop words */
function conceptOf(index: PassageIndex, { terms }: Resolved, added: readonly Wording[]): Concept {
  return createConcept(index, [...terms.map((term) => ({ terms: [term], weight: 1 })), ...added]);
}

const keyOf = ({ word, terms }: Resolved): string => (terms.length > 0 ? terms.join() : word);

/** Prepares a function that analyses questions. @param expansions what else may be meant */
export function createAnalysis(database: Queryable, expansions: Expansions) {
  const read = createReader(database);
  return async (index: PassageIndex, question: string): Promise<Query> => {
    const text = sanitize(question);
    const pieces = [...new Set(splitPieces(text))];
    const answers = await read(pieces, index.version);
    let repairs = 0;
    const mayRepair = () => repairs++ < MOST_REPAIRS;
    const resolved = new Map([...answers].map(([piece, found]) => [piece, resolve(index, found, mayRepair)]));
    const spoken = splitPieces(text).flatMap((piece) => resolved.get(piece) ?? []);
    const added = expansions(index, spoken);
    const concepts = new Map<string, Concept>();
    for (const [at, one] of spoken.entries()) {
      const key = keyOf(one);
      if (!concepts.has(key)) concepts.set(key, conceptOf(index, one, added[at] ?? []));
    }
    const kept = [...concepts.values()].sort((one, other) => other.idf - one.idf).slice(0, MOST_CONCEPTS);
    const wordOf = new Map(
      pieces.flatMap((piece) => (resolved.get(piece) ?? []).map((one) => [fold(piece), one] as const)),
    );
    return {
      concepts: kept,
      words: splitWords(text).map((word) => {
        const one = wordOf.get(word);
        return { word: one?.word ?? word, concept: one && concepts.get(keyOf(one)) };
      }),
    };
  };
}
