/**
 * Migrations: `migrations/NNNN-name.sql`, forward only, each in a transaction of its own. A file
 * that was applied must not change: its hash is kept and compared.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database, Transaction } from '../database.ts';
import { AssistantError } from '../errors.ts';

const FOLDER = new URL('migrations/', import.meta.url);
// Any constant will do, as long as nothing else in the database uses it as an advisory lock.
const LOCK = 7_364_114_311;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, FOLDER), 'utf8');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The lock holds until the transaction ends, so of several processes one applies and the others wait. */
async function applyNext(transaction: Transaction, migrations: readonly Migration[]): Promise<string | null> {
  await transaction.query('select pg_advisory_xact_lock($1)', [LOCK]);
  await transaction.execute(
    'create table if not exists migrations (name text primary key, hash text not null, applied_at timestamptz not null default now())',
  );
  const applied = await transaction.query<{ name: string; hash: string }>(
    'select name, hash from migrations',
  );
  const hashes = new Map(applied.map((row) => [row.name, row.hash]));
  for (const { name, sql, hash } of migrations) {
    const known = hashes.get(name);
    if (known === hash) continue;
    if (known !== undefined) {
      throw new AssistantError('configuration', `Migration ${name} was changed after it had been applied.`);
    }
    await transaction.execute(sql);
    await transaction.query('insert into migrations (name, hash) values ($1, $2)', [name, hash]);
    return name;
  }
  return null;
}

/** Brings the database to the newest form; returns the names of what was applied. */
export async function migrate(database: Database): Promise<readonly string[]> {
  const migrations = await readMigrations();
  const applied: string[] = [];
  for (;;) {
    const name = await database.transaction((transaction) => applyNext(transaction, migrations));
    if (name === null) return applied;
    applied.push(name);
  }
}
