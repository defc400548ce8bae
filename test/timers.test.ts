/** Timers over both databases: set by a turn, fired once and in order, whatever else goes on. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { createDoorbells } from '../src/pipeline/doorbells.ts';
import { sweepOnce } from '../src/pipeline/sweep.ts';
import { startTimers } from '../src/pipeline/timers.ts';
import { migrate } from '../src/store/migrate.ts';
import { fireTimers } from '../src/store/timers.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { overDatabases, POSTGRES_MISSING } from './helpers/databases.ts';
import { startPostgres, until } from './helpers/servers.ts';
import { openHouse } from './helpers/turns.ts';

const log = createLog('silent');
const MINUTE_MS = 60_000;

/** As if so much time had passed for every timer. */
const letTimePass = (database: Database, ms: number) =>
  database.query(`update timers set due_at = due_at - $1 * interval '1 millisecond'`, [ms]);

const firedIn = (database: Database, conversationId: string) =>
  database.query<{ name: string; payload: object }>(
    `select body->>'name' as name, body->'payload' as payload from events
     where conversation_id = $1 and type = 'timer-fired' order by seq`,
    [conversationId],
  );

/** What waits, by its name, and in how many minutes it is due. */
const timersOf = (database: Database, conversationId: string) =>
  database.query<{ dialog: string; name: string; minutes: number }>(
    `select dialog, name, round(extract(epoch from due_at - now()) / 60)::int as minutes from timers
     where conversation_id = $1 order by name`,
    [conversationId],
  );

overDatabases('timers', (database) => {
  const open = (silenceMs = 0) => openHouse(database(), { silenceMs });
  beforeEach(() => database().query('delete from timers'));

  it('fire when they are due, and not before', async () => {
    const house = open();
    const { conversationId } = await house.say('set later 60000');
    assert.deepEqual(await fireTimers(database(), 100), []);
    await letTimePass(database(), MINUTE_MS);
    assert.deepEqual(await fireTimers(database(), 100), [conversationId]);
    assert.deepEqual(await firedIn(database(), conversationId), [
      { name: 'later', payload: { after: 60_000 } },
    ]);
    assert.deepEqual(await timersOf(database(), conversationId), []);
  });

  it('call for a turn, in which the dialog that set them gets name and payload', async () => {
    const house = open();
    const { conversationId } = await house.say('set call 0');
    await fireTimers(database(), 100);
    await house.takeTurn(conversationId);
    assert.deepEqual(house.inputs.at(-1), { type: 'timer', name: 'call', payload: { after: 0 } });
    assert.deepEqual(await house.replies(conversationId), ['fired']);
  });

  it('are replaced by a timer of the same name, and taken away', async () => {
    const house = open();
    const { conversationId, address } = await house.say('set one 0');
    await house.say('set one 60000', address);
    await house.say('set two 0', address);
    await house.say('cancel two', address);
    assert.deepEqual(await fireTimers(database(), 100), []);
    await letTimePass(database(), MINUTE_MS);
    await fireTimers(database(), 100);
    assert.deepEqual(await firedIn(database(), conversationId), [
      { name: 'one', payload: { after: 60_000 } },
    ]);
  });

  it('of one conversation fire in the order in which they were due', async () => {
    const house = open();
    const { conversationId, address } = await house.say('set third 3000');
    await house.say('set first 1000', address);
    await house.say('set second 2000', address);
    await letTimePass(database(), MINUTE_MS);
    await fireTimers(database(), 100);
    const names = (await firedIn(database(), conversationId)).map(({ name }) => name);
    assert.deepEqual(names, ['first', 'second', 'third']);
  });

  it('end with the conversation', async () => {
    const house = open();
    const { conversationId, address } = await house.say('set later 0');
    await house.say('close', address);
    assert.deepEqual(await timersOf(database(), conversationId), []);
    assert.deepEqual(await fireTimers(database(), 100), []);
  });

  it('fire once each, in whichever of several processes', async () => {
    const house = open();
    const ids = await Promise.all(
      Array.from({ length: 60 }, async () => (await house.say('set soon 0')).conversationId),
    );
    const loops = Array.from({ length: 5 }, () => startTimers(database(), house.doorbells, log));
    const counts = async () =>
      database().query<{ fired: number }>(
        `select count(*)::int as fired from events where conversation_id = any($1::uuid[]) and type = 'timer-fired'
         group by conversation_id`,
        [ids],
      );
    await until(async () => (await counts()).length === ids.length, 'all to have fired');
    for (const loop of loops) await loop[Symbol.asyncDispose]();
    assert.ok((await counts()).every(({ fired }) => fired === 1));
    assert.deepEqual(await fireTimers(database(), 100), []);
  });

  it('that came due while everything was off fire at once, more of them than one round takes', async () => {
    const house = open();
    const ids = await Promise.all(
      Array.from({ length: 7 }, async () => (await house.say('set soon 60000')).conversationId),
    );
    await startTimers(database(), house.doorbells, log)[Symbol.asyncDispose]();
    await letTimePass(database(), MINUTE_MS);
    assert.equal((await fireTimers(database(), 5)).length, 5);
    const depth = await house.stream.depth('turns');
    await using _loop = startTimers(database(), house.doorbells, log);
    await until(async () => (await house.stream.depth('turns')) === depth + 2, 'the rest to be rung for');
    for (const id of ids) assert.equal((await firedIn(database(), id)).length, 1);
  });

  for (const [command, left] of [
    ['cancel soon', 0],
    ['set soon 60000', 1],
    ['close', 0],
  ] as const) {
    it(`do not fire where a turn came between: ${command}`, async () => {
      const house = open();
      const { conversationId, address } = await house.say('set soon 0');
      /** The turn is taken after the look for what is due, and before the lock. */
      const between: Database = {
        ...database(),
        async query(...statement) {
          const rows = await database().query(...statement);
          await house.say(command, address);
          return rows as never;
        },
      };
      assert.deepEqual(await fireTimers(between, 100), []);
      assert.deepEqual(await firedIn(database(), conversationId), []);
      assert.equal((await timersOf(database(), conversationId)).length, left);
    });
  }

  it('are taken up by the sweep where the ring was lost', async () => {
    const house = open();
    const { conversationId } = await house.say('set soon 0');
    await fireTimers(database(), 100);
    const past = `update unhandled set since = now() - interval '1 minute' where conversation_id = $1`;
    await database().query(past, [conversationId]);
    await using stream = openMemoryStream();
    await sweepOnce(database(), createDoorbells(stream, log));
    const rung = await stream.read('turns', { group: 'g', consumer: 'c', count: 1_000, blockMs: 0 });
    assert.ok(rung.some(({ fields }) => fields['conversationId'] === conversationId));
  });

  it('are no sign of life: a turn of a timer that says nothing leaves the silence as long as it was', async () => {
    const house = open();
    const { conversationId, address } = await house.say('set quiet-one 0');
    await house.say('set quiet-two 60000', address);
    const past = `update conversations set updated_at = updated_at - interval '10 minutes' where id = $1`;
    await database().query(past, [conversationId]);
    await fireTimers(database(), 100);
    await house.takeTurn(conversationId);
    await letTimePass(database(), MINUTE_MS);
    await fireTimers(database(), 100);
    await house.takeTurn(conversationId);
    assert.deepEqual(
      house.silences.map((ms) => Math.round(ms / MINUTE_MS)),
      [10, 10],
    );
  });

  it('watch for silence from the first turn on, and are set once', async () => {
    const house = open(30 * MINUTE_MS);
    const { conversationId, address } = await house.say('nothing');
    const watch = { dialog: 'inactivity', name: 'silence', minutes: 30 };
    assert.deepEqual(await timersOf(database(), conversationId), [watch]);
    await letTimePass(database(), 10 * MINUTE_MS);
    await house.say('nothing', address);
    assert.deepEqual(await timersOf(database(), conversationId), [{ ...watch, minutes: 20 }]);
    const unwatched = await open(0).say('nothing');
    assert.deepEqual(await timersOf(database(), unwatched.conversationId), []);
  });

  it('watch on after a turn that failed for good', async () => {
    const house = open(30 * MINUTE_MS);
    const { conversationId, address } = await house.say('nothing');
    await letTimePass(database(), 30 * MINUTE_MS);
    await fireTimers(database(), 100);
    const letter = { stream: 'turns', fields: {}, conversationId, reason: 'a test', attempts: 6 };
    await house.turns.fail(letter);
    await house.say('nothing', address);
    assert.equal((await timersOf(database(), conversationId)).length, 1);
  });
});

describe('timers: PostgreSQL, under locks', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  /** Each a pool of its own, as processes have. */
  const databases: Database[] = [];
  before(async () => {
    const server = stack.use(await startPostgres());
    for (let each = 0; each < 3; each++) databases.push(stack.use(await openPostgres(server.url, 5, log)));
    if (databases[0]) await migrate(databases[0]);
  });
  after(() => stack.disposeAsync());
  const [mine, theirs] = [() => databases[0] as Database, () => databases[1] as Database];

  it('pass over a conversation that is locked, fire the others, and come back to it', async () => {
    const house = openHouse(mine());
    const [locked, free] = [await house.say('set soon 0'), await house.say('set soon 0')];
    await theirs().transaction(async (transaction) => {
      const lock = 'select 1 from conversations where id = $1 for no key update';
      await transaction.query(lock, [locked.conversationId]);
      assert.deepEqual(await fireTimers(mine(), 100), [free.conversationId]);
    });
    assert.deepEqual(await fireTimers(mine(), 100), [locked.conversationId]);
  });

  it('number their events on from what others append at the same moment', async () => {
    const house = openHouse(mine());
    const people = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => house.say(`set soon ${index % 3}`)),
    );
    const talk = people.flatMap(({ address }) =>
      [1, 2, 3].map((n) => house.receive(`nothing ${n}`, address)),
    );
    await Promise.all([...talk, ...databases.map((database) => fireTimers(database, 100))]);
    await fireTimers(mine(), 100);
    for (const { conversationId } of people) {
      assert.equal((await firedIn(mine(), conversationId)).length, 1);
      const rows = await mine().query<{ seq: number }>(
        'select seq from events where conversation_id = $1 order by seq',
        [conversationId],
      );
      assert.deepEqual(
        rows.map(({ seq }) => seq),
        [1, 2, 3, 4, 5],
      );
    }
  });
});
