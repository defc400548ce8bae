import type { Writable } from 'node:stream';
import pg from 'pg';
import type { Database, Row, Statement, Transaction } from '../database.ts';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { KEY_LOOKUPS } from './key-lookups.ts';

const INT8_OID = 20;
// A process that is paused, or whose machine is gone, in the middle of a transaction would keep its
// conversations and leases locked: the server takes them back after so long, before others' leases run
// out over it. Between two statements of a transaction there are milliseconds.
const SESSION = `${KEY_LOOKUPS}; set idle_in_transaction_session_timeout = '1s'`;

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

// Not 25P03: who thinks for too long within a transaction is at fault, not the server.
const UNAVAILABLE_CODES = /^(08...|57P0.|53300|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const UNAVAILABLE_WORDS =
  /Connection terminated|timeout exceeded|Query read timeout|Client (was closed|has encountered)/;

/** The server's fault, not the statement's: the same may succeed once the server is back. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (
    (typeof code === 'string' && UNAVAILABLE_CODES.test(code)) ||
    UNAVAILABLE_WORDS.test(error.message) ||
    (error instanceof AggregateError && error.errors.some(isUnavailable))
  );
}

function toDatabaseError(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  return new AssistantError('not-ready', 'The database does not answer.', { cause: error });
}

/** Statements that go together are sent without waiting; the first that fails is the one to tell of. */
async function settleAll(results: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(results)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** What `send` hands to the connection leaves in one piece: a system call and a wake-up instead of many. */
function together<T>(client: pg.PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** A failed transaction answers COMMIT with ROLLBACK, and no error. */
function checkCommitted({ command }: pg.QueryResult): void {
  if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
}

async function runOn<T>(client: pg.PoolClient, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const query = querier(client);
  const writes: Statement[] = [];
  const transaction: Transaction = {
    query,
    write: (...statement) => void writes.push(statement),
    execute: async (sql) => void (await client.query(sql)),
  };
  const [begun, working] = together(client, () => [client.query('begin'), work(transaction)]);
  // Not waited for: it travels with the first statement, which fails with it.
  begun.catch(() => undefined);
  const result = await working;
  const [written, committed] = together(client, () => [
    writes.map((statement) => query(...statement)),
    client.query('commit'),
  ]);
  await settleAll([begun, ...written, committed]);
  checkCommitted(await committed);
  return result;
}

async function runBatch(client: pg.PoolClient, statements: readonly Statement[]): Promise<Row[][]> {
  const query = querier(client);
  const [begun, results, committed] = together(client, () => [
    client.query('begin'),
    statements.map((statement) => query(...statement)),
    client.query('commit'),
  ]);
  await settleAll([begun, ...results, committed]);
  checkCommitted(await committed);
  return Promise.all(results);
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  // A checked-out client without a listener brings the process down when its connection breaks.
  let broken: Error | undefined;
  // The first says why; those after it only that the connection is gone.
  const onError = (error: Error) => {
    broken ??= error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw broken ? toDatabaseError(broken) : toDatabaseError(error);
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
    // Statements do not wait for one another's answers.
    pipeline: true,
    types,
    connectionTimeoutMillis: 10_000,
    // A server that went away without a word is given up; no statement of ours takes nearly so long.
    query_timeout: 60_000,
    keepAlive: true,
    application_name: 'guiche',
    onConnect: async (client: pg.ClientBase) => void (await client.query(SESSION)),
  });
  let isClosing = false;
  pool.on('error', (error) => {
    if (!isClosing) log.warn({ error: describeError(error) }, 'idle database connection lost');
  });
  const query = querier(pool);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new AssistantError('not-ready', `PostgreSQL cannot be reached: ${describeError(error)}`);
  }
  return {
    query: async (...statement) => {
      try {
        return await query(...statement);
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
    transaction: (work) => withClient(pool, (client) => runOn(client, work)),
    batch: (statements) => withClient(pool, (client) => runBatch(client, statements)),
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await pool.end();
    },
  };
}
