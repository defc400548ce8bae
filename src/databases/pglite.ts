import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  PGlite,
  type PGliteInterface,
  type Transaction as PGliteTransaction,
  types,
} from '@electric-sql/pglite';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import type { Database, Row, Statement, Transaction } from '../database.ts';
import { lockFolder } from './folder-lock.ts';
import { KEY_LOOKUPS } from './key-lookups.ts';

const parsers = {
  [types.INT8]: (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
    return value;
  },
};

const querier = (client: PGliteInterface | PGliteTransaction) =>
  async function query<R extends Row>(sql: string, values: readonly unknown[] = []) {
    return (await client.query<R>(sql, [...values])).rows;
  };

async function runOn<T>(
  client: PGliteTransaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const query = querier(client);
  const writes: Statement[] = [];
  const result = await work({
    query,
    write: (...statement) => void writes.push(statement),
    execute: async (sql) => void (await client.exec(sql)),
  });
  for (const [sql, values] of writes) await query(sql, values);
  return result;
}

/**
 * PostgreSQL in this process, in `<folder>/pglite`. Survives the process being killed; it runs
 * with fsync off, so it promises nothing when the machine loses power.
 * @param folder made where it is missing; undefined keeps everything in memory
 * @param options `vectors`: with pgvector, which is loaded only then
 * @throws AssistantError `configuration` when another process has the folder
 */
export async function openPglite(
  folder: string | undefined,
  options: { readonly vectors?: boolean } = {},
): Promise<Database> {
  const lock = folder === undefined ? undefined : lockFolder(folder);
  try {
    const dataDir = folder === undefined ? 'memory://' : join(folder, 'pglite');
    if (folder !== undefined) mkdirSync(dataDir, { recursive: true });
    const vectors = options.vectors ? { vector: (await import('@electric-sql/pglite-pgvector')).vector } : {};
    const pglite = await PGlite.create({ dataDir, extensions: { unaccent, ...vectors }, parsers });
    await pglite.exec(KEY_LOOKUPS);
    return {
      query: querier(pglite),
      // PGlite has one session and lets one transaction in at a time.
      transaction: <T>(work: (transaction: Transaction) => Promise<T>) =>
        pglite.transaction((client) => runOn(client, work)),
      batch: (statements) =>
        pglite.transaction(async (client) => {
          const results: Row[][] = [];
          for (const [sql, values] of statements) results.push(await querier(client)(sql, values));
          return results;
        }),
      [Symbol.asyncDispose]: async () => {
        await pglite.close();
        lock?.[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock?.[Symbol.dispose]();
    throw error;
  }
}
