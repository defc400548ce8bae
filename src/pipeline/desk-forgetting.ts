/** The ids of what people did are kept for as long as anybody may send them again. */
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { forgetActions } from '../store/desk-actions.ts';

const HOUR_MS = 3_600_000;

export function startForgetting({
  database,
  log,
}: {
  readonly database: Database;
  readonly log: Log;
}): AsyncDisposable {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = forgetActions(database).catch((error: unknown) => {
      log.warn({ error: describeError(error) }, 'old action ids were not deleted; the next hour tries again');
    });
  }, HOUR_MS).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
