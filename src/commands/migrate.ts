/** `npm run migrate`: brings the database to the newest form, and ends. */

import { describeError } from '../errors.ts';
import { createLog } from '../log.ts';
import { openDatabase } from '../roles/core.ts';
import { readSettings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';

try {
  const settings = readSettings();
  await using database = await openDatabase(settings, createLog(settings.LOG_LEVEL));
  const applied = await migrate(database);
  process.stdout.write(applied.length > 0 ? `applied: ${applied.join(', ')}\n` : 'nothing to apply\n');
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
