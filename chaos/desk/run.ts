/** The desk in a chaos run: people who answer, citizens who asked for one, and the desk's books at the end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createToken } from '../../src/accounts/tokens.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import type { PersonRole } from '../../src/person.ts';
import { addPerson } from '../../src/store/people.ts';
import { addSession } from '../../src/store/people-sessions.ts';
import { createDice } from '../dice.ts';
import type { House } from '../house.ts';
import type { Journal } from '../journal.ts';
import { type AttendantOptions, liveAsAttendant } from './attendant.ts';
import { balanceDesk, type DeskBooks, type DeskEvent, type OpenTicket } from './books.ts';
import { type Calls, createActionId, createCalls } from './calls.ts';
import { type CitizenOptions, liveAsCitizen } from './citizen.ts';
import { createDeskJournal, type DeskJournal } from './journal.ts';

/** Nobody else is sent there: who asks for a person in the rest of the run waits for ever, as before. */
const QUEUE = 'suporte';
const CITIZENS_EACH = 2;
const CAPACITY = { default: 4 };
const DAY_MS = 86_400_000;
const RETRY_MS = 200;

interface Account {
  readonly personId: string;
  readonly token: string;
}

async function addAccounts(
  url: string,
  count: number,
): Promise<{ attendants: Account[]; dispatcher: Account }> {
  await using database = await openPostgres(url, 2, createLog('silent'));
  const add = async (name: string, role: PersonRole): Promise<Account> => {
    const personId = randomUUID();
    const person = { login: name, name, email: null, roles: [role], queues: [QUEUE], skills: [] };
    await addPerson(database, { personId, ...person, capacity: CAPACITY, locale: 'pt-BR', isActive: true });
    const { token, hash } = createToken();
    const expiresAt = new Date(Date.now() + DAY_MS);
    await addSession(database, {
      sessionId: randomUUID(),
      hash,
      personId,
      kind: 'token',
      name: 'chaos',
      expiresAt,
    });
    return { personId, token };
  };
  const attendants: Account[] = [];
  for (let index = 1; index <= count; index++) attendants.push(await add(`attendant-${index}`, 'attendant'));
  return { attendants, dispatcher: await add('dispatcher', 'supervisor') };
}

const PASS_TIME = `
  update tickets set assigned_at = assigned_at - $2 * interval '1 millisecond',
    touched_at = touched_at - $2 * interval '1 millisecond', awaiting_since = awaiting_since - $2 * interval '1 millisecond'
  where person_id = $1 and ended_at is null`;
const UNSEE = `update people set seen_at = seen_at - $2 * interval '1 millisecond' where id = $1`;

/** Each call has a connection of its own: the server is killed now and then. */
async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whoever is struck while the server is away is struck in vain. */
const createPassTime =
  (url: string): AttendantOptions['passTime'] =>
  (personId, ms, isUnseen) =>
    onDatabase(url, async (client) => {
      await client.query(PASS_TIME, [personId, ms]);
      if (isUnseen) await client.query(UNSEE, [personId, ms]);
    }).catch(() => undefined);

const EVENTS = `
  select conversation_id as "conversationId", body from events where conversation_id = any($1::uuid[])
  order by conversation_id, seq`;
const TICKETS = `
  select conversation_id as "conversationId", person_id as "personId" from tickets
  where conversation_id = any($1::uuid[]) and ended_at is null`;

export interface Desk extends AsyncDisposable {
  /** Resolves when the citizens have their answers, or `end` aborts. The people go on until it is disposed of. */
  live(evening: AbortSignal, end: AbortSignal): Promise<void>;
  /** As it stands at this moment. */
  balance(): Promise<DeskBooks>;
  /** Why somebody could not do what must always be possible. */
  readonly refusals: readonly string[];
}

const isCalledOff = (reason: unknown): boolean => reason instanceof Error && reason.name === 'AbortError';

/** Sends a conversation on, as soon as the turn has been taken that puts it into the queue of all. */
const createDispatch =
  (calls: Calls): CitizenOptions['dispatch'] =>
  async (conversationId, end) => {
    for (;;) {
      const body = { actionId: createActionId(), queue: QUEUE };
      const { status } = await calls.act('POST', `/tickets/${conversationId}/move`, body, end);
      if (status < 300) return;
      await pause(RETRY_MS, undefined, { signal: end });
    }
  };

async function readBooks(url: string, desk: DeskJournal): Promise<DeskBooks> {
  const ids = [[...desk.conversations]];
  return onDatabase(url, async (client) => {
    const { rows: events } = await client.query<DeskEvent & pg.QueryResultRow>(EVENTS, ids);
    const { rows: tickets } = await client.query<OpenTicket & pg.QueryResultRow>(TICKETS, ids);
    return balanceDesk(desk, events, tickets);
  });
}

/** @param count people at the desk; each brings two citizens */
export async function openDesk(house: House, journal: Journal, seed: number, count: number): Promise<Desk> {
  const { url } = house.postgres;
  const { gateways } = house;
  const { attendants, dispatcher } = await addAccounts(url, count);
  const desk = createDeskJournal();
  const dispatch = createDispatch(createCalls(gateways, createDice(seed, 'dispatcher'), dispatcher.token));

  const closing = new AbortController();
  let working: readonly Promise<unknown>[] = [];
  const note = (life: Promise<void>): Promise<unknown> =>
    life.catch((reason: unknown) => {
      if (!isCalledOff(reason)) desk.refusals.push(String(reason));
    });

  return {
    refusals: desk.refusals,
    async live(evening, end) {
      working = attendants.map((account, index) => {
        const colleagues = attendants.map(({ personId }) => personId).filter((id) => id !== account.personId);
        const options = { ...account, seed, gateways, desk, colleagues, passTime: createPassTime(url) };
        return note(liveAsAttendant(options, index, evening, closing.signal));
      });
      const names = Array.from({ length: count * CITIZENS_EACH }, (_, index) => `asker-${index + 1}`);
      const options = { seed, house, journal, desk, dispatch };
      await Promise.all(names.map((name) => note(liveAsCitizen({ ...options, name }, evening, end))));
    },
    balance: () => readBooks(url, desk),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(working);
    },
  };
}
