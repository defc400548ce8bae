/**
 * Egress: sends what waits, in order per conversation. Whoever holds the conversation's lease sends;
 * each message is recorded before the next one goes, so that a crash repeats one at most.
 */
import type { ChannelConnection, Outbound } from '../channel.ts';
import type { Database } from '../database.ts';
import { AssistantError, describeError, isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  claimEgress,
  type DeliveryRecord,
  EGRESS_LEASE_MS,
  findQueued,
  recordAttempts,
  releaseEgress,
} from '../store/deliveries.ts';
import type { Entry, Stream } from '../stream.ts';
import { type Batcher, createBatcher } from './batcher.ts';
import { startConsumer } from './consumer.ts';
import { outboundOf } from './doorbells.ts';

const BATCH = 50;
const CONCURRENCY = 4;
const RECORDS = 200;

export interface EgressOptions {
  readonly database: Database;
  readonly stream: Stream;
  readonly channel: string;
  readonly connection: ChannelConnection;
  readonly log: Log;
  /** Told after each delivery that reached the channel. */
  onDelivered(outbound: Outbound): void;
}

type Recorder = Batcher<DeliveryRecord, undefined>;

/** Below what is left of the lease: a send that takes longer might overlap with the next holder's. */
const SEND_BUDGET_MS = EGRESS_LEASE_MS / 3;

const withTimeout = <T>(work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const fail = () => reject(new AssistantError('delivery-failed', `no answer in ${SEND_BUDGET_MS} ms`));
  const timer = setTimeout(fail, SEND_BUDGET_MS);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};

/** Returns false when the rest of the conversation has to wait for this message to be tried again. */
async function sendOne(outbound: Outbound, options: EgressOptions, recorder: Recorder): Promise<boolean> {
  const { conversationId, seq } = outbound;
  const record = { conversationId, seq, externalId: null, error: null };
  try {
    const result = await withTimeout(options.connection.send(outbound));
    await recorder.add({ ...record, status: result.status, externalId: result.externalId ?? null });
    options.onDelivered(outbound);
    return true;
  } catch (error) {
    const reason = describeError(error);
    const again = isRetryable(error);
    options.log.warn({ conversationId, seq, again, error: reason }, 'a message was not sent');
    await recorder.add({ ...record, status: again ? 'queued' : 'failed', error: reason });
    return !again;
  }
}

async function sendInOrder(
  queued: readonly Outbound[],
  options: EgressOptions,
  recorder: Recorder,
): Promise<boolean> {
  const deadline = performance.now() + EGRESS_LEASE_MS - SEND_BUDGET_MS;
  for (const outbound of queued) {
    // The rest goes under a fresh lease.
    if (performance.now() > deadline) return false;
    if (!(await sendOne(outbound, options, recorder))) return false;
  }
  return true;
}

const conversationOf = (entry: Entry): string => entry.fields['conversationId'] ?? '';

export function startEgress(options: EgressOptions): AsyncDisposable {
  const { database, stream, channel, log } = options;
  const recorder: Recorder = createBatcher(async (records) => {
    await recordAttempts(database, records);
    return records.map(() => undefined);
  }, RECORDS);

  /** Returns the conversations in which something is still to be sent. */
  async function sendAll(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const owner = crypto.randomUUID();
    const mine = await claimEgress(database, ids, owner);
    if (mine.length === 0) return new Set();
    const unsent = new Set<string>();
    try {
      const queued = Map.groupBy(await findQueued(database, mine, channel), (each) => each.conversationId);
      await Promise.all(
        [...queued].map(async ([conversationId, list]) => {
          if (!(await sendInOrder(list, options, recorder))) unsent.add(conversationId);
        }),
      );
    } finally {
      await releaseEgress(database, mine, owner);
    }
    // What was queued while the lease was held found it taken: it is this holder's to look again.
    const later = await findQueued(database, mine, channel);
    const fresh = later.map((each) => each.conversationId).filter((id) => !unsent.has(id));
    if (fresh.length === 0) return unsent;
    return new Set([...unsent, ...(await sendAll([...new Set(fresh)]))]);
  }

  return startConsumer({
    stream,
    log,
    name: outboundOf(channel),
    batch: BATCH,
    concurrency: CONCURRENCY,
    async handle(entries) {
      const unsent = await sendAll([...new Set(entries.map(conversationOf))]);
      if (entries.length > 1) return entries.filter((entry) => unsent.has(conversationOf(entry)));
      // Alone, it is this entry's own failure, and its delay grows.
      if (unsent.size > 0) throw new AssistantError('delivery-failed', `${channel} did not take a message`);
      return [];
    },
    async bury(entry, reason) {
      const queued = await findQueued(database, [conversationOf(entry)], channel);
      const records = queued.map(({ conversationId, seq }) => ({
        conversationId,
        seq,
        status: 'failed' as const,
        externalId: null,
        error: reason,
      }));
      if (records.length > 0) await recordAttempts(database, records);
    },
  });
}
