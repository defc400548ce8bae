/** Tickets as the inbox lists them: what waits, what people have, and what has ended. */
import type { Queryable, Row } from '../database.ts';
import { shortenAddress } from '../desk/addresses.ts';
import { clocksOf, isRunning, type SlaFacts } from '../desk/sla.ts';
import { AssistantError } from '../errors.ts';
import { maySee, type Person } from '../person.ts';
import type { Queues } from '../queues.ts';
import type { TicketLine } from '../ticket.ts';
import { type PriorityReason, rankPriority } from '../urgency.ts';
import {
  linesOf,
  newestLineOf,
  pageOf,
  readCursor,
  type TicketQuestion,
  writeCursor,
} from './ticket-queries.ts';

export type { TicketQuestion } from './ticket-queries.ts';

export interface TicketPage {
  readonly tickets: readonly TicketLine[];
  /** Where the next page begins; null: that was all. */
  readonly next: string | null;
}

interface LineRow extends Row {
  id: string;
  conversation_id: string;
  protocol_number: string;
  channel: string;
  address: string;
  told_name: string | null;
  queue: string;
  person_id: string | null;
  person_name: string | null;
  reasons: readonly PriorityReason[];
  why: string | null;
  labels: readonly string[];
  since: Date;
  assigned_at: Date | null;
  answered_at: Date | null;
  awaiting_since: Date | null;
  extended_at: Date | null;
  ended_at: Date | null;
  said_by: 'citizen' | 'assistant' | 'person' | null;
  said: string | null;
  said_at: Date | null;
  last_seq: number;
  rank: number;
  micros: number;
}

const isoOf = (date: Date | null): string | null => date?.toISOString() ?? null;

const factsOf = (row: LineRow): SlaFacts => ({
  channel: row.channel,
  since: row.since,
  answeredAt: row.answered_at,
  awaitingSince: row.awaiting_since,
  extendedAt: row.extended_at,
  endedAt: row.ended_at,
});

function toLine(row: LineRow, queues: Queues): TicketLine {
  const { said_by: from, said, said_at: at } = row;
  const queue = queues.get(row.queue);
  return {
    ticketId: row.id,
    conversationId: row.conversation_id,
    protocolNumber: row.protocol_number,
    channel: row.channel,
    contact: row.told_name ?? shortenAddress(row.address),
    queue: row.queue,
    person: row.person_id === null ? null : { personId: row.person_id, name: row.person_name ?? '' },
    rank: rankPriority(row.reasons),
    reasons: row.reasons,
    why: row.why ?? '',
    labels: row.labels,
    since: row.since.toISOString(),
    assignedAt: isoOf(row.assigned_at),
    awaitingSince: isoOf(row.awaiting_since),
    endedAt: isoOf(row.ended_at),
    preview: from && at ? { from, text: said ?? '', at: at.toISOString() } : null,
    lastSeq: row.last_seq,
    clocks: queue ? clocksOf(factsOf(row), queue.sla, queue.hours).filter(isRunning) : [],
  };
}

/** The open tickets of these conversations, in no order. For whoever it is: who may see a line is `maySee`'s to say. */
export async function readTicketLinesOf(
  database: Queryable,
  queues: Queues,
  conversationIds: readonly string[],
): Promise<readonly TicketLine[]> {
  if (conversationIds.length === 0) return [];
  const rows = await database.query<LineRow>(...linesOf(conversationIds));
  return rows.map((row) => toLine(row, queues));
}

/** A conversation's newest ticket; undefined where there is none, or this person may not see it. */
export async function readTicketLine(
  database: Queryable,
  queues: Queues,
  me: Person,
  conversationId: string,
): Promise<TicketLine | undefined> {
  const [row] = await database.query<LineRow>(...newestLineOf(conversationId));
  return row && maySee(me, { queue: row.queue, personId: row.person_id }) ? toLine(row, queues) : undefined;
}

/**
 * A page of what this person may see: what is open in the order in which it should be taken up, what has
 * ended newest first.
 * @throws AssistantError `invalid-request` for an `after` that is none
 */
export async function listTickets(
  database: Queryable,
  queues: Queues,
  me: Person,
  question: TicketQuestion,
): Promise<TicketPage> {
  const { after, limit } = question;
  if (after !== undefined && !readCursor(after))
    throw new AssistantError('invalid-request', 'The parameter after is not one that was given out here.');
  const rows = await database.query<LineRow>(...pageOf(me, question));
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    tickets: shown.map((row) => toLine(row, queues)),
    next: last ? writeCursor([last.rank, last.micros, last.id]) : null,
  };
}
