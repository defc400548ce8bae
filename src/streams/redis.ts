/**
 * Redis Streams, 6.2 or newer: one server, a master watched by Sentinels, or a Redis Cluster.
 *
 * | key | holds |
 * |---|---|
 * | `guiche:{<stream>}` | the entries of a stream, its group and its consumers; the name is the hash tag, so that a Cluster spreads the streams, and no command touches two keys |
 * | `guiche:topic:<topic>` | pub/sub, no key: a Cluster carries it to every node; on `heartbeat` nobody speaks |
 * | `guiche:limit:…` | the rate limit's counters, each by itself |
 *
 * Entries are deleted once acknowledged (one group reads a stream), so that a stream's length is its
 * backlog and its memory stays flat. Nothing here is kept: after a failover or a restart entries may
 * be missing, and the sweep rings again.
 */
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Entry, Stream } from '../stream.ts';
import { connectRedis, type RedisConnection, type RedisConnectionOptions } from './redis-connection.ts';
import { removeConsumers, withGroup } from './redis-groups.ts';
import { followMaster } from './redis-master.ts';
import { createReaders, type RawEntry, type Readers } from './redis-readers.ts';
import { createTopics, type Topics } from './redis-topics.ts';

const keyOf = (stream: string): string => `guiche:{${stream}}`;
const topicOf = (topic: string): string => `guiche:topic:${topic}`;

export interface RedisStreamOptions {
  /**
   * After so long without entries a consumer that has none pending is removed; one that is alive is
   * made again with its next entry. An hour where not set: long enough to look at what happened.
   */
  readonly goneAfterMs?: number;
}

const HOUR_MS = 3_600_000;
/** How often the consumers of a stream are looked through, which costs the server more the more there are. */
const REMOVAL_INTERVAL_MS = 60_000;

/** Entries deleted while they were pending come back without fields: there is nothing left to do. */
function parseEntries(raw: readonly RawEntry[]): Entry[] {
  const entries: Entry[] = [];
  for (const entry of raw) {
    const list = entry?.[1];
    if (!entry || !list) continue;
    const fields: Record<string, string> = {};
    for (let index = 0; index + 1 < list.length; index += 2)
      fields[list[index] ?? ''] = list[index + 1] ?? '';
    entries.push({ id: entry[0], fields });
  }
  return entries;
}

type Pipeline = ReturnType<RedisConnection['pipeline']>;

/** One round trip. @throws the first error of its commands */
async function send(pipeline: Pipeline): Promise<void> {
  const failed = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
  if (failed) throw failed;
}

/** Removes the consumers of a stream that are gone, now and then. */
function createRemoval(redis: RedisConnection, goneAfterMs: number, log: Log) {
  const lastAt = new Map<string, number>();
  return async (key: string, group: string): Promise<void> => {
    const now = performance.now();
    if (now - (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) < REMOVAL_INTERVAL_MS) return;
    lastAt.set(key, now);
    const removed = await removeConsumers(redis, key, { group, minIdleMs: goneAfterMs }).catch(
      (error: unknown) =>
        log.warn({ error: describeError(error) }, 'consumers that are gone were not removed'),
    );
    if (removed) log.info({ key, removed }, 'consumers that were gone were removed');
  };
}

interface Parts {
  readonly redis: RedisConnection;
  readonly topics: Topics;
  readonly readers: Readers;
  removeGone(key: string, group: string): Promise<void>;
}

function createStream({ redis, topics, readers, removeGone }: Parts): Omit<Stream, keyof AsyncDisposable> {
  return {
    async append(stream, entries) {
      const pipeline = redis.pipeline();
      for (const fields of entries) pipeline.xadd(keyOf(stream), '*', ...Object.entries(fields).flat());
      await send(pipeline);
    },
    read: async (stream, options) => parseEntries(await readers.read(keyOf(stream), options)),
    async claim(stream, { group, consumer, count, minIdleMs }) {
      const key = keyOf(stream);
      const reply = await withGroup(redis, key, group, () =>
        redis.xautoclaim(key, group, consumer, minIdleMs, '0', 'COUNT', count),
      );
      await removeGone(key, group);
      return parseEntries((reply as [string, RawEntry[]])[1]);
    },
    async acknowledge(stream, group, ids) {
      if (ids.length === 0) return;
      const key = keyOf(stream);
      const pipeline = redis.pipeline();
      // In this order, as a failover may come between the two: what is deleted and still pending is
      // forgotten by a claim (from Redis 7 on), what is neither pending nor deleted stays for ever.
      pipeline.xdel(key, ...ids).xack(key, group, ...ids);
      await send(pipeline);
    },
    async leave(stream, { group, consumer }) {
      readers.drop(keyOf(stream), consumer);
      await removeConsumers(redis, keyOf(stream), { group, minIdleMs: 0, consumer });
    },
    depth: (stream) => redis.xlen(keyOf(stream)),
    async publish(topic, message) {
      await redis.publish(topicOf(topic), JSON.stringify(message));
    },
    subscribe: (topic, listener, onGap) => topics.subscribe(topicOf(topic), listener, onGap),
  };
}

/** @throws AssistantError `configuration` or `not-ready`, when the server cannot be reached */
export async function openRedisStream(
  url: string,
  log: Log,
  { goneAfterMs = HOUR_MS }: RedisStreamOptions = {},
): Promise<Stream> {
  await using stack = new AsyncDisposableStack();
  const open = async (options?: RedisConnectionOptions) =>
    stack.adopt(await connectRedis(url, log, options), (redis) => redis.disconnect());
  const redis = await open();
  const subscriber = await open({ offlineQueue: true });
  const topics = stack.use(createTopics(subscriber));
  const readers = stack.adopt(createReaders(url, log), (opened) => opened.close());
  stack.use(followMaster(url, log, () => [redis, subscriber, ...readers.connections()]));
  const removeGone = createRemoval(redis, goneAfterMs, log);
  const opened = stack.move();
  return {
    ...createStream({ redis, topics, readers, removeGone }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
