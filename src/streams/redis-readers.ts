/** Blocking reads: each holds its connection for as long as it waits, so each reader has one of its own. */
import { AssistantError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ReadOptions } from '../stream.ts';
import { ANSWER_MS, connectRedis, type RedisConnection } from './redis-connection.ts';
import { withGroup } from './redis-groups.ts';

export type RawEntry = readonly [id: string, fields: readonly string[] | null] | null;

/**
 * A longer wait is made of waits of so long: that a waiting server is silent says nothing, so
 * this is how much later than elsewhere a dead one is noticed.
 */
const LONGEST_BLOCK_MS = 1_000;
/** A server that does not close its end of a connection in this time is not waited for. */
const LEAVING_MS = 500;

async function waitForEntries(
  redis: RedisConnection,
  key: string,
  { group, consumer, count, blockMs }: ReadOptions,
): Promise<readonly RawEntry[]> {
  const end = performance.now() + blockMs;
  for (let leftMs = blockMs; ; leftMs = Math.ceil(end - performance.now())) {
    const block = Math.min(leftMs, LONGEST_BLOCK_MS);
    const reply = await withGroup(redis, key, group, () =>
      block > 0
        ? redis.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'BLOCK', block, 'STREAMS', key, '>')
        : redis.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'STREAMS', key, '>'),
    );
    if (reply) return (reply as [string, RawEntry[]][])[0]?.[1] ?? [];
    if (leftMs <= LONGEST_BLOCK_MS) return [];
  }
}

export interface Readers {
  /** New entries of the stream at the key; `[]` after the wait, on abort and on close. */
  read(key: string, options: ReadOptions): Promise<readonly RawEntry[]>;
  /** Closes the connection of this consumer. */
  drop(key: string, consumer: string): void;
  /** Those that are open at the moment. */
  connections(): readonly RedisConnection[];
  close(): void;
}

/** A connection for each name, made when it is first wanted. */
function createConnections(url: string, log: Log) {
  const opened = new Map<string, Promise<RedisConnection>>();
  const connected = new Set<RedisConnection>();
  const connect = async (): Promise<RedisConnection> => {
    const redis = await connectRedis(url, log, { answerMs: LONGEST_BLOCK_MS + ANSWER_MS });
    connected.add(redis);
    redis.once('end', () => connected.delete(redis));
    return redis;
  };
  const open = (name: string): Promise<RedisConnection> => {
    const opening = connect();
    opened.set(name, opening);
    opening.catch(() => opened.get(name) === opening && opened.delete(name));
    return opening;
  };
  const drop = (name: string): void => {
    opened.get(name)?.then(
      (redis) => redis.disconnect(),
      () => undefined,
    );
    opened.delete(name);
  };
  return {
    get: (name: string): Promise<RedisConnection> => opened.get(name) ?? open(name),
    drop,
    dropAll: () => [...opened.keys()].forEach(drop),
    connected: () => [...connected],
  };
}

export function createReaders(url: string, log: Log): Readers {
  const connections = createConnections(url, log);
  const waits = new Set<() => void>();
  let closed = false;
  const nameOf = (key: string, consumer: string): string => `${key}/${consumer}`;
  async function read(key: string, options: ReadOptions): Promise<readonly RawEntry[]> {
    const { consumer, signal } = options;
    if (closed) throw new AssistantError('not-ready', 'The stream is closed.');
    if (signal?.aborted) return [];
    const name = nameOf(key, consumer);
    const left = Promise.withResolvers<readonly RawEntry[]>();
    let leaving: NodeJS.Timeout | undefined;
    // The only way out of a blocking read is closing its connection. It ends when the server has
    // closed its end too, with what was given until then, so that nothing is given to nobody.
    const leave = () => {
      connections.drop(name);
      leaving = setTimeout(left.resolve, LEAVING_MS, []);
    };
    waits.add(leave);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      const reading = connections.get(name).then((redis) => waitForEntries(redis, key, options));
      return await Promise.race([reading, left.promise]);
    } catch (error) {
      if (leaving !== undefined) return [];
      throw error;
    } finally {
      clearTimeout(leaving);
      waits.delete(leave);
      signal?.removeEventListener('abort', leave);
    }
  }
  const close = () => {
    closed = true;
    for (const leave of waits) leave();
    connections.dropAll();
  };
  const drop = (key: string, consumer: string) => connections.drop(nameOf(key, consumer));
  return { read, drop, connections: connections.connected, close };
}
