/**
 * Backlog: how much waits for an answer, looked at once a second. Ingress refuses what would only
 * wait with it: a provider keeps a message it could not deliver, and tries again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Stream } from '../stream.ts';
import { INBOUND } from './doorbells.ts';
import { within } from './within.ts';

const INTERVAL_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
/** A server that takes longer to count is no server to keep messages in. */
const PATIENCE_MS = 2_000;

export interface Backlog extends AsyncDisposable {
  /**
   * @throws AssistantError `overloaded` above the limit, `not-ready` while the database or the stream
   *   does not answer
   */
  check(): void;
}

export interface BacklogOptions {
  readonly database: Database;
  readonly stream: Stream;
  /** Conversations that may wait for a turn. */
  readonly limit: number;
  readonly log: Log;
}

/** Counts no further than it needs to. */
const COUNT = 'select count(*)::int as count from (select 1 from unhandled limit $1) waiting';

async function look({ database, stream, limit }: BacklogOptions): Promise<AssistantError | undefined> {
  const [rows] = await Promise.all([
    database.query<{ count: number }>(COUNT, [limit + 1], 'count-backlog'),
    stream.depth(INBOUND),
  ]);
  if ((rows[0]?.count ?? 0) <= limit) return undefined;
  return new AssistantError('overloaded', String(RETRY_AFTER_MS / 1_000), { retryAfterMs: RETRY_AFTER_MS });
}

async function lookWithin(options: BacklogOptions): Promise<AssistantError | undefined> {
  try {
    return await within(PATIENCE_MS, look(options));
  } catch (error) {
    options.log.warn({ error: describeError(error) }, 'the backlog could not be looked at');
    const sentence = 'Messages cannot be kept at this moment. Try again soon.';
    return new AssistantError('not-ready', sentence, { cause: error, retryAfterMs: RETRY_AFTER_MS });
  }
}

export function watchBacklog(options: BacklogOptions): Backlog {
  const stop = new AbortController();
  const { signal } = stop;
  let refusal: AssistantError | undefined;
  const note = (next: AssistantError | undefined) => {
    if (next?.code !== refusal?.code)
      options.log.warn(
        { refusing: next?.message ?? null },
        next ? 'refusing messages' : 'taking messages again',
      );
    refusal = next;
  };
  const watching = (async () => {
    while (!signal.aborted) {
      note(await lookWithin(options));
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    check() {
      if (refusal) throw refusal;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}
