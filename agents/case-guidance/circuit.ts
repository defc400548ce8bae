/**
 * Circuit: keeps from asking a server that fails, and from asking before it said one may. It holds no
 * timers. Of the packages, opossum counts in windows that need timers, and cockatiel knows no pause
 * that the server sets.
 */
export interface Circuit {
  /** Whether the server may be asked now. After a pause one request goes first, and decides. */
  enter(): boolean;
  succeed(): void;
  /** @param askedMs how long the server asked to be left alone, where it did */
  fail(askedMs?: number): void;
}

export interface CircuitOptions {
  /** So many failures in a row begin a pause. */
  readonly failures: number;
  readonly pauseMs: number;
}

export function createCircuit({ failures: most, pauseMs }: CircuitOptions): Circuit {
  let failures = 0;
  let pausedUntil = 0;
  let askedUntil = 0;
  return {
    enter() {
      const now = Date.now();
      if (now < Math.max(pausedUntil, askedUntil)) return false;
      if (failures >= most) pausedUntil = now + pauseMs;
      return true;
    },
    // A request that was under way already does not shorten what the server asked for.
    succeed() {
      failures = 0;
      pausedUntil = 0;
    },
    fail(askedMs) {
      failures++;
      if (askedMs !== undefined) askedUntil = Math.max(askedUntil, Date.now() + askedMs);
      if (failures >= most) pausedUntil = Date.now() + pauseMs;
    },
  };
}
