/** The inbox's questions in SQL: which tickets a page holds, and what a line tells of each. */
import type { Statement } from '../database.ts';
import { hasRole, type Person, SEES_ALL } from '../person.ts';
import { isProtocolNumber } from '../protocol-number.ts';
import { fold } from '../words.ts';
import { RANK_SQL } from './waiting.ts';

export interface TicketQuestion {
  /** `mine`: I have it. `queues`: in a queue of mine, whoever has it. `all`: all that I may see. `closed`: ended. */
  readonly view: 'mine' | 'queues' | 'all' | 'closed';
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** A protocol number, a piece of an address, a label, or words that were said. */
  readonly search?: string | undefined;
}

/** Behind which line a page begins: numbers and an id, in the order of the view. */
type Cursor = readonly [rank: number, micros: number, id: string];

const CURSOR = /^(\d{1,2})\.(\d{1,17})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

export const writeCursor = (cursor: Cursor): string => cursor.join('.');

/** Undefined for what was not written here. */
export function readCursor(text: string): Cursor | undefined {
  const [, rank, micros, id = ''] = CURSOR.exec(text) ?? [];
  return rank === undefined ? undefined : [Number(rank), Number(micros), id];
}

/** Words are looked for in so many of those that ended, the newest: older ones are found by their number. */
const SEARCHED_ENDED = 5_000;

const microsOf = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint`;
/** What a line tells of a ticket `t` and its conversation `c`, without looking into the log. */
const COLUMNS = `t.id, t.conversation_id, c.protocol_number, c.channel, c.address, t.queue, t.person_id, t.reasons,
  t.labels, t.since, t.assigned_at, t.answered_at, t.awaiting_since, t.extended_at, t.ended_at, c.last_seq`;
const JOINED = 'tickets t join conversations c on c.id = t.conversation_id';

// Two index lookups a line: the newest words, and the newest handoff (index events_handoffs).
const LINES = `
  select t.*, p.name as person_name, h.why, h.name as told_name, s.said_by, s.said, s.said_at
  from page t
  left join people p on p.id = t.person_id
  left join lateral (
    select e.body->>'reason' as why, e.body->'details'->>'name' as name from events e
    where e.conversation_id = t.conversation_id and e.type = 'handoff-requested' order by e.seq desc limit 1
  ) h on true
  left join lateral (
    select case when e.type = 'message-received' then 'citizen' when e.body ? 'by' then 'person' else 'assistant' end
        as said_by,
      left(coalesce(nullif(e.body->'activity'->>'text', ''), e.body->'activity'->>'title',
        e.body->'activity'->'files'->0->>'name'), 200) as said, e.created_at as said_at
    from events e where e.conversation_id = t.conversation_id and e.type in ('message-received', 'reply-added')
    order by e.seq desc limit 1
  ) s on true`;

/** The open tickets of these conversations. */
export const linesOf = (conversationIds: readonly string[]): Statement => [
  `with page as materialized (
    select ${COLUMNS}, 0 as rank, 0 as micros from ${JOINED}
    where t.conversation_id = any($1::uuid[]) and t.ended_at is null
  ) ${LINES}`,
  [conversationIds],
  'ticket-lines',
];

/** The newest ticket of a conversation: the one that is open, or the last that ended. */
export const newestLineOf = (conversationId: string): Statement => [
  `with page as materialized (
    select ${COLUMNS}, 0 as rank, 0 as micros from ${JOINED} where t.conversation_id = $1
    order by t.ended_at desc nulls first, t.id desc limit 1
  ) ${LINES}`,
  [conversationId],
  'ticket-line',
];

/** Of a conversation that went to people more than once the newest ticket alone stands in the list. */
const NEWEST = `not exists (
  select 1 from tickets n where n.conversation_id = t.conversation_id and n.id <> t.id
    and (n.ended_at is null or (n.ended_at, n.id) > (t.ended_at, t.id)))`;

/** Collects a statement's values, and names each. */
function collectValues() {
  const values: unknown[] = [];
  return { values, add: (value: unknown): string => `$${values.push(value)}` };
}
type Add = ReturnType<typeof collectValues>['add'];

const seenBy = (me: Person, add: Add): string =>
  hasRole(me, SEES_ALL)
    ? 'true'
    : `(t.queue = any(${add(me.queues)}::text[]) or t.person_id = ${add(me.personId)})`;

function viewed(view: TicketQuestion['view'], me: Person, add: Add): string {
  if (view === 'mine') return `t.ended_at is null and t.person_id = ${add(me.personId)}`;
  if (view === 'closed') return `t.ended_at is not null and ${NEWEST}`;
  // Who sees every queue, and is in none, means every queue.
  const isOfNone = view === 'all' || (me.queues.length === 0 && hasRole(me, SEES_ALL));
  return `t.ended_at is null${isOfNone ? '' : ` and t.queue = any(${add(me.queues)}::text[])`}`;
}

const TEXT = `coalesce(e.body->'activity'->>'text', e.body->'activity'->>'title', e.body->>'text')`;
/** With and without its accents, small and large: to fold every message first takes several times as long. */
const LETTERS: Readonly<Record<string, string>> = {
  a: '[aáàâãäAÁÀÂÃÄ]',
  e: '[eéèêëEÉÈÊË]',
  i: '[iíìîïIÍÌÎÏ]',
  o: '[oóòôõöOÓÒÔÕÖ]',
  u: '[uúùûüUÚÙÛÜ]',
  c: '[cçCÇ]',
  n: '[nñNÑ]',
};

/** A regular expression of PostgreSQL that finds the word however it is written. @param word folded */
const toPattern = (word: string): string =>
  [...word].map((letter) => LETTERS[letter] ?? letter.replace(/[^\p{L}\p{N}]/u, '\\$&')).join('');

/** Words beyond these do not narrow a search any more, and each is looked for in every message. */
const MOST_WORDS = 6;

/**
 * All its words stand in one message of the citizen or a person, or it is a piece of a number, an address or
 * a label. What the assistant says is the same in many conversations, and finds none.
 */
function found(search: string, add: Add): string {
  const digits = search.replace(/\D/g, '');
  const words = fold(search).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const whole = fold(search);
  const label = add(`^${toPattern(whole)}$`);
  const byNumber = digits.length >= 4 ? `or c.protocol_number like '%' || ${add(digits)} || '%'` : '';
  const inText = words.map((word) => `${TEXT} ~* ${add(toPattern(word))}`).join(' and ');
  return `(position(${add(whole)} in lower(c.address)) > 0 ${byNumber}
    or exists (select 1 from unnest(t.labels) label where label ~* ${label})
    or exists (select 1 from events e where e.conversation_id = t.conversation_id
      and (e.type in ('message-received', 'note-added') or (e.type = 'reply-added' and e.body ? 'by')) and ${inText}))`;
}

const ORDER = {
  open: {
    key: `${RANK_SQL} as rank, ${microsOf('t.since')} as micros`,
    by: 'rank, micros, id',
    behind: '>',
  },
  closed: {
    key: `0 as rank, ${microsOf('t.ended_at')} as micros`,
    by: 'rank desc, micros desc, id desc',
    behind: '<',
  },
};

/** One page of a view, and one line more where there is another. */
export function pageOf(me: Person, { view, limit, after, search }: TicketQuestion): Statement {
  const { values, add } = collectValues();
  const { key, by, behind } = ORDER[view === 'closed' ? 'closed' : 'open'];
  const cursor = after === undefined ? undefined : readCursor(after);
  const number = search?.replace(/\D/g, '') ?? '';
  const looked =
    search === undefined
      ? 'true'
      : isProtocolNumber(number)
        ? `c.protocol_number = ${add(number)}`
        : found(search, add);
  const isBounded = view === 'closed' && search !== undefined && !isProtocolNumber(number);
  const from = isBounded
    ? `(select * from tickets t where ${viewed(view, me, add)} and ${seenBy(me, add)}
        order by t.ended_at desc limit ${SEARCHED_ENDED}) t`
    : 'tickets t';
  const sql = `
  with seen as (
    select ${COLUMNS}, ${key} from ${from} join conversations c on c.id = t.conversation_id
    where ${viewed(view, me, add)} and ${seenBy(me, add)} and ${looked}
  ), page as materialized (
    select * from seen ${cursor ? `where (rank, micros, id) ${behind} (${add(cursor[0])}::int, ${add(cursor[1])}::bigint, ${add(cursor[2])}::uuid)` : ''}
    order by ${by} limit ${add(limit + 1)}
  ) ${LINES} order by ${by}`;
  return [sql, values];
}
