/** Transactions that fail, at each place where they can: told of, taken back whole, and nothing broken after it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database, Transaction } from '../../src/database.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import { overDatabases, POSTGRES_MISSING } from '../helpers/databases.ts';
import { type PostgresServer, startPostgres, until } from '../helpers/servers.ts';

const UNIQUE = { code: '23505' };
const add = (n: number) => ['insert into places values ($1)', [n]] as const;
/** Checked only at the commit. */
const addLate = (n: number) => ['insert into late_places values ($1)', [n]] as const;
const count = (database: Database) =>
  database.query(
    'select (select count(*)::int from places) + (select count(*)::int from late_places) as count',
  );

type Work = (transaction: Transaction) => Promise<unknown>;
const FAILURES: Readonly<Record<string, Work>> = {
  'in the first statement': (transaction) => transaction.query(...add(1)),
  'in a later statement': async (transaction) => {
    await transaction.query(...add(2));
    await transaction.query(...add(1));
  },
  'in one of several sent together': (transaction) =>
    Promise.all([transaction.query(...add(2)), transaction.query(...add(1)), transaction.query(...add(3))]),
  'in one that is left for the end': async (transaction) => {
    await transaction.query(...add(2));
    transaction.write(...add(3));
    transaction.write(...add(1));
    transaction.write(...add(4));
  },
  'in the only one, left for the end': async (transaction) => transaction.write(...add(1)),
  'in the commit': async (transaction) => {
    await transaction.query(...add(2));
    await transaction.query(...addLate(1));
    transaction.write(...addLate(2));
  },
};

overDatabases('a transaction that fails', (database) => {
  before(async () => {
    await database().query('create table places (n int primary key)');
    await database().query('create table late_places (n int primary key deferrable initially deferred)');
    await database().query(...add(1));
    await database().query(...addLate(1));
  });

  for (const [where, work] of Object.entries(FAILURES)) {
    it(`${where} says why, leaves nothing, and harms none after it`, async () => {
      const both = database();
      // More often than there are connections, with others beside them.
      const rounds = Array.from({ length: 15 }, async (_, index) => {
        await assert.rejects(both.transaction(work), UNIQUE);
        const value = await both.transaction((transaction) =>
          transaction.query('select $1::int as n', [index]),
        );
        assert.deepEqual(value, [{ n: index }]);
      });
      await Promise.all(rounds);
      assert.deepEqual(await count(both), [{ count: 2 }]);
    });
  }

  it('as a batch, in a statement or in the commit, is the same', async () => {
    await assert.rejects(database().batch([add(2), add(1), add(3)]), UNIQUE);
    await assert.rejects(database().batch([add(2), addLate(1), add(3)]), UNIQUE);
    assert.deepEqual(await database().batch([['select 1 as one', []]]), [[{ one: 1 }]]);
    assert.deepEqual(await count(database()), [{ count: 2 }]);
  });

  it('because its work did leaves nothing of what waited for its end', async () => {
    const failing = database().transaction(async (transaction) => {
      transaction.write(...add(2));
      throw new Error('changed my mind');
    });
    await assert.rejects(failing, /changed my mind/);
    assert.deepEqual(await count(database()), [{ count: 2 }]);
  });
});

describe('a transaction on a server', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  const log = createLog('silent');
  let server: PostgresServer;
  let database: Database;
  let other: Database;
  before(async () => {
    server = stack.use(await startPostgres());
    database = stack.use(await openPostgres(server.url, 3, log));
    other = stack.use(await openPostgres(server.url, 1, log));
    await database.query('create table kept (n int primary key)');
  });
  after(() => stack.disposeAsync());

  const NOT_READY = { name: 'AssistantError', code: 'not-ready', retryable: true };
  const pidOf = async (transaction: Transaction) =>
    (await transaction.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]?.pid;
  const isGone = async (pid: number | undefined) =>
    (await other.query('select 1 from pg_stat_activity where pid = $1', [pid])).length === 0;
  const isWhole = async (...numbers: number[]) => {
    for (let round = 0; round < 5; round++) await database.transaction((each) => each.query('select 1'));
    const rows = await database.query<{ n: number }>('select n from kept order by n');
    assert.deepEqual(
      rows.map((row) => row.n),
      numbers,
    );
  };
  const terminate = async (transaction: Transaction) => {
    const pid = await pidOf(transaction);
    await other.query('select pg_terminate_backend($1)', [pid]);
    await until(() => isGone(pid), 'the connection to be gone');
  };
  const insert = 'insert into kept values ($1)';

  for (const [where, last] of [
    ['before its next statement', (transaction: Transaction) => transaction.query(insert, [2])],
    ['before what waits for its end', async (transaction: Transaction) => transaction.write(insert, [2])],
    ['before its commit', async () => undefined],
  ] as const) {
    it(`whose connection is killed ${where} rejects as not ready, and leaves nothing`, async () => {
      const killed = database.transaction(async (transaction) => {
        await transaction.query(insert, [1]);
        await terminate(transaction);
        await last(transaction);
      });
      await assert.rejects(killed, NOT_READY);
      await isWhole();
    });
  }

  it('whose connection is killed in the middle of a statement rejects as not ready', async () => {
    let pid: number | undefined;
    const killed = database.transaction(async (transaction) => {
      await transaction.query(insert, [1]);
      pid = await pidOf(transaction);
      await transaction.query('select pg_sleep(20)');
    });
    const sleeps = `select pg_terminate_backend(pid) from pg_stat_activity
      where pid = $1 and wait_event = 'PgSleep'`;
    const killing = until(async () => pid && (await other.query(sleeps, [pid])).length > 0, 'the statement');
    await Promise.all([killing, assert.rejects(killed, NOT_READY)]);
    await isWhole();
  });

  it('that thinks for too long is ended by the server, and its locks are free', async () => {
    await database.query(insert, [7]);
    const locked = Promise.withResolvers<void>();
    const lock = 'select n from kept where n = 7 for update';
    const thinking = database.transaction(async (transaction) => {
      await transaction.query(lock);
      await transaction.query('update kept set n = 8 where n = 7');
      const pid = await pidOf(transaction);
      locked.resolve();
      await until(() => isGone(pid), 'the server to end it', 5_000);
    });
    await locked.promise;
    const waitedAt = performance.now();
    const waiting = database.transaction((transaction) => transaction.query(lock));
    // Its own fault, not the server's: tried again as often as anything else, and not for ever.
    await assert.rejects(thinking, { code: '25P03' });
    assert.deepEqual(await waiting, [{ n: 7 }]);
    assert.ok(performance.now() - waitedAt < 3_000);
    await isWhole(7);
  });

  it('is refused as not ready while the server is gone, in every way, and works once it is back', async () => {
    await server.kill();
    await assert.rejects(database.query('select 1'), NOT_READY);
    await assert.rejects(database.batch([['select 1', []]]), NOT_READY);
    await assert.rejects(
      database.transaction((transaction) => transaction.query('select 1')),
      NOT_READY,
    );
    await server.start();
    await isWhole(7);
  });
});
