/** Ingests in a process of its own, so that a test can kill it: `folder data-folder|postgres-url [document]`. */
import { openPglite } from '../../src/databases/pglite.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { ingestAll } from '../../src/knowledge/ingest.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';

const [folder = '', place = '', last] = process.argv.slice(2);
const log = createLog('silent');
await using database = await (place.includes('://') ? openPostgres(place, 2, log) : openPglite(place));
await migrate(database);
// After that document it stands still, and can be killed in the middle.
const onDocument = (done: number): void => {
  if (done !== Number(last)) return;
  process.stdout.write('waiting\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const report = await ingestAll({ database, folder, log, onDocument });
process.stdout.write(`built ${report.build}\n`);
