/**
 * Assigning: keeps the virtual queue moving. Every process of the dialogue role does; what one does not get
 * to, another does. Woken by news of the desk, and by itself every second.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Queues } from '../queues.ts';
import { assignWaiting, type Changed, overflow, returnLeft } from './assigning-steps.ts';
import type { NewsBoard } from './desk-news.ts';
import type { Live } from './live.ts';

export interface AssigningOptions {
  readonly database: Database;
  readonly queues: Queues;
  readonly news: NewsBoard;
  readonly live: Live;
  readonly log: Log;
  /** Nobody is taken for silent or gone before this program has seen the database for so long. */
  readonly steadyMs?: number;
}

const INTERVAL_MS = 1_000;
/** News come in swarms; the first is heeded at once. */
const SPACING_MS = 200;
/** After an outage those who are there need time to show it: gateways tell of them every 5 s. */
const STEADY_MS = 10_000;

/** Tells everybody who looks at it. Never rejects. */
async function announce({ news, live }: AssigningOptions, { conversations, people }: Changed): Promise<void> {
  if (people.length > 0) await news.tell({ type: 'people', ids: people });
  if (conversations.length === 0) return;
  await Promise.all([
    news.tell({ type: 'conversations', ids: conversations.map(({ conversationId }) => conversationId) }),
    ...conversations.map(({ contactId, conversationId }) =>
      live.publish(contactId, { type: 'log', conversationId }),
    ),
  ]);
}

type Step = (database: Database, queues: Queues) => Promise<Changed>;

/** Takes the step until there is nothing more to do at once. */
async function exhaust(step: Step, options: AssigningOptions): Promise<void> {
  for (;;) {
    const changed = await step(options.database, options.queues);
    await announce(options, changed);
    // What is locked by others cannot be had now.
    if (!changed.isFull || changed.conversations.length === 0) return;
  }
}

/** One round of the loop. @param isSteady whether people may be taken for silent or gone */
export async function assignOnce(options: AssigningOptions, isSteady = true): Promise<void> {
  if (isSteady) await exhaust(returnLeft, options);
  await exhaust(overflow, options);
  await exhaust(assignWaiting, options);
}

/** Ends a wait that is under way; or the next one, where none is. */
function createAlarm() {
  let ring: (() => void) | undefined;
  let isRung = false;
  return {
    ring() {
      isRung = true;
      ring?.();
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      const rung = new AbortController();
      ring = () => rung.abort();
      if (!isRung) {
        const either = AbortSignal.any([signal, rung.signal]);
        await pause(ms, undefined, { signal: either, ref: false }).catch(() => undefined);
      }
      ring = undefined;
      isRung = false;
    },
  };
}

export async function startAssigning(options: AssigningOptions): Promise<AsyncDisposable> {
  const { log, news, steadyMs = STEADY_MS } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const alarm = createAlarm();
  const listening = await news.listen(({ type }) => {
    if (type === 'conversations' || type === 'people' || type === 'gap') alarm.ring();
  });
  const working = (async () => {
    let steadySince = performance.now();
    let sweptAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      try {
        const now = performance.now();
        // News tell of what waits; who is silent makes none, and is looked for by the clock.
        if (now - sweptAt >= INTERVAL_MS) {
          sweptAt = now;
          await assignOnce(options, now - steadySince >= steadyMs);
        } else await exhaust(assignWaiting, options);
      } catch (error) {
        steadySince = performance.now();
        log.warn({ error: describeError(error) }, 'nothing was assigned; it waits');
      }
      await pause(SPACING_MS, undefined, { signal, ref: false }).catch(() => undefined);
      await alarm.wait(INTERVAL_MS - SPACING_MS, signal);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await listening[Symbol.asyncDispose]();
      await working;
    },
  };
}
