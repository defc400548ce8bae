/** Words that no passage has, as they were probably meant: without their accents, or mistyped. */
import type { Queryable, Row } from '../database.ts';

/** A form that stands in the passages, with its term. */
export interface KnownForm extends Row {
  readonly word: string;
  readonly term: string;
  readonly id: number;
  /** In how many passages the term stands. */
  readonly passages: number;
}

/** Shorter words have too many neighbours: "gato" is no mistyped "pato". */
const REPAIR_LETTERS = 5;

/** Whether one letter more, less or other, or two swapped, makes one word of the other. */
export function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  const room = Math.min(a.length, b.length) - start;
  while (end < room && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

// One edit leaves either the first or the second half of a word as it is.
const NEIGHBOURS = `
select asked.word as asked, w.word, t.term, t.id, t.passages
from jsonb_to_recordset($1::jsonb) as asked(word text, half integer)
join words w on w.word = asked.word or (
  length(asked.word) >= ${REPAIR_LETTERS} and abs(length(w.word) - length(asked.word)) <= 1
  and (left(w.word, asked.half) = left(asked.word, asked.half)
    or right(w.word, asked.half) = right(asked.word, asked.half)))
join terms t on t.id = w.term
order by w.word = asked.word desc, t.passages desc, w.word`;

/** What stands in the passages for each of the words that can be repaired, by word. */
export async function repairWords(
  database: Queryable,
  words: readonly string[],
): Promise<ReadonlyMap<string, KnownForm>> {
  const asked = words.filter((word) => /^\p{L}+$/u.test(word));
  if (asked.length === 0) return new Map();
  const rows = await database.query<KnownForm & { readonly asked: string }>(
    NEIGHBOURS,
    [JSON.stringify(asked.map((word) => ({ word, half: Math.floor(word.length / 2) })))],
    'knowledge-repair',
  );
  const repaired = new Map<string, KnownForm>();
  for (const { asked: word, ...form } of rows) {
    if (!repaired.has(word) && (form.word === word || isOneEdit(form.word, word))) repaired.set(word, form);
  }
  return repaired;
}
