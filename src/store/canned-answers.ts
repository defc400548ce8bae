/** Ready answers: words that people send again and again; everybody's, or somebody's own. */
import type { Queryable, Row } from '../database.ts';
import { AssistantError } from '../errors.ts';
import { fold } from '../words.ts';

export interface CannedAnswer {
  readonly id: string;
  /** What is typed after a slash. */
  readonly shortcut: string;
  readonly title: string;
  readonly locale: string;
  /** With {places}, filled in at the desk. */
  readonly text: string;
  /** Empty: every queue's. */
  readonly queues: readonly string[];
  /** Whose own it is; null: everybody's. */
  readonly personId: string | null;
}

const COLUMNS = `id, shortcut, title, locale, text, queues, person_id as "personId"`;

interface CannedQuestion {
  readonly personId: string;
  readonly search?: string | undefined;
  readonly queue?: string | undefined;
  readonly locale?: string | undefined;
}

const LIST = `
  select ${COLUMNS} from canned_answers
  where (person_id is null or person_id = $1) and ($2::text is null or queues = '{}' or $2 = any(queues))
    and ($3::text is null or locale = $3)
  order by shortcut, locale, person_id nulls last`;

/** 0 fits best: the shortcut begins so, then the title holds it, then the text; undefined: nowhere. */
function fitOf({ shortcut, title, text }: CannedAnswer, words: string): number | undefined {
  if (fold(shortcut).startsWith(words)) return 0;
  if (fold(title).includes(words)) return 1;
  return fold(text).includes(words) ? 2 : undefined;
}

/** Everybody's and this person's own, best fit first. There are hundreds of them at most: they are looked through here. */
export async function listCannedAnswers(
  database: Queryable,
  { personId, search, queue, locale }: CannedQuestion,
): Promise<readonly CannedAnswer[]> {
  const rows = await database.query<CannedAnswer & Row>(LIST, [personId, queue ?? null, locale ?? null]);
  const words = fold(search ?? '').trim();
  if (words === '') return rows;
  return rows
    .map((answer) => ({ answer, fit: fitOf(answer, words) }))
    .filter((each): each is { answer: CannedAnswer & Row; fit: number } => each.fit !== undefined)
    .sort((one, other) => one.fit - other.fit)
    .map(({ answer }) => answer);
}

const FIND = `select ${COLUMNS} from canned_answers where id = $1`;

export async function findCannedAnswer(database: Queryable, id: string): Promise<CannedAnswer | undefined> {
  return (await database.query<CannedAnswer & Row>(FIND, [id]))[0];
}

const PUT = `
  insert into canned_answers (id, shortcut, title, locale, text, queues, person_id) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (id) do update set shortcut = excluded.shortcut, title = excluded.title, locale = excluded.locale,
    text = excluded.text, queues = excluded.queues, person_id = excluded.person_id, updated_at = now()`;

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';

/** @throws AssistantError `conflict` where another answer has the shortcut in that language */
export async function putCannedAnswer(database: Queryable, answer: CannedAnswer): Promise<void> {
  const { id, shortcut, title, locale, text, queues, personId } = answer;
  try {
    await database.query(PUT, [id, shortcut, title, locale, text, queues, personId]);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new AssistantError('conflict', `Another answer has the shortcut ${shortcut} already.`);
  }
}

export const removeCannedAnswer = async (database: Queryable, id: string): Promise<void> => {
  await database.query('delete from canned_answers where id = $1', [id]);
};
