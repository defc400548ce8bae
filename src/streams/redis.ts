/**
 * Redis Streams, 6.2 or newer. One key a stream, with the name as hash tag, so that Redis Cluster
 * can spread them. Entries are deleted once acknowledged (one group reads a stream), so that a
 * stream's length is its backlog and its memory stays flat.
 */
import { Redis } from 'ioredis';
import { AssistantError, describeError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Entry, ReadOptions, Stream } from '../stream.ts';

const PREFIX = 'guiche';
const keyOf = (stream: string): string => `${PREFIX}:{${stream}}`;
const topicOf = (topic: string): string => `${PREFIX}:topic:${topic}`;

type RawEntry = [id: string, fields: string[] | null];

/** Entries deleted while they were pending come back without fields: there is nothing left to do. */
function parseEntries(raw: readonly RawEntry[]): Entry[] {
  return raw.flatMap(([id, list]) => {
    if (list === null) return [];
    const fields: Record<string, string> = {};
    for (let index = 0; index + 1 < list.length; index += 2)
      fields[list[index] ?? ''] = list[index + 1] ?? '';
    return [{ id, fields }];
  });
}

const isNoGroup = (error: unknown): boolean => describeError(error).includes('NOGROUP');

/** From 0, not from the end: after a wipe the entries that came before the group count too. */
async function createGroup(redis: Redis, key: string, group: string): Promise<void> {
  await redis.xgroup('CREATE', key, group, '0', 'MKSTREAM').catch((error: unknown) => {
    if (!describeError(error).includes('BUSYGROUP')) throw error;
  });
}

async function withGroup<T>(redis: Redis, key: string, group: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (!isNoGroup(error)) throw error;
    await createGroup(redis, key, group);
    return command();
  }
}

async function connect(url: string, log: Log, offlineQueue: boolean): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    // A command given while the server is away fails at once: what is kept is in the database.
    enableOfflineQueue: offlineQueue,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
  });
  redis.on('error', (error: Error) => log.warn({ error: describeError(error) }, 'Redis connection'));
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new AssistantError('not-ready', `Redis cannot be reached: ${describeError(error)}`);
  }
  return redis;
}

/** A blocking read holds its connection, so each reader has one of its own. */
function createReaders(url: string, log: Log) {
  const readers = new Map<string, Promise<Redis>>();
  const drop = (name: string, redis: Redis) => {
    readers.delete(name);
    redis.disconnect();
  };
  const readerOf = (name: string): Promise<Redis> => {
    const known = readers.get(name);
    if (known) return known;
    const opening = connect(url, log, false);
    readers.set(name, opening);
    opening.catch(() => readers.delete(name));
    return opening;
  };
  async function read(stream: string, options: ReadOptions): Promise<readonly Entry[]> {
    const { group, consumer, count, blockMs, signal } = options;
    if (signal?.aborted) return [];
    const name = `${stream}/${consumer}`;
    const redis = await readerOf(name);
    if (options.signal?.aborted) return [];
    const key = keyOf(stream);
    // Leaving a blocking read is closing its connection; what it had been given stays pending.
    const leave = () => drop(name, redis);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      const reply = await withGroup(redis, key, group, () =>
        blockMs > 0
          ? redis.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'BLOCK', blockMs, 'STREAMS', key, '>')
          : redis.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'STREAMS', key, '>'),
      );
      return parseEntries((reply as [string, RawEntry[]][] | null)?.[0]?.[1] ?? []);
    } catch (error) {
      if (signal?.aborted) return [];
      throw error;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }
  const close = async () => {
    for (const opening of readers.values()) (await opening.catch(() => undefined))?.disconnect();
    readers.clear();
  };
  return { read, close };
}

function createTopics(subscriber: Redis) {
  const listeners = new Map<string, Set<(message: JsonObject) => void>>();
  subscriber.on('message', (topic: string, text: string) => {
    for (const listener of listeners.get(topic) ?? []) listener(JSON.parse(text) as JsonObject);
  });
  return async function subscribe(
    name: string,
    listener: (message: JsonObject) => void,
  ): Promise<AsyncDisposable> {
    const topic = topicOf(name);
    const present = listeners.get(topic) ?? new Set();
    listeners.set(topic, present.add(listener));
    if (present.size === 1) await subscriber.subscribe(topic);
    return {
      [Symbol.asyncDispose]: async () => {
        present.delete(listener);
        if (present.size > 0 || listeners.get(topic) !== present) return;
        listeners.delete(topic);
        await subscriber.unsubscribe(topic).catch(() => undefined);
      },
    };
  };
}

/** @throws AssistantError `not-ready` when the server cannot be reached */
export async function openRedisStream(url: string, log: Log): Promise<Stream> {
  const redis = await connect(url, log, false);
  // Subscriptions are renewed by the client after a lost connection, so they may wait for it.
  const subscriber = await connect(url, log, true);
  const readers = createReaders(url, log);
  return {
    async append(stream, entries) {
      if (entries.length === 0) return;
      const pipeline = redis.pipeline();
      for (const fields of entries) pipeline.xadd(keyOf(stream), '*', ...Object.entries(fields).flat());
      const failed = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
      if (failed) throw failed;
    },
    read: readers.read,
    async claim(stream, { group, consumer, count, minIdleMs }) {
      const key = keyOf(stream);
      const reply = await withGroup(redis, key, group, () =>
        redis.xautoclaim(key, group, consumer, minIdleMs, '0', 'COUNT', count),
      );
      return parseEntries((reply as [string, RawEntry[]])[1]);
    },
    async acknowledge(stream, group, ids) {
      if (ids.length === 0) return;
      const key = keyOf(stream);
      await redis
        .pipeline()
        .xack(key, group, ...ids)
        .xdel(key, ...ids)
        .exec();
    },
    depth: (stream) => redis.xlen(keyOf(stream)),
    async publish(topic, message) {
      await redis.publish(topicOf(topic), JSON.stringify(message));
    },
    subscribe: createTopics(subscriber),
    async [Symbol.asyncDispose]() {
      await readers.close();
      subscriber.disconnect();
      redis.disconnect();
    },
  };
}
