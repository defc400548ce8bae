/**
 * Retry budget: keeps retries from making an outage worse. Each request pays in a fifth of a retry, and there is
 * one a second besides, up to ten, so that a quiet house can fail over too: Finagle's and Linkerd's rule
 * (20 %, and ten a second there, where requests come by the thousand).
 */
export interface RetryBudget {
  /** For each answer that is asked for. */
  deposit(): void;
  /** Whether one more request may be made. */
  withdraw(): boolean;
}

export const RETRY_SHARE = 0.2;
export const RETRY_RESERVE = 10;
const RESERVE_PER_MS = 1 / 1_000;

export function createRetryBudget(now: () => number): RetryBudget {
  let balance = RETRY_RESERVE;
  let at = now();
  const add = (amount: number) => {
    balance = Math.min(RETRY_RESERVE, balance + amount);
  };
  return {
    deposit: () => add(RETRY_SHARE),
    withdraw() {
      add((now() - at) * RESERVE_PER_MS);
      at = now();
      if (balance < 1) return false;
      balance--;
      return true;
    },
  };
}
