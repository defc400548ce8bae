/**
 * Database: PostgreSQL, either a server or PGlite in this process. Values come back the same from
 * both: bigint and integer as number (or an error past 2^53), timestamptz as Date, jsonb parsed.
 *
 * Many rows are passed as one JSON parameter and unfolded with `jsonb_to_recordset`: it is one
 * statement, one plan, and the same in both drivers.
 */

export type Row = Record<string, unknown>;

export type Statement = readonly [sql: string, values: readonly unknown[], name?: string];

export interface Queryable {
  /** One statement. A `name` has the server keep its plan: for statements on the way of a message. */
  query<R extends Row = Row>(sql: string, values?: readonly unknown[], name?: string): Promise<R[]>;
}

export interface Transaction extends Queryable {
  /**
   * A statement whose rows nobody reads: it waits until `work` has resolved, and then goes to the
   * server together with the others and the commit, in one round trip. Statements that are handed
   * to `query` without waiting in between share a round trip too, and run in their order.
   */
  write(...statement: Statement): void;
  /** Several statements without parameters. */
  execute(sql: string): Promise<void>;
}

export interface Database extends Queryable, AsyncDisposable {
  /**
   * Commits when `work` resolves, rolls back when it rejects. Rejects too when the server answers
   * the commit with a rollback. Runs at READ COMMITTED: each statement sees what was committed
   * before it began, which the locking here relies on.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** A transaction of statements that are all known beforehand: one round trip. Returns their rows. */
  batch(statements: readonly Statement[]): Promise<Row[][]>;
}
