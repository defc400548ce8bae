/** One ticket with all that somebody needs who takes it up: what happened, who it is, what was told at the handoff. */
import type { Queryable } from '../database.ts';
import type { StoryLine, TicketView } from '../desk.ts';
import type { JsonObject } from '../json.ts';
import type { Person } from '../person.ts';
import type { Queues } from '../queues.ts';
import { readContact, readInsight } from './contacts.ts';
import { readStoryPage } from './stories.ts';
import { readTicketLine } from './tickets.ts';

/** A screen or three; what is older comes when somebody scrolls up to it. */
const STORY_PAGE = 100;

const READ_DETAILS = `
  select body->'details' as details from events
  where conversation_id = $1 and type = 'handoff-requested' and body ? 'details' order by seq desc limit 1`;
const READ_MARK = 'select seq from read_marks where person_id = $1 and conversation_id = $2';

const nameIn = ({ name }: JsonObject): string | undefined =>
  typeof name === 'string' && name.trim() !== '' ? name : undefined;

/** Undefined where there is no such ticket, or this person may not see it. */
export async function readTicketView(
  database: Queryable,
  queues: Queues,
  me: Person,
  conversationId: string,
): Promise<TicketView | undefined> {
  const ticket = await readTicketLine(database, queues, me, conversationId);
  if (!ticket) return undefined;
  const insight = await readInsight(database, me, conversationId);
  const [page, handoffs, marks] = await Promise.all([
    readStoryPage(database, insight.readable, STORY_PAGE),
    database.query<{ details: JsonObject }>(READ_DETAILS, [conversationId]),
    database.query<{ seq: number }>(READ_MARK, [me.personId, conversationId]),
  ]);
  const details = handoffs[0]?.details ?? {};
  return {
    ticket,
    details,
    contact: await readContact(database, me, conversationId, insight, nameIn(details)),
    story: page.lines,
    hasEarlier: page.hasEarlier,
    readUpTo: marks[0]?.seq ?? 0,
  };
}

/** The part of the story before a line; undefined as for the view. */
export async function readEarlierStory(
  database: Queryable,
  queues: Queues,
  me: Person,
  conversationId: string,
  before: { readonly conversationId: string; readonly seq: number },
): Promise<{ readonly story: readonly StoryLine[]; readonly hasEarlier: boolean } | undefined> {
  if (!(await readTicketLine(database, queues, me, conversationId))) return undefined;
  const { readable } = await readInsight(database, me, conversationId);
  const { lines, hasEarlier } = await readStoryPage(database, readable, STORY_PAGE, before);
  return { story: lines, hasEarlier };
}
