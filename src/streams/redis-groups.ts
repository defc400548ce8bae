/** Consumer groups of Redis Streams: made when they are missing, and kept free of consumers that are gone. */
import { describeError } from '../errors.ts';
import type { RedisConnection } from './redis-connection.ts';

/** From 0, not from the end: after a wipe the entries that came before the group count too. */
async function createGroup(redis: RedisConnection, key: string, group: string): Promise<void> {
  await redis.xgroup('CREATE', key, group, '0', 'MKSTREAM').catch((error: unknown) => {
    if (!describeError(error).includes('BUSYGROUP')) throw error;
  });
}

/** A wipe takes the group with it: makes it, and tries again. */
export async function withGroup<T>(
  redis: RedisConnection,
  key: string,
  group: string,
  command: () => Promise<T>,
): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (!describeError(error).includes('NOGROUP')) throw error;
    await createGroup(redis, key, group);
    return command();
  }
}

/**
 * In one script, because XGROUP DELCONSUMER forgets what is pending: a consumer that is given an
 * entry between the look and the removal would lose it.
 */
const REMOVE_CONSUMERS = `
  local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
  if consumers.err then return 0 end
  local removed = 0
  for _, facts in ipairs(consumers) do
    local of = {}
    for i = 1, #facts, 2 do of[facts[i]] = facts[i + 1] end
    if of.pending == 0 and of.idle >= tonumber(ARGV[2]) and (ARGV[3] == '' or of.name == ARGV[3]) then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], of.name)
      removed = removed + 1
    end
  end
  return removed`;

export interface RemovalOptions {
  readonly group: string;
  /** Since it last asked for entries, whether or not there were any. */
  readonly minIdleMs: number;
  /** Only this one; any where not set. */
  readonly consumer?: string;
}

/** Removes consumers that have nothing pending; says how many. None where there is no such stream or group. */
export async function removeConsumers(
  redis: RedisConnection,
  key: string,
  { group, minIdleMs, consumer = '' }: RemovalOptions,
): Promise<number> {
  return Number(await redis.eval(REMOVE_CONSUMERS, 1, key, group, minIdleMs, consumer));
}
