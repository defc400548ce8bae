/** How often somebody may try to sign in. Only what failed is counted in the end. */
import type { Cluster, Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AssistantError } from '../errors.ts';

const QUARTER_S = 15 * 60;
const DAY_S = 24 * 3_600;

/**
 * For one login from one network address, so that nobody locks a colleague out from elsewhere; for one
 * network address, behind which a whole house may stand; and for one login from everywhere: NIST
 * SP 800-63B, 5.2.2, allows a hundred at most.
 */
const LIMITS = {
  pair: { points: 10, duration: QUARTER_S },
  address: { points: 100, duration: QUARTER_S },
  login: { points: 100, duration: DAY_S },
} as const;

export interface Attempts extends AsyncDisposable {
  /**
   * Counts an attempt before it is looked at: many at once are no way round.
   * @throws AssistantError `too-many-attempts`, with how long to wait
   */
  begin(login: string, networkAddress: string): Promise<void>;
  /** It was the right one. */
  succeed(login: string, networkAddress: string): Promise<void>;
  /** It was neither right nor wrong: the second factor is still to come. */
  takeBack(login: string, networkAddress: string): Promise<void>;
}

const IPV6_GROUPS = 8;
/** A /64: what one house is given. It has more addresses than can be counted. */
const HOUSE_GROUPS = 4;

function toNetwork(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: IPV6_GROUPS - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, HOUSE_GROUPS).join(':');
}

/** @param redis counts for all processes; each for itself where undefined, or while it does not answer; closed with it */
export function openAttempts(redis: Redis | Cluster | undefined): Attempts {
  const create = (name: keyof typeof LIMITS) => {
    const settings = { keyPrefix: `guiche:sign-in:${name}`, ...LIMITS[name] };
    const own = new RateLimiterMemory(settings);
    return redis ? new RateLimiterRedis({ ...settings, storeClient: redis, insuranceLimiter: own }) : own;
  };
  const limits = { pair: create('pair'), address: create('address'), login: create('login') };
  const keysOf = (login: string, address: string) => {
    const network = toNetwork(address);
    const name = login.toLowerCase();
    return { pair: `${network} ${name}`, address: network, login: name };
  };
  const each = async (
    login: string,
    address: string,
    work: (limit: RateLimiterMemory | RateLimiterRedis, key: string) => Promise<unknown>,
  ) => {
    const keys = keysOf(login, address);
    for (const name of ['address', 'pair', 'login'] as const) await work(limits[name], keys[name]);
  };
  return {
    begin: (login, address) =>
      each(login, address, async (limit, key) => {
        await limit.consume(key).catch((refusal: unknown) => {
          if (!(refusal instanceof RateLimiterRes)) throw refusal;
          const retryAfterMs = refusal.msBeforeNext;
          const seconds = String(Math.ceil(retryAfterMs / 1_000));
          throw new AssistantError('too-many-attempts', seconds, { retryAfterMs });
        });
      }),
    takeBack: (login, address) => each(login, address, (limit, key) => limit.reward(key)),
    async succeed(login, address) {
      const keys = keysOf(login, address);
      await limits.address.reward(keys.address);
      await limits.pair.delete(keys.pair);
      await limits.login.delete(keys.login);
    },
    [Symbol.asyncDispose]: async () => redis?.disconnect(),
  };
}
