/** Open tickets, as much of them as those who look after the desk need: no words of anybody. */
import type { Queryable, Row } from '../database.ts';
import type { SlaFacts } from '../desk/sla.ts';
import type { PersonName } from '../person.ts';
import type { PriorityReason } from '../urgency.ts';
import { RANK_SQL } from './waiting.ts';

export interface OpenTicket {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly channel: string;
  readonly queue: string;
  readonly reasons: readonly PriorityReason[];
  readonly since: Date;
  readonly awaitingSince: Date | null;
  readonly person: PersonName | null;
  readonly facts: SlaFacts;
}

interface OpenRow extends Row {
  id: string;
  conversation_id: string;
  channel: string;
  queue: string;
  reasons: PriorityReason[];
  since: Date;
  answered_at: Date | null;
  awaiting_since: Date | null;
  extended_at: Date | null;
  person_id: string | null;
  name: string | null;
}

const READ = `
  select t.id, t.conversation_id, c.channel, t.queue, t.reasons, t.since, t.answered_at,
    t.awaiting_since, t.extended_at, t.person_id, p.name
  from tickets t join conversations c on c.id = t.conversation_id left join people p on p.id = t.person_id
  where t.ended_at is null order by ${RANK_SQL}, t.since, t.id`;

const toOpen = (row: OpenRow): OpenTicket => ({
  ticketId: row.id,
  conversationId: row.conversation_id,
  channel: row.channel,
  queue: row.queue,
  reasons: row.reasons,
  since: row.since,
  awaitingSince: row.awaiting_since,
  person: row.person_id === null ? null : { personId: row.person_id, name: row.name ?? '' },
  facts: {
    channel: row.channel,
    since: row.since,
    answeredAt: row.answered_at,
    awaitingSince: row.awaiting_since,
    extendedAt: row.extended_at,
    endedAt: null,
  },
});

/** In the order in which they are served. */
export const readOpenTickets = async (database: Queryable): Promise<readonly OpenTicket[]> =>
  (await database.query<OpenRow>(READ, [], 'read-open-tickets')).map(toOpen);
