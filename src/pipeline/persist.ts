/** Persist: what has happened outside must be written down; the database may take its time. */
import { setTimeout as pause } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';

const INTERVAL_MS = 200;
/** After the program was told to stop there is little time left. */
const STOPPING_ATTEMPTS = 10;

/**
 * Repeats `write` until it succeeds. A sender that gave up would send again what its citizen has
 * already read (measured: 45 repeats in one outage).
 */
export async function persist<T>(write: () => Promise<T>, log: Log, stop: AbortSignal): Promise<T> {
  for (let left = STOPPING_ATTEMPTS; ; ) {
    try {
      return await write();
    } catch (error) {
      if (stop.aborted && --left === 0) throw error;
      log.warn({ error: describeError(error) }, 'what happened could not be written down yet');
      await pause(INTERVAL_MS);
    }
  }
}
