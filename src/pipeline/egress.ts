/**
 * Egress: sends what waits, in order per conversation, many conversations at once. Whoever holds the
 * conversation's lease sends; each message is recorded before the next one goes, so that a crash
 * repeats one at most.
 */
import type { OutboundActivity } from '../activity.ts';
import type { ChannelConnection, Outbound, SendResult } from '../channel.ts';
import type { Database } from '../database.ts';
import { AssistantError, describeError, isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import { addDeadLetter, type DeadLetter } from '../store/dead-letters.ts';
import { type DeliveryRecord, type QueuedDelivery, recordAttempts } from '../store/deliveries.ts';
import type { Stream } from '../stream.ts';
import { createBatcher } from './batcher.ts';
import { startConsumer } from './consumer.ts';
import { outboundOf } from './doorbells.ts';
import { openLeases } from './egress-leases.ts';
import { type Fit, fit } from './fitting.ts';
import { persist } from './persist.ts';

/** Conversations of one channel that a process sends to at once: a slow one holds up no other. */
const CONCURRENCY = 512;
const RECORDS = { limit: 200 };
/** A provider that has not answered by then is asked again; above what providers need on a bad day. */
const SEND_BUDGET_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;
/** An answer that could not be delivered in a day is no answer any more. */
const GIVE_UP_MS = 24 * 3_600_000;

export interface EgressOptions {
  readonly database: Database;
  readonly stream: Stream;
  readonly channel: string;
  readonly connection: ChannelConnection;
  readonly capabilities: Fit;
  readonly log: Log;
  /** Fills in what the log does not hold; nothing where left out. */
  reveal?(activity: OutboundActivity, ageMs: number): OutboundActivity;
  /** Told after each delivery that reached the channel. */
  onDelivered(outbound: Outbound): void;
  /** Told when it is written down what became of messages in a conversation that people have. */
  onRecorded?(conversationId: string): void;
}

/** Doubling from 0.5 to 60 s, spread over half of it; longer where the provider asks for it. */
export function retryAfter(attempts: number, error: unknown): number {
  const doubled = Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
  const asked = error instanceof AssistantError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(doubled * (0.5 + Math.random() / 2), asked);
}

/** As the channel can carry it. An attempt that fails at one of them begins with the first again. */
function toMessages(outbound: Outbound, locale: string, capabilities: Fit): Outbound[] {
  const activities = fit(outbound.activity, capabilities, locale);
  return activities.map((activity, index) => {
    const isLast = index === activities.length - 1;
    const { idempotencyKey: key } = outbound;
    return { ...outbound, activity, idempotencyKey: isLast ? key : `${key}/${index + 1}` };
  });
}

/** Resolves with what is to be recorded; never rejects. */
async function attempt(delivery: QueuedDelivery, options: EgressOptions): Promise<DeliveryRecord> {
  const { locale, attempts, ageMs } = delivery;
  const { conversationId, seq, activity } = delivery.outbound;
  const outbound = { ...delivery.outbound, activity: options.reveal?.(activity, ageMs) ?? activity };
  const record = { conversationId, seq, retryMs: null, externalId: null, error: null, letter: null };
  try {
    let sent: SendResult | undefined;
    for (const each of toMessages(outbound, locale, options.capabilities))
      sent = await sendWithin(each, options.connection);
    return { ...record, status: sent?.status ?? 'sent', externalId: sent?.externalId ?? null };
  } catch (error) {
    const reason = describeError(error);
    const again = isRetryable(error) && ageMs < GIVE_UP_MS;
    options.log.warn({ conversationId, seq, again, error: reason }, 'a message was not sent');
    return again
      ? { ...record, status: 'queued', retryMs: retryAfter(attempts, error), error: reason }
      : { ...record, status: 'failed', error: reason, letter: toLetter(delivery, options.channel, reason) };
  }
}

function toLetter({ outbound, attempts }: QueuedDelivery, channel: string, reason: string): DeadLetter {
  const { conversationId, seq } = outbound;
  const fields = { conversationId, seq: String(seq) };
  return { stream: outboundOf(channel), fields, conversationId, reason, attempts: attempts + 1 };
}

async function sendWithin(outbound: Outbound, connection: ChannelConnection) {
  const budget = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new AssistantError('delivery-failed', `no answer in ${SEND_BUDGET_MS} ms`);
    budget.abort(error);
    reject(error);
  }, SEND_BUDGET_MS);
  try {
    return await Promise.race([connection.send(outbound, budget.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}

export function startEgress(options: EgressOptions): AsyncDisposable {
  const { database, stream, channel, log } = options;
  const stop = new AbortController();
  const leases = openLeases(database, channel, log, stop.signal);
  const recorder = createBatcher<DeliveryRecord, undefined>(async (records) => {
    await persist(() => database.batch(recordAttempts(records)), log, stop.signal);
    return records.map(() => undefined);
  }, RECORDS);

  /** Sends what waits in one conversation; returns whether there is more by now. */
  async function sendAll(conversationId: string): Promise<boolean> {
    const claim = await leases.claim(conversationId);
    if (!claim) return false;
    let last: DeliveryRecord | undefined;
    for (const delivery of claim.queued) {
      if (delivery.waitMs > 0) break;
      if (last) await recorder.add(last);
      last = undefined;
      // Writing it down may have taken long, with a database that was away.
      if (!claim.isHeld()) break;
      last = await attempt(delivery, options);
      if (last.status === 'queued') break;
      if (last.status !== 'failed') options.onDelivered(delivery.outbound);
    }
    const isMore = await claim.end(last);
    if (claim.queued.some(({ isAtDesk }) => isAtDesk)) options.onRecorded?.(conversationId);
    return isMore;
  }

  const consumer = startConsumer({
    stream,
    log,
    name: outboundOf(channel),
    batch: 1,
    concurrency: CONCURRENCY,
    async handle(entries) {
      for (const entry of entries) while (await sendAll(entry.fields['conversationId'] ?? ''));
      return {};
    },
    async bury(entry, reason, attempts) {
      const conversationId = entry.fields['conversationId'] ?? null;
      const letter = { stream: outboundOf(channel), fields: entry.fields, conversationId, reason, attempts };
      await addDeadLetter(database, letter);
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await consumer[Symbol.asyncDispose]();
      leases[Symbol.dispose]();
    },
  };
}
