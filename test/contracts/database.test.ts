/** One suite over every implementation of the database contract. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { migrate } from '../../src/store/migrate.ts';
import { overDatabases } from '../helpers/databases.ts';

overDatabases('database', (database) => {
  it('gives values back the same from every implementation', async () => {
    const [row] = await database().query(
      `select 9007199254740991::bigint as big, 1.5::float8 as real, true as yes, null as nothing,
        '{"a":[1,"ü"]}'::jsonb as json, '2026-11-21T10:00:00Z'::timestamptz as at, array['a','b'] as list, $1::text as text`,
      ['não \' " \\ 👩‍👧'],
    );
    assert.deepEqual(row, {
      big: 9_007_199_254_740_991,
      real: 1.5,
      yes: true,
      nothing: null,
      json: { a: [1, 'ü'] },
      at: new Date('2026-11-21T10:00:00Z'),
      list: ['a', 'b'],
      text: 'não \' " \\ 👩‍👧',
    });
  });

  it('refuses a bigint that a number cannot hold, instead of changing it', async () => {
    await assert.rejects(database().query('select 9007199254740993::bigint as big'), RangeError);
  });

  it('unfolds many rows from one JSON parameter, and takes arrays', async () => {
    const rows = await database().query(
      'select r.n, r.t from jsonb_to_recordset($1::jsonb) as r(n int, t text) where r.t = any($2::text[]) order by n',
      [
        JSON.stringify([
          { n: 2, t: 'b' },
          { n: 1, t: 'a' },
          { n: 3, t: 'c' },
        ]),
        ['a', 'b'],
      ],
      'unfold',
    );
    assert.deepEqual(rows, [
      { n: 1, t: 'a' },
      { n: 2, t: 'b' },
    ]);
  });

  it('keeps a transaction whole, and takes all of it back on an error', async () => {
    await database().query('create table kept (n int primary key)');
    await database().transaction(async (transaction) => {
      await transaction.query('insert into kept values (1)');
      await transaction.query('insert into kept values (2)');
    });
    const failing = database().transaction(async (transaction) => {
      await transaction.query('insert into kept values (3)');
      throw new Error('changed my mind');
    });
    await assert.rejects(failing, /changed my mind/);
    assert.deepEqual(await database().query('select n from kept order by n'), [{ n: 1 }, { n: 2 }]);
  });

  it('rejects when the server ends a transaction with a rollback, though nothing was thrown', async () => {
    await database().query('create table clash (n int primary key)');
    const swallowed = database().transaction(async (transaction) => {
      await transaction.query('insert into clash values (1)');
      await transaction.query('insert into clash values (1)').catch(() => undefined);
    });
    await assert.rejects(swallowed);
    assert.deepEqual(await database().query('select n from clash'), []);
  });

  it('applies migrations once, whoever else applies them at the same moment', async () => {
    const again = await Promise.all([migrate(database()), migrate(database())]);
    assert.deepEqual(again, [[], []]);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    await database().query(`update migrations set hash = 'other' where name like '0001%'`);
    await assert.rejects(migrate(database()), /0001-conversations\.sql was changed/);
  });

  it('writes what a transaction leaves for its end, in order, and all of it or nothing', async () => {
    await database().query('create table ends (n int primary key)');
    const count = async () =>
      (await database().query('select n from ends order by n')).map((row) => row['n']);
    await database().transaction(async (transaction) => {
      transaction.write('insert into ends values ($1)', [1]);
      transaction.write('update ends set n = n + $1', [1]);
      assert.deepEqual(await transaction.query('select n from ends'), [], 'not before the end');
    });
    assert.deepEqual(await count(), [2]);
    const failing = database().transaction(async (transaction) => {
      transaction.write('insert into ends values ($1)', [7]);
      transaction.write('insert into ends values ($1)', [2]);
      transaction.write('insert into ends values ($1)', [8]);
    });
    await assert.rejects(failing, { code: '23505' }, 'the error of the statement at fault');
    assert.deepEqual(await count(), [2]);
  });

  it('runs a batch as one transaction, each statement seeing the ones before it', async () => {
    await database().query('create table batches (n int primary key)');
    const rows = await database().batch([
      ['insert into batches values ($1) returning n', [1]],
      ['select count(*)::int as count from batches', []],
    ]);
    assert.deepEqual(rows, [[{ n: 1 }], [{ count: 1 }]]);
    const failing = database().batch([
      ['insert into batches values ($1)', [2]],
      ['insert into batches values ($1)', [1]],
    ]);
    await assert.rejects(failing, { code: '23505' });
    assert.deepEqual(await database().query('select n from batches'), [{ n: 1 }]);
  });

  it('is as good as new after a failed transaction', async () => {
    for (let round = 0; round < 15; round++) {
      await assert.rejects(database().transaction((transaction) => transaction.query('select 1 / 0')));
      await assert.rejects(database().batch([['select 1 / 0', []]]));
    }
    assert.deepEqual(await database().query('select 1 as one'), [{ one: 1 }]);
  });
});
