/** Timers: looks for those that are due, and lets each call for a turn, once. Every dialogue process looks. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { fireTimers } from '../store/timers.ts';
import type { Doorbells } from './doorbells.ts';

const INTERVAL_MS = 500;
const LIMIT = 200;

export function startTimers(database: Database, doorbells: Doorbells, log: Log): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const firing = (async () => {
    while (!signal.aborted) {
      try {
        const ids = await fireTimers(database, LIMIT);
        await doorbells.ringTurns(ids);
        // More may be due than one round takes.
        if (ids.length > 0) continue;
      } catch (error) {
        log.warn({ error: describeError(error) }, 'timers were not fired; they wait');
      }
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await firing;
    },
  };
}
