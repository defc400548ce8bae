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
   * Counted there for all processes, and closed with the limit; each process counts for itself where
   * undefined, or while it does not answer.
   */
  readonly redis: Redis | Cluster | undefined;
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterMs = refusal.msBeforeNext;
    throw new AssistantError('too-many-requests', String(Math.ceil(retryAfterMs / 1_000)), { retryAfterMs });
  }
}

export function openRateLimit({ perContact, perAddress, redis }: RateLimitOptions): RateLimit {
  const create = (name: string, points: number): RateLimiterAbstract => {
    const own = { keyPrefix: `guiche:limit:${name}`, points, duration: MINUTE_S };
    const memory = new RateLimiterMemory(own);
    return redis ? new RateLimiterRedis({ ...own, storeClient: redis, insuranceLimiter: memory }) : memory;
  };
  const contacts = create('contact', perContact);
  const addresses = create('address', perAddress);
  return {
    async take(contact, networkAddress) {
      if (networkAddress !== undefined) await consume(addresses, networkAddress);
      await consume(contacts, contact);
    },
    async giveBack(contact, networkAddress) {
      if (networkAddress !== undefined) await addresses.reward(networkAddress);
      await contacts.reward(contact);
    },
    [Symbol.asyncDispose]: async () => redis?.disconnect(),
  };
}
