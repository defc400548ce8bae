/** How many messages one contact, and one network address, may send in a minute. */
import type { Cluster, Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { AssistantError } from './errors.ts';

const MINUTE_S = 60;

export interface RateLimit extends AsyncDisposable {
  /** @throws AssistantError `too-many-requests`, with how long to wait */
  take(contact: string, networkAddress: string | undefined): Promise<void>;
  /** It was no new message: whoever has to repeat many must get through at last. */
  giveBack(contact: string, networkAddress: string | undefined): Promise<void>;
}

export interface RateLimitOptions {
  readonly perContact: number;
  readonly perAddress: number;
  /**
   * Counted there for all processes, once somebody has written more than a few; closed with the limit.
   * Each process counts for itself where undefined, or while it does not answer.
   */
  readonly redis: Redis | Cluster | undefined;
}

/**
 * Of a limit, what each process counts for itself before it counts with the others: most people never
 * write as much in a minute, and cost Redis nothing. With n processes, somebody who writes through all
 * of them gets (n - 1) such shares more.
 */
const OWN_SHARE = 1 / 6;

/** One limit: counted here first, and from a share of it on with the other processes. */
interface Counter {
  consume(key: string): Promise<void>;
  reward(key: string): Promise<void>;
}

/** @throws AssistantError in place of the limiter's refusal */
async function consume(limiter: RateLimiterAbstract, key: string, points: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, points);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterMs = refusal.msBeforeNext;
    throw new AssistantError('too-many-requests', String(Math.ceil(retryAfterMs / 1_000)), { retryAfterMs });
  }
}

function createCounter(own: RateLimiterAbstract, shared: RateLimiterAbstract | undefined): Counter {
  const share = Math.floor(own.points * OWN_SHARE);
  return {
    async consume(key) {
      const { consumedPoints } = await consume(own, key, 1);
      if (!shared || consumedPoints <= share) return;
      await consume(shared, key, consumedPoints === share + 1 ? consumedPoints : 1);
    },
    async reward(key) {
      const { consumedPoints } = await own.reward(key);
      // What was given back here was the last that the others were told of, or was not told.
      if (shared && consumedPoints >= share)
        await shared.reward(key, consumedPoints === share ? share + 1 : 1);
    },
  };
}

export function openRateLimit({ perContact, perAddress, redis }: RateLimitOptions): RateLimit {
  const create = (name: string, points: number): Counter => {
    const settings = { keyPrefix: `guiche:limit:${name}`, points, duration: MINUTE_S };
    const own = new RateLimiterMemory(settings);
    const insuranceLimiter = new RateLimiterMemory(settings);
    const shared = redis && new RateLimiterRedis({ ...settings, storeClient: redis, insuranceLimiter });
    return createCounter(own, shared);
  };
  const contacts = create('contact', perContact);
  const addresses = create('address', perAddress);
  return {
    async take(contact, networkAddress) {
      if (networkAddress !== undefined) await addresses.consume(networkAddress);
      await contacts.consume(contact);
    },
    async giveBack(contact, networkAddress) {
      if (networkAddress !== undefined) await addresses.reward(networkAddress);
      await contacts.reward(contact);
    },
    [Symbol.asyncDispose]: async () => redis?.disconnect(),
  };
}
