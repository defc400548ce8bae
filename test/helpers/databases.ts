/** The same suite over PGlite and over a real PostgreSQL server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { copyTemplate } from './database-template.ts';
import { findPostgres, startPostgres } from './servers.ts';

/** A folder of the test's own, removed at its end. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'guiche-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

async function openEmbedded(stack: AsyncDisposableStack): Promise<Database> {
  const folder = stack.use(temporaryFolder());
  await copyTemplate('empty', folder.path);
  return stack.use(await openPglite(folder.path));
}

async function openServer(stack: AsyncDisposableStack): Promise<Database> {
  const server = stack.use(await startPostgres());
  return stack.use(await openPostgres(server.url, 10, createLog('silent')));
}

export const POSTGRES_MISSING = findPostgres() === undefined && 'postgresql is not installed';

/** @param suite is called once per database, inside `describe`; `database()` is there from `before` on */
export function overDatabases(title: string, suite: (database: () => Database) => void): void {
  const run = (name: string, skip: string | false, open: typeof openEmbedded) => {
    describe(`${title}: ${name}`, { skip }, () => {
      const stack = new AsyncDisposableStack();
      let database: Database | undefined;
      before(async () => {
        database = await open(stack);
        await migrate(database);
      });
      after(() => stack.disposeAsync());
      suite(() => {
        if (!database) throw new Error('the database is not open');
        return database;
      });
    });
  };
  run('PGlite', false, openEmbedded);
  run('PostgreSQL', POSTGRES_MISSING, openServer);
}
