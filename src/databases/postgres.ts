import pg from 'pg';
import type { Database, Row, Transaction } from '../database.ts';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { KEY_LOOKUPS } from './key-lookups.ts';

const INT8_OID = 20;

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8_OID && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format),
};

const querier = (client: pg.Pool | pg.PoolClient) =>
  async function query<R extends Row>(sql: string, values: readonly unknown[] = [], name?: string) {
    const config = { text: sql, values: [...values], ...(name === undefined ? {} : { name }) };
    return (await client.query<R>(config)).rows;
  };

async function runTransaction<T>(pool: pg.Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A checked-out client without a listener brings the process down when its connection breaks.
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const execute = async (sql: string) => void (await client.query(sql));
    const result = await work({ query: querier(client), execute });
    // A failed transaction answers COMMIT with ROLLBACK, and no error.
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken ?? false);
  }
}

/**
 * A pool on a PostgreSQL server, 14 or newer.
 * @param poolSize connections at most
 * @throws AssistantError `not-ready` when the server cannot be reached
 */
export async function openPostgres(url: string, poolSize: number, log: Log): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    connectionTimeoutMillis: 10_000,
    application_name: 'guiche',
    onConnect: async (client: pg.ClientBase) => void (await client.query(KEY_LOOKUPS)),
  });
  let isClosing = false;
  pool.on('error', (error) => {
    if (!isClosing) log.warn({ error: describeError(error) }, 'idle database connection lost');
  });
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new AssistantError('not-ready', `PostgreSQL cannot be reached: ${describeError(error)}`);
  }
  return {
    query: querier(pool),
    transaction: (work) => runTransaction(pool, work),
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await pool.end();
    },
  };
}
