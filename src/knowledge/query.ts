/** From a person's question to the terms of the index. */
import type { Queryable, Row } from '../database.ts';
import { splitWords } from '../words.ts';
import { repairWords } from './repair.ts';
import type { AskedWord } from './rerank.ts';

export interface QueryTerm {
  readonly term: string;
  /** Undefined when no passage has it. */
  readonly id: number | undefined;
  /** Inverse document frequency; a term that nobody has weighs most. */
  readonly idf: number;
}

export interface Query {
  /** Each once; none when the question is empty or of stop words only. */
  readonly terms: readonly QueryTerm[];
  /** The question word for word, stop words included. */
  readonly words: readonly AskedWord[];
  /** The term of each form in which the terms are written in the passages. */
  readonly forms: ReadonlyMap<string, string>;
  /** Mean length of a passage, in words that count. */
  readonly meanLength: number;
}

interface Analysed extends Row {
  readonly word: string;
  readonly term: string;
  readonly id: number | null;
  /** In how many passages the term stands. */
  readonly passages: number;
}

interface Statistics extends Row {
  readonly passages: number;
  readonly meanLength: number;
}

/** More than anybody asks in one message, and a bound for what a hostile text costs. */
const QUESTION_LIMIT = 2_000;

// PostgreSQL's Portuguese stop words that carry an accent, typed without it. Those whose plain form
// is a stop word anyway ("esta") are left out.
const PLAIN_STOP_WORDS = new Set(
  (
    'nao ja tambem so ate voce nos voces estao estavamos estiveramos estivessemos ha hao houveramos ' +
    'houvessemos houvera houverao houveriamos sao eramos foramos fossemos sera serao seriamos tem tinhamos ' +
    'tiveramos tivessemos tera terao teriamos'
  ).split(' '),
);

const ANALYSE = `
select s.word, s.term, t.id, coalesce(t.passages, 0) as passages
from (select distinct word, term from text_words($1)) s left join terms t on t.term = s.term
order by s.term, s.word`;

const sanitize = (question: string): string =>
  question.slice(0, QUESTION_LIMIT).toWellFormed().replaceAll('\0', ' ');

/** Robertson and Spärck Jones's weight, kept above zero as Lucene does. */
const inverseFrequency = (passages: number, total: number): number =>
  Math.log(1 + (total - passages + 0.5) / (passages + 0.5));

/** The question's words that are no stop words, each with what it stands for in the passages. */
async function readWords(database: Queryable, text: string): Promise<ReadonlyMap<string, Analysed>> {
  const rows = await database.query<Analysed>(ANALYSE, [text], 'knowledge-analyse');
  const spoken = rows.filter((row) => row.id !== null || !PLAIN_STOP_WORDS.has(row.word));
  const unknown = spoken.filter((row) => row.id === null).map((row) => row.word);
  const repaired = unknown.length > 0 ? await repairWords(database, unknown) : new Map<string, Analysed>();
  return new Map(spoken.map((row) => [row.word, repaired.get(row.word) ?? row]));
}

async function readForms(
  database: Queryable,
  terms: readonly QueryTerm[],
): Promise<ReadonlyMap<string, string>> {
  const known = terms.filter((term) => term.id !== undefined).map(({ id, term }) => ({ id, term }));
  const rows = await database.query<{ word: string; term: string }>(
    `select w.word, k.term from jsonb_to_recordset($1::jsonb) as k(id integer, term text)
     join words w on w.term = k.id`,
    [JSON.stringify(known)],
    'knowledge-forms',
  );
  return new Map(rows.map(({ word, term }) => [word, term]));
}

export async function analyseQuestion(database: Queryable, question: string): Promise<Query> {
  const text = sanitize(question);
  const found = await readWords(database, text);
  const [statistics] = await database.query<Statistics>(
    'select passages, mean_length as "meanLength" from passage_statistics',
    [],
    'knowledge-statistics',
  );
  const total = statistics?.passages ?? 0;
  const terms = new Map(
    [...found.values()].map(({ term, id, passages }): [string, QueryTerm] => [
      term,
      { term, id: id ?? undefined, idf: inverseFrequency(passages, total) },
    ]),
  );
  return {
    terms: [...terms.values()],
    words: splitWords(text).map((word) => {
      const form = found.get(word);
      return { word: form?.word ?? word, term: form?.term, idf: form ? (terms.get(form.term)?.idf ?? 0) : 0 };
    }),
    forms: await readForms(database, [...terms.values()]),
    meanLength: statistics?.meanLength ?? 0,
  };
}
