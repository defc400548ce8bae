/**
 * Stays with the master that Sentinel names. Sentinel closes the connections to one it demotes, but
 * a master that only stood still for a while, and was replaced meanwhile, wakes up with all its
 * connections and goes on as master until it is told, up to 10 s later: some would write to it and
 * others read from the new one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { connectRedis, type RedisConnection } from './redis-connection.ts';
import { parseRedisUrl } from './redis-url.ts';

/** Often enough that a new master is found within 5 s; costs a connection that is closed at once. */
const LOOK_MS = 2_000;

const addressOf = (redis: Redis): string => `${redis.stream.remoteAddress}:${redis.stream.remotePort}`;

async function closeElsewhere(url: string, log: Log, connections: readonly RedisConnection[]): Promise<void> {
  const fresh = await connectRedis(url, log);
  const known = connections.filter((each) => each instanceof Redis);
  const elsewhere = known.filter(
    (each) => fresh instanceof Redis && each.status === 'ready' && addressOf(each) !== addressOf(fresh),
  );
  fresh.disconnect();
  // Destroyed, not ended: the server at the other end may not answer. The client connects again.
  for (const each of elsewhere) each.stream.destroy();
}

/** Looks where the master is, now and then, and moves the connections there. Nothing to do without Sentinels. */
export function followMaster(
  url: string,
  log: Log,
  connections: () => readonly RedisConnection[],
): Disposable {
  const stop = new AbortController();
  const follow = async () => {
    while (!stop.signal.aborted) {
      await pause(LOOK_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (stop.signal.aborted) return;
      await closeElsewhere(url, log, connections()).catch((error: unknown) =>
        log.warn({ error: describeError(error) }, 'Redis has no master that can be reached'),
      );
    }
  };
  if (parseRedisUrl(url).kind === 'sentinel') void follow();
  return { [Symbol.dispose]: () => stop.abort() };
}
