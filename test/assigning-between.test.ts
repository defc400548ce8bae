/** What happens between looking and locking: somebody else is faster, and what was seen no longer holds. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Database, Queryable, Row } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { assignOnce } from '../src/pipeline/assigning.ts';
import { assignTicket } from '../src/store/assignments.ts';
import { migrate } from '../src/store/migrate.ts';
import { noteSeen, setAvailability } from '../src/store/presences.ts';
import { POSTGRES_MISSING } from './helpers/databases.ts';
import { createQueue, toQueues } from './helpers/desk-queues.ts';
import { startPostgres } from './helpers/servers.ts';
import { clearDesk, openWaitingRoom } from './helpers/waiting-room.ts';

const QUEUES = toQueues(
  createQueue('geral', { capacity: { default: 1 }, silenceMs: 60_000 }),
  createQueue('suporte', { overflow: { afterMs: 60_000, to: 'geral' } }),
);

/** A database behind which, once the statement of that name is answered, something else happens first. */
function meanwhile(database: Database, name: string, happen: () => Promise<unknown>): Database {
  let hasHappened = false;
  const watch = <Q extends Queryable>(queryable: Q): Q => ({
    ...queryable,
    query: async <R extends Row>(sql: string, values?: readonly unknown[], own?: string) => {
      const rows = await queryable.query<R>(sql, values, own);
      if (own === name && !hasHappened) {
        hasHappened = true;
        await happen();
      }
      return rows;
    },
  });
  return { ...watch(database), transaction: (work) => database.transaction((own) => work(watch(own))) };
}

// Of several transactions at once; PGlite has one at a time.
describe('between looking and locking', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let database: Database;
  before(async () => {
    const server = stack.use(await startPostgres());
    database = stack.use(await openPostgres(server.url, 10, createLog('silent')));
    await migrate(database);
  });
  after(() => stack.disposeAsync());
  beforeEach(() => clearDesk(database));
  const open = () => openWaitingRoom(database, QUEUES);
  const roundWhile = (room: ReturnType<typeof open>, name: string, happen: () => Promise<unknown>) =>
    assignOnce({ ...room.options, database: meanwhile(database, name, happen) });

  it('a person takes it: the queue gives it to nobody else', async () => {
    const room = open();
    await room.addPerson('Ana');
    const bia = await room.addPerson('Bia', { availability: 'busy' });
    const id = await room.addWaiting();
    await roundWhile(room, 'read-waiting', () => room.take(id, bia));
    assert.equal(await room.holderOf(id), 'Bia');
    assert.equal((await room.eventsOf(id)).length, 1);
  });

  it('somebody’s hands are filled: the queue gives them nothing more', async () => {
    const room = open();
    const ana = await room.addPerson('Ana');
    const [id, other] = [await room.addWaiting({ agoMs: 1_000 }), await room.addWaiting()];
    const give = () =>
      room.act(other, (transaction, ticket) => assignTicket(transaction, ticket, { to: ana, by: ana }));
    await roundWhile(room, 'read-waiting', give);
    assert.deepEqual([await room.holderOf(id), await room.holderOf(other)], [null, 'Ana']);
  });

  it('somebody turns to something else: the queue gives them nothing', async () => {
    const room = open();
    const ana = await room.addPerson('Ana');
    const id = await room.addWaiting();
    await roundWhile(room, 'read-waiting', () => setAvailability(database, ana.personId, 'busy'));
    assert.equal(await room.holderOf(id), null);
  });

  it('it is moved: who works in its old queue alone is not given it', async () => {
    const room = open();
    await room.addPerson('Ana');
    const id = await room.addWaiting();
    const move = () => database.query(`update conversations set queue = 'suporte' where id = $1`, [id]);
    await roundWhile(room, 'read-waiting', move);
    assert.equal(await room.holderOf(id), null);
  });

  it('whoever seemed silent finds their words: they keep it', async () => {
    const room = open();
    const ana = await room.addPerson('Ana');
    const id = await room.addWaiting();
    await assignOnce(room.options);
    await room.age(id, 2 * 60_000);
    await noteSeen(database, [ana.personId]);
    await roundWhile(room, 'find-left', () => room.answer(id));
    assert.equal(await room.holderOf(id), 'Ana');
    assert.equal((await room.eventsOf(id)).length, 1);
    assert.equal(await room.availabilityOf(ana), 'available');
  });

  it('a person takes what is about to overflow: it stays where it is', async () => {
    const room = open();
    await room.addPerson('Ana');
    const bia = await room.addPerson('Bia', { queues: ['suporte'], availability: 'busy' });
    const id = await room.addWaiting({ queue: 'suporte' });
    await room.age(id, 2 * 60_000);
    await roundWhile(room, 'find-overdue', () => room.take(id, bia));
    const { queue, person } = await room.ticketOf(id);
    assert.deepEqual([queue, person], ['suporte', 'Bia']);
  });
});
