/**
 * Webhooks: tells other systems what happened. Every dialogue process looks for what is due; each delivery
 * is one process's at a time. At least once, in no promised order: the id tells repeats, the time the order.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { signWebhook } from '../desk/webhook-signature.ts';
import { describeError } from '../errors.ts';
import type { HouseRules } from '../house-network.ts';
import type { Log } from '../log.ts';
import {
  type AttemptRecord,
  forgetDeliveries,
  recordAttempt,
  switchOff,
  type TakenDelivery,
  takeDeliveries,
} from '../store/webhook-deliveries.ts';
import { openWebhookPost, type PostOutcome, type WebhookPost } from './webhook-post.ts';

const INTERVAL_MS = 1_000;
/** At once to one receiver, from one process. */
const PER_WEBHOOK = 4;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 8 * 3_600_000;
/** What could not be told in three days is told no more; the record stays, and an admin may try again. */
const GIVE_UP_MS = 3 * 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;
const FORGET_LIMIT = 1_000;
/** Whoever stops waits so long for answers that are on their way. */
const GRACE_MS = 2_000;
/** The receiver wants nothing any more (Standard Webhooks). */
const GONE = 410;

export interface WebhooksOptions {
  readonly database: Database;
  readonly log: Log;
  /** What of the house's own network may be told. */
  readonly house: HouseRules;
  /** @throws for what was sealed elsewhere */
  open(sealed: string): string;
  /** 1 s where left out. */
  readonly intervalMs?: number;
  /** 5 s where left out. */
  readonly firstRetryMs?: number;
}

/** Tripling from the first to 8 hours, spread over half of it; longer where the receiver asks for it. */
export function retryDelay(attempts: number, firstMs: number, askedMs = 0): number {
  const grown = Math.min(firstMs * 3 ** (attempts - 1), LONGEST_RETRY_MS);
  return Math.max(grown * (0.5 + Math.random() / 2), askedMs);
}

function judge(delivery: TakenDelivery, outcome: PostOutcome, firstRetryMs: number): AttemptRecord {
  const { deliveryId, attempts: attempt, ageMs } = delivery;
  const { statusCode, answer, tookMs, retryAfterMs } = outcome;
  const record = { deliveryId, attempt, statusCode, answer, tookMs, retryMs: null };
  if (statusCode !== null && statusCode >= 200 && statusCode < 300) return { ...record, status: 'delivered' };
  if (statusCode === GONE || ageMs > GIVE_UP_MS) return { ...record, status: 'failed' };
  return { ...record, status: 'queued', retryMs: retryDelay(attempt, firstRetryMs, retryAfterMs) };
}

/** Resolves when it is written down; never rejects. */
type Deliver = (delivery: TakenDelivery) => Promise<void>;

function createDeliver(options: WebhooksOptions, poster: WebhookPost, cut: AbortSignal): Deliver {
  const { database, log, open, firstRetryMs = FIRST_RETRY_MS } = options;
  async function attempt(delivery: TakenDelivery): Promise<PostOutcome> {
    const { deliveryId: id, url, payload: body } = delivery;
    try {
      const headers = signWebhook({ id, at: new Date(), body, secrets: delivery.secrets.map(open) });
      return await poster.post(url, { ...headers }, body, cut);
    } catch (error) {
      return { statusCode: null, answer: describeError(error), retryAfterMs: undefined, tookMs: 0 };
    }
  }
  return async (delivery) => {
    const { webhookId } = delivery;
    const outcome = await attempt(delivery);
    try {
      await recordAttempt(database, judge(delivery, outcome, firstRetryMs));
      if (outcome.statusCode === GONE && (await switchOff(database, webhookId, `answered ${GONE}`)))
        log.warn({ webhookId }, 'a webhook was switched off: its receiver wants nothing any more');
    } catch (error) {
      // Its time of being taken runs out, and it is told again.
      log.warn({ error: describeError(error) }, 'what became of a webhook could not be written down');
    }
  };
}

/** Removes what was told long ago, now and then. */
function createForgetting(database: Database): () => Promise<void> {
  let nextAt = 0;
  return async () => {
    if (Date.now() < nextAt) return;
    while ((await forgetDeliveries(database, FORGET_LIMIT)) === FORGET_LIMIT);
    nextAt = Date.now() + FORGET_EVERY_MS;
  };
}

export function startWebhooks(options: WebhooksOptions): AsyncDisposable {
  const { database, log, intervalMs = INTERVAL_MS } = options;
  const stop = new AbortController();
  const cut = new AbortController();
  const poster = openWebhookPost(options.house);
  const deliver = createDeliver(options, poster, cut.signal);
  const forget = createForgetting(database);
  /** By their webhook. */
  const underWay = new Map<Promise<void>, string>();
  let wake = Promise.withResolvers<void>();
  const roomOf = (webhookId: string): number =>
    PER_WEBHOOK - [...underWay.values()].filter((id) => id === webhookId).length;

  function begin(delivery: TakenDelivery): void {
    const work = deliver(delivery).finally(() => {
      underWay.delete(work);
      wake.resolve();
    });
    underWay.set(work, delivery.webhookId);
  }

  const looking = (async () => {
    while (!stop.signal.aborted) {
      wake = Promise.withResolvers();
      try {
        for (const delivery of await takeDeliveries(database, roomOf)) begin(delivery);
        await forget();
      } catch (error) {
        log.warn({ error: describeError(error) }, 'webhooks were not looked for; they wait');
      }
      const paused = pause(intervalMs, undefined, { signal: stop.signal, ref: false });
      await Promise.race([wake.promise, paused]).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
      const timer = setTimeout(() => cut.abort(new Error('the program was stopped')), GRACE_MS);
      await Promise.all(underWay.keys());
      clearTimeout(timer);
      await poster[Symbol.asyncDispose]();
    },
  };
}
