/**
 * Closes connections whose server owes an answer and says nothing. The client has a setting for this,
 * which sets a timer for each command, and blames the server when this process itself was held up.
 * Here silence is counted in looks, of which a process that stands still takes none.
 */
import { Cluster, type Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.ts';

const LOOK_MS = 250;

interface Silence {
  readonly bytesRead: number;
  readonly looks: number;
}

export interface SilenceOptions {
  /** How long an answer may take. */
  readonly answerMs: number;
  /** The same for the first answers of a connection, before it is used. */
  readonly firstAnswerMs: number;
}

/** The client connects again by itself; what was not answered is refused. Ends with the connection. */
export function closeWhenSilent(connection: RedisConnection, options: SilenceOptions): void {
  const silences = new WeakMap<Redis, Silence>();
  const look = (redis: Redis) => {
    const bytesRead = redis.stream?.bytesRead ?? 0;
    const last = silences.get(redis);
    const isSilent = redis.commandQueue.length > 0 && last?.bytesRead === bytesRead;
    const looks = isSilent ? last.looks + 1 : 0;
    silences.set(redis, { bytesRead, looks });
    const limitMs = redis.status === 'ready' ? options.answerMs : options.firstAnswerMs;
    if (looks * LOOK_MS >= limitMs) redis.stream.destroy();
  };
  const timer = setInterval(() => {
    for (const redis of connection instanceof Cluster ? connection.nodes() : [connection]) look(redis);
  }, LOOK_MS);
  timer.unref();
  connection.once('end', () => clearInterval(timer));
}
