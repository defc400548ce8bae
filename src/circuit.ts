/**
 * Circuit: keeps from asking a server that fails, and from asking before it said one may. It holds no
 * timers. Of the packages, opossum counts in windows that need timers, and cockatiel knows no pause
 * that the server sets.
 *
 * Failures in a row, not their share, begin a pause, as Envoy's `consecutive_5xx` has it: a share needs
 * more requests than an assistant makes in a minute.
 */
export interface Circuit {
  /** Whether the server may be asked now. After a pause one request goes first, and decides. */
  enter(): boolean;
  succeed(): void;
  /** @param askedMs how long the server asked to be left alone, where it did */
  fail(askedMs?: number): void;
  /** Ends a pause that failures began: the next request goes first, and decides. */
  probe(): void;
  /** How long the server is still left alone, in milliseconds; 0: it may be asked. */
  restMs(): number;
}

export interface CircuitOptions {
  /** So many failures in a row begin a pause. */
  readonly failures: number;
  readonly pauseMs: number;
  /** In milliseconds; a clock that is never set back where left out. */
  now?(): number;
}

export function createCircuit(options: CircuitOptions): Circuit {
  const { failures: most, pauseMs, now = () => performance.now() } = options;
  let failures = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let askedUntil = Number.NEGATIVE_INFINITY;
  const restMs = () => Math.max(0, Math.max(pausedUntil, askedUntil) - now());
  return {
    restMs,
    enter() {
      if (restMs() > 0) return false;
      if (failures >= most) pausedUntil = now() + pauseMs;
      return true;
    },
    // A request that was under way already does not shorten what the server asked for.
    succeed() {
      failures = 0;
      pausedUntil = Number.NEGATIVE_INFINITY;
    },
    fail(askedMs) {
      failures++;
      if (askedMs !== undefined) askedUntil = Math.max(askedUntil, now() + askedMs);
      if (failures >= most) pausedUntil = now() + pauseMs;
    },
    probe() {
      pausedUntil = Number.NEGATIVE_INFINITY;
    },
  };
}

/**
 * How long a server asks to be left alone, in milliseconds.
 * @param value of its `Retry-After`: seconds, or a date (RFC 9110, 10.2.3)
 */
export function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(waitMs, 0);
}
