/**
 * Templates: PGlite folders that are made once on this machine, and copied for each test that wants a fresh
 * one. Making one takes seconds (PostgreSQL's own first steps, in WebAssembly; reading the documents), copying
 * it a twentieth of a second.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { ingestAll } from '../../src/knowledge/ingest.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startPostgres } from './servers.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Template {
  /** What it follows from: with these files changed it is made anew. */
  readonly sources: readonly string[];
  fill(database: Database): Promise<unknown>;
}

const SCHEMA = [
  'src/databases/*.ts',
  'src/store/migrate.ts',
  'src/store/migrations/*.sql',
  'package-lock.json',
];

const TEMPLATES = {
  /** In its newest form, and otherwise empty. */
  empty: { sources: SCHEMA, fill: async () => undefined },
  /** With the documents of this checkout. */
  documents: {
    sources: [...SCHEMA, 'src/knowledge/**/*.ts', 'knowledge/**/*'],
    fill: (database) => ingestAll({ database, folder: join(ROOT, 'knowledge'), log: createLog('silent') }),
  },
} as const satisfies Record<string, Template>;

function hashOf(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of globSync([...patterns], { cwd: ROOT }).sort()) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

async function make(path: string, { fill }: Template): Promise<void> {
  const folder = mkdtempSync(`${path}-`);
  {
    await using database = await openPglite(folder);
    await migrate(database);
    await fill(database);
  }
  try {
    renameSync(folder, path);
  } catch (error) {
    // Another test process was sooner.
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
}

const pathOf = (name: string, { sources }: Template): string =>
  join(tmpdir(), `guiche-test-${name}-${hashOf(sources)}`);

/** A stopped PostgreSQL server's data folder with the documents of this checkout: `from` of `startPostgres`. */
export async function findDocumentsCluster(): Promise<string> {
  const template = TEMPLATES.documents;
  const path = pathOf('documents-cluster', template);
  if (existsSync(path)) return path;
  await using server = await startPostgres();
  {
    await using database = await openPostgres(server.url, 2, createLog('silent'));
    await migrate(database);
    await template.fill(database);
  }
  await server.keep(path).catch((error: unknown) => {
    if (!existsSync(path)) throw error;
  });
  return path;
}

/** Puts a database into the folder, unless it has one. */
export async function copyTemplate(name: keyof typeof TEMPLATES, folder: string): Promise<void> {
  if (existsSync(join(folder, 'pglite'))) return;
  const template = TEMPLATES[name];
  const path = pathOf(name, template);
  if (!existsSync(path)) await make(path, template);
  cpSync(join(path, 'pglite'), join(folder, 'pglite'), { recursive: true });
}
