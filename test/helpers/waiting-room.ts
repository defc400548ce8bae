/** Citizens who wait and people who answer, as rows of a database; nothing moves but what the test calls. */
import { v7 as createId } from 'uuid';
import type { Database, Transaction } from '../../src/database.ts';
import type { DeskNews } from '../../src/desk.ts';
import type { EventBody } from '../../src/event.ts';
import { createLog } from '../../src/log.ts';
import type { PersonName } from '../../src/person.ts';
import type { AssigningOptions } from '../../src/pipeline/assigning.ts';
import { type DeskParts, loadDeskPhrases } from '../../src/pipeline/desk-cases.ts';
import { take } from '../../src/pipeline/desk-moves.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { createProtocolNumber } from '../../src/protocol-number.ts';
import type { Queues } from '../../src/queues.ts';
import { lockConversationsOf, writeConversation } from '../../src/store/append.ts';
import { type LockedTicket, lockTicketsOf } from '../../src/store/assignments.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';

export interface PersonWishes {
  readonly queues?: readonly string[];
  readonly skills?: readonly string[];
  readonly capacity?: Readonly<Record<string, number>>;
  readonly availability?: 'available' | 'busy' | 'away';
  readonly roles?: readonly string[];
  /** Since a window of theirs was last seen; never where null. */
  readonly seenAgoMs?: number | null;
}

export interface WaitingWishes {
  readonly queue?: string;
  readonly channel?: string;
  readonly priority?: readonly string[];
  /** Since they came to people. */
  readonly agoMs?: number;
}

const ADD_PERSON = `
  insert into people (id, login, name, roles, queues, skills, capacity, availability, seen_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, now() - $9::float8 * interval '1 millisecond')`;
const ADD_CONTACT = `insert into contacts (id, locale) values ($1, 'pt-BR')`;
const ADD_CONVERSATION = `
  insert into conversations (id, contact_id, protocol_number, channel, address, locale)
  values ($1, $2, $3, $4, $5, 'pt-BR')`;
// As a turn does it: the ticket follows by its trigger.
const HAND_OFF = `
  update conversations set status = 'waiting', queue = $2, queued_at = now() - $3 * interval '1 millisecond',
    state = jsonb_build_object('priority', $4::jsonb) where id = $1`;
const AGE = `
  update tickets set assigned_at = assigned_at - $2 * interval '1 millisecond',
    awaiting_since = awaiting_since - $2 * interval '1 millisecond',
    queued_at = queued_at - $2 * interval '1 millisecond',
    left_until = left_until - $2 * interval '1 millisecond'
  where conversation_id = $1 and ended_at is null`;

/** Empties the desk that the tests before have left. */
export const clearDesk = (database: Database): Promise<unknown> =>
  database.batch([
    [`update conversations set status = 'closed' where status <> 'closed'`, []],
    ['update people set active = false', []],
  ]);

export function openWaitingRoom(database: Database, queues: Queues) {
  const [first = 'geral'] = queues.keys();
  const stream = openMemoryStream();
  const log = createLog('silent');
  const told: DeskNews[] = [];
  const board = createNewsBoard(stream, log);
  const news = {
    ...board,
    tell: (each: Exclude<DeskNews, { readonly type: 'gap' }>) => {
      told.push(each);
      return board.tell(each);
    },
  };
  const options: AssigningOptions = { database, queues, news, log, live: createLive(stream, log) };
  const parts = loadDeskPhrases().then((phrases): DeskParts => {
    const knowledge = { readPassage: () => Promise.resolve(undefined) };
    return { ...options, doorbells: createDoorbells(stream, log), knowledge, phrases };
  });
  const one = async <T>(sql: string, id: string): Promise<T | undefined> =>
    (await database.query(sql, [id]))[0] as T | undefined;
  return {
    ...options,
    options,
    told,
    async addPerson(name: string, wishes: PersonWishes = {}): Promise<PersonName> {
      const { skills = [], capacity = {}, availability = 'available', seenAgoMs = 0 } = wishes;
      const { roles = ['attendant'], queues: own = [first] } = wishes;
      const personId = createId();
      const row = [personId, `${name}-${personId}`, name, roles, own, skills, JSON.stringify(capacity)];
      await database.query(ADD_PERSON, [...row, availability, seenAgoMs]);
      return { personId, name };
    },
    /** A citizen who waits for a person; returns the conversation. */
    async addWaiting({ queue = first, channel = 'web', priority = [], agoMs = 0 }: WaitingWishes = {}) {
      const [contactId, conversationId] = [createId(), createId()];
      await database.query(ADD_CONTACT, [contactId]);
      const number = createProtocolNumber(new Date());
      await database.query(ADD_CONVERSATION, [conversationId, contactId, number, channel, contactId]);
      await database.query(HAND_OFF, [conversationId, queue, agoMs, JSON.stringify(priority)]);
      return conversationId;
    },
    /** As a tap on the desk's page; rejects where somebody else was faster. */
    async take(conversationId: string, { personId, name }: PersonName): Promise<void> {
      const rights = { roles: ['attendant'], queues: [...queues.keys()], skills: [], capacity: {} } as const;
      const account = { login: name, email: null, locale: 'pt-BR', isActive: true };
      const me = { personId, name, ...account, ...rights };
      await take(await parts, { me, conversationId, actionId: createId() });
    },
    /** As if everything in its ticket had happened so much earlier. */
    age: (conversationId: string, ms: number) => database.query(AGE, [conversationId, ms]),
    /** As the desk's API does what people do. Undefined where the conversation has no open ticket. */
    act: <T>(
      conversationId: string,
      work: (transaction: Transaction, ticket: LockedTicket) => T,
    ): Promise<T | undefined> =>
      database.transaction(async (transaction) => {
        const locked = await lockConversationsOf(transaction, [], [conversationId]);
        const [ticket] = await lockTicketsOf(transaction, locked);
        if (!ticket) return undefined;
        const result = work(transaction, ticket);
        writeConversation(transaction, ticket.conversation);
        return result;
      }),
    /** The person's words, as far as the ticket tells. */
    async answer(conversationId: string) {
      const sql = 'update tickets set awaiting_since = null, touched_at = now() where conversation_id = $1';
      await database.query(sql, [conversationId]);
    },
    async ticketOf(conversationId: string) {
      const sql = `
        select t.id, t.queue, t.since, p.name as person from tickets t left join people p on p.id = t.person_id
        where t.conversation_id = $1 order by t.since desc limit 1`;
      const found = await one<{ id: string; queue: string; since: Date; person: string | null }>(
        sql,
        conversationId,
      );
      if (!found) throw new Error('there is no ticket');
      return found;
    },
    async holderOf(conversationId: string): Promise<string | null> {
      return (await this.ticketOf(conversationId)).person;
    },
    async eventsOf(conversationId: string): Promise<readonly EventBody[]> {
      const sql = 'select body from events where conversation_id = $1 order by seq';
      return (await database.query<{ body: EventBody }>(sql, [conversationId])).map(({ body }) => body);
    },
    async availabilityOf({ personId }: PersonName): Promise<string | undefined> {
      const sql = 'select availability from people where id = $1';
      return (await one<{ availability: string }>(sql, personId))?.availability;
    },
  };
}
