/** An ingest that is killed in the middle: what was searched still is, and the next one does it all. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { openPglite } from '../src/databases/pglite.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { readLiveBuild } from '../src/knowledge/builds.ts';
import { ingestAll } from '../src/knowledge/ingest.ts';
import { openKnowledge } from '../src/knowledge/search.ts';
import { createLog } from '../src/log.ts';
import { POSTGRES_MISSING, temporaryFolder } from './helpers/databases.ts';
import { document, SOURCES } from './helpers/knowledge-folder.ts';
import { startPostgres } from './helpers/servers.ts';

const log = createLog('silent');
const PROGRAM = join(import.meta.dirname, 'helpers/ingest-process.ts');
const MANY = 400;

/** Ingests; kills the process when it says that it waits. */
async function run(...words: readonly string[]): Promise<string | undefined> {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let last: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (line === 'waiting') child.kill('SIGKILL');
  }
  await ended;
  return last;
}

async function checkKilled(place: string): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'c');
  mkdirSync(path);
  writeFileSync(join(path, 'sources.yml'), SOURCES);
  writeFileSync(join(path, 'a.md'), document('Feira', 'A feira é aos sábados.'));
  assert.equal(await run(folder.path, place), 'built 1');
  writeFileSync(join(path, 'a.md'), document('Feira', 'A feira é aos domingos.'));
  for (let index = 0; index < MANY; index++)
    writeFileSync(
      join(path, `n${index}.md`),
      document(`Nota ${index}`, `Aqui se fala do tema número ${index}.`),
    );
  assert.equal(await run(folder.path, place, '250'), 'waiting');
  await using database = await (place.includes('://') ? openPostgres(place, 2, log) : openPglite(place));
  await using knowledge = await openKnowledge(database, log);
  const [staged] = await database.query<{ rows: number }>(
    'select count(*)::integer as rows from documents where since is null',
  );
  assert.ok((staged?.rows ?? 0) >= 200, 'it was in the middle of it');
  assert.equal(await readLiveBuild(database), 1);
  assert.match((await knowledge.search('quando é a feira'))[0]?.text ?? '', /sábados/);
  const report = await ingestAll({ database, folder: folder.path, log });
  assert.deepEqual([report.changed, report.rejected], [MANY + 1, []]);
  await knowledge.refresh();
  assert.match((await knowledge.search('quando é a feira'))[0]?.text ?? '', /domingos/);
}

describe('a killed ingest', () => {
  it('leaves what was searched: PGlite', async () => {
    using data = temporaryFolder();
    await checkKilled(data.path);
  });

  it('leaves what was searched: PostgreSQL', { skip: POSTGRES_MISSING }, async () => {
    await using server = await startPostgres();
    await checkKilled(server.url);
  });
});
