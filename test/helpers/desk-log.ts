/** A log of the desk written by hand, at moments of its own: what reports and boards are counted from. */
import { v7 as createId } from 'uuid';
import type { Database } from '../../src/database.ts';
import type { EventBody } from '../../src/event.ts';
import type { PersonRole } from '../../src/person.ts';

let counter = 0;

interface PersonWishes {
  readonly name?: string;
  readonly roles?: readonly PersonRole[];
  readonly queues?: readonly string[];
  readonly skills?: readonly string[];
  readonly availability?: 'available' | 'busy' | 'away';
  /** A window of theirs is open now. */
  readonly isOnline?: boolean;
}

export interface ContactWishes {
  readonly at: string;
  readonly channel?: string;
  /** Left out: it goes on. */
  readonly closedAt?: string;
  /** Surely understood of the first messages, in order. */
  readonly intents?: readonly string[];
}

export interface TicketWishes {
  readonly since: string;
  readonly queue?: string;
  readonly personId?: string;
  readonly assignedAt?: string;
  readonly answeredAt?: string;
  readonly awaitingSince?: string;
  readonly endedAt?: string;
  readonly outcome?: 'closed' | 'returned';
  readonly extendedAt?: string;
  readonly reasons?: readonly string[];
  readonly told?: { readonly at: string; readonly lowMs: number; readonly highMs: number };
}

const PUT_PERSON = `
  insert into people (id, login, name, roles, queues, skills, availability, seen_at)
  values ($1, $2, $3, $4, $5, $6, $7, case when $8 then now() end)`;
const PUT_CONVERSATION = `
  insert into conversations (id, contact_id, protocol_number, channel, address, locale, status, queue, created_at, closed_at)
  values ($1::uuid, $2, $3, $4, $1::uuid::text, 'pt-BR', $5, null, $6, $7)`;
const PUT_TICKET = `
  insert into tickets (id, conversation_id, queue, reasons, since, queued_at, person_id, assigned_at, first_assigned_at,
    answered_at, awaiting_since, ended_at, outcome, extended_at, told_at, estimate_low_ms, estimate_high_ms)
  values ($1, $2, $3, $4, $5, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const PUT_EVENT = `
  with put as (
    insert into events (conversation_id, seq, type, body, understanding, created_at)
    select $1::uuid, coalesce(max(seq), 0) + 1, $2, $3::jsonb, $4::jsonb, $5::timestamptz from events
    where conversation_id = $1 returning seq
  )
  update conversations set last_seq = put.seq from put where id = $1`;

const understood = (intent: string) => JSON.stringify({ intent, certainty: 'sure', confidence: 1 });

function valuesOf(wishes: TicketWishes): readonly unknown[] {
  const { queue = 'geral', reasons = [], since, endedAt, told } = wishes;
  const { outcome = endedAt === undefined ? null : 'closed' } = wishes;
  return [
    queue,
    reasons,
    since,
    wishes.personId ?? null,
    wishes.assignedAt ?? null,
    wishes.answeredAt ?? null,
    wishes.awaitingSince ?? null,
    endedAt ?? null,
    outcome,
    wishes.extendedAt ?? null,
    told?.at ?? null,
    told?.lowMs ?? null,
    told?.highMs ?? null,
  ];
}

/** Writes past the program's own ways: each moment is the test's. */
export function openDeskLog(database: Database) {
  const tell = (conversationId: string, at: string, body: Partial<EventBody>, intent?: string) =>
    database.query(PUT_EVENT, [
      conversationId,
      body.type,
      JSON.stringify(body),
      intent === undefined ? null : understood(intent),
      at,
    ]);
  return {
    tell,
    async person(wishes: PersonWishes = {}): Promise<string> {
      const id = createId();
      const { name = 'Ana', roles = ['attendant'], queues = ['geral'], skills = [] } = wishes;
      const { availability = 'available', isOnline = true } = wishes;
      const login = `person-${++counter}`;
      await database.query(PUT_PERSON, [id, login, name, roles, queues, skills, availability, isOnline]);
      return id;
    },
    async contact({ at, channel = 'web', closedAt, intents = [] }: ContactWishes) {
      const conversationId = createId();
      const contactId = createId();
      const protocolNumber = `2026${String(++counter).padStart(10, '0')}`;
      await database.query("insert into contacts (id, locale) values ($1, 'pt-BR')", [contactId]);
      const status = closedAt === undefined ? 'open' : 'closed';
      const row = [conversationId, contactId, protocolNumber, channel, status, at, closedAt ?? null];
      await database.query(PUT_CONVERSATION, row);
      for (const intent of intents) await tell(conversationId, at, { type: 'message-received' }, intent);
      if (closedAt !== undefined)
        await tell(conversationId, closedAt, { type: 'conversation-closed', reason: 'solved' });
      return { conversationId, protocolNumber };
    },
    async ticket(conversationId: string, wishes: TicketWishes): Promise<string> {
      const id = createId();
      await database.query(PUT_TICKET, [id, conversationId, ...valuesOf(wishes)]);
      return id;
    },
  };
}
