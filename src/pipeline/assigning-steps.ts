/**
 * What keeps the virtual queue moving, a step at a time: what was left goes back, what waits for too long
 * goes on, and what waits is given to people. Each step finds, locks what nobody else has locked, looks
 * again, and writes; so any number of processes may take it at once.
 */
import type { Database, Transaction } from '../database.ts';
import { assign, fits } from '../desk/assign.ts';
import { hasOpenMsPassed } from '../desk/open-time.ts';
import type { Queues } from '../queues.ts';
import { lockUnlocked, writeConversation } from '../store/append.ts';
import {
  assignTicket,
  type LockedTicket,
  lockTicketsOf,
  moveTicket,
  returnTicket,
} from '../store/assignments.ts';
import { findLeft, findOverdue, sendAway } from '../store/lost-tickets.ts';
import { lockFreePeople, type NamedPerson, readFreePeople } from '../store/presences.ts';
import { isAnyoneWaiting, readWaiting } from '../store/waiting.ts';

/** At a time: locks are held for as long as it takes to write them. */
const BATCH = 100;

/** What a step changed. */
export interface Changed {
  readonly conversations: readonly { readonly conversationId: string; readonly contactId: string }[];
  readonly people: readonly string[];
  /** There may be more to do at once. */
  readonly isFull: boolean;
}

const NOTHING: Changed = { conversations: [], people: [], isFull: false };

const toChanged = (tickets: readonly LockedTicket[], isFull: boolean, people: readonly string[] = []) => ({
  conversations: tickets.map(({ conversation }) => ({
    conversationId: conversation.id,
    contactId: conversation.contact_id,
  })),
  people,
  isFull,
});

async function lockTickets(transaction: Transaction, ids: readonly string[]) {
  const conversations = await lockUnlocked(transaction, ids);
  return lockTicketsOf(transaction, conversations);
}

/** Gives back to the queue what somebody has who is silent or gone while the citizen waits for their words. */
export async function returnLeft(database: Database, queues: Queues): Promise<Changed> {
  const found = await findLeft(database, queues, BATCH);
  if (found.length === 0) return NOTHING;
  return database.transaction(async (transaction) => {
    const tickets = await lockTickets(
      transaction,
      found.map(({ conversationId }) => conversationId),
    );
    const ids = tickets.map(({ conversation }) => conversation.id);
    // They may have found their words while this waited for the lock.
    const left = new Map(
      (await findLeft(transaction, queues, BATCH, ids)).map((each) => [each.ticketId, each]),
    );
    const returned = tickets.filter(({ ticketId }) => left.has(ticketId));
    for (const ticket of returned) {
      returnTicket(transaction, ticket, { by: null, reason: left.get(ticket.ticketId)?.reason ?? 'gone' });
      writeConversation(transaction, ticket.conversation);
    }
    const silent = new Set(
      [...left.values()].filter(({ reason }) => reason === 'silent').map((each) => each.personId),
    );
    sendAway(transaction, [...silent]);
    return toChanged(returned, found.length === BATCH, [...silent]);
  });
}

/** Where a ticket goes on that has waited for too long while people were there; undefined: it stays. */
function nextQueue(
  { queue, queuedAt }: { readonly queue: string; readonly queuedAt: Date },
  queues: Queues,
  people: readonly NamedPerson[],
  now: Date,
): string | undefined {
  const own = queues.get(queue);
  // A queue that was taken out of the file: nobody works there any more.
  if (!own) return [...queues.keys()][0];
  const target = own.overflow && queues.get(own.overflow.to);
  if (!own.overflow || !target || !people.some((person) => fits(person, target))) return undefined;
  return hasOpenMsPassed(queuedAt, own.overflow.afterMs, now, own.hours) ? target.name : undefined;
}

/** Sends on what has waited for too long, where somebody is there who could take it. */
export async function overflow(database: Database, queues: Queues): Promise<Changed> {
  const found = await findOverdue(database, queues, BATCH);
  if (found.length === 0) return NOTHING;
  const [people, now] = [await readFreePeople(database), new Date()];
  const ways = new Map(
    found.flatMap((each) => {
      const to = nextQueue(each, queues, people, now);
      return to === undefined ? [] : [[each.conversationId, { from: each.queue, to }] as const];
    }),
  );
  if (ways.size === 0) return NOTHING;
  return database.transaction(async (transaction) => {
    const tickets = await lockTickets(transaction, [...ways.keys()]);
    const moved = tickets.filter(
      ({ person, queue, conversation }) => person === null && ways.get(conversation.id)?.from === queue,
    );
    for (const ticket of moved) {
      const { to } = ways.get(ticket.conversation.id) ?? { to: ticket.queue };
      moveTicket(transaction, ticket, { to, by: null, reason: 'overflow' });
      writeConversation(transaction, ticket.conversation);
    }
    return toChanged(moved, false);
  });
}

/** One process at a time looks who gets what; the others would come to the same. */
const LOCK = 'select pg_try_advisory_xact_lock(7, 1) as mine';

/**
 * Of one queue and channel, as they wait in their order: of those that can be given to anybody, the first
 * can. More than are given at a time, because some rest with who gave them back.
 */
const READ_LIMIT = 2 * BATCH;

/** Gives what waits to those who are there and have room. */
export async function assignWaiting(database: Database, queues: Queues): Promise<Changed> {
  if (!(await isAnyoneWaiting(database))) return NOTHING;
  return database.transaction(async (transaction) => {
    const [lock] = await transaction.query<{ mine: boolean }>(LOCK);
    if (!lock?.mine) return NOTHING;
    const people = await readFreePeople(transaction);
    const staffed = [...queues.values()].filter((queue) => people.some((person) => fits(person, queue)));
    const names = staffed.map(({ name }) => name);
    const waiting = await readWaiting(transaction, names, READ_LIMIT);
    const wishes = assign(waiting, people, queues, BATCH);
    if (wishes.length === 0) return NOTHING;
    const tickets = await lockTickets(
      transaction,
      wishes.map(({ conversationId }) => conversationId),
    );
    const free = await lockFreePeople(
      transaction,
      wishes.map(({ personId }) => personId),
    );
    return toChanged(place(transaction, { tickets, free, waiting, queues }), wishes.length === BATCH);
  });
}

interface Locked {
  readonly tickets: readonly LockedTicket[];
  readonly free: readonly NamedPerson[];
  readonly waiting: Awaited<ReturnType<typeof readWaiting>>;
  readonly queues: Queues;
}

/** Decides anew over what is locked: in between somebody may have taken one, or gone. */
function place(
  transaction: Transaction,
  { tickets, free, waiting, queues }: Locked,
): readonly LockedTicket[] {
  const byId = new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
  const people = new Map(free.map((person) => [person.personId, person]));
  const still = waiting.filter(({ ticketId, queue }) => {
    const ticket = byId.get(ticketId);
    return ticket?.person === null && ticket.queue === queue;
  });
  return assign(still, free, queues).flatMap(({ ticketId, personId }) => {
    const [ticket, person] = [byId.get(ticketId), people.get(personId)];
    if (!ticket || !person) return [];
    assignTicket(transaction, ticket, { to: { personId, name: person.name }, by: null });
    writeConversation(transaction, ticket.conversation);
    return [ticket];
  });
}
