/**
 * Alerting: looks each second for what supervisors should know of, and tells each of it once. Every process of
 * the dialogue role does; one at a time looks. What was said stands in the database before it is told: a
 * program that dies in between has it shown by the board, which reads it there.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Queues } from '../queues.ts';
import { noteAlerts } from '../store/alerts.ts';
import type { NewsBoard } from './desk-news.ts';

export interface AlertingOptions {
  readonly database: Database;
  readonly queues: Queues;
  readonly news: NewsBoard;
  readonly log: Log;
}

/** Of the 60 s on the phone, four fifths leave 12: a second is soon enough. */
const INTERVAL_MS = 1_000;

export function startAlerting({ database, queues, news, log }: AlertingOptions): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const looking = (async () => {
    while (!signal.aborted) {
      try {
        for (const alert of await noteAlerts(database, queues)) await news.tell({ type: 'alert', alert });
      } catch (error) {
        log.warn({ error: describeError(error) }, 'alerts were not looked for; they are in a second');
      }
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
    },
  };
}
