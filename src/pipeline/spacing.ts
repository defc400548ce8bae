/**
 * Spacing: under load, work begins no sooner than a set time after the work before it, and so meets
 * more at once, which costs less for each; the more there was, the longer. Whoever comes after a
 * longer pause than that is not held up at all.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface Spacing {
  /** Between two beginnings. */
  readonly spacingMs: number;
  /** After work that met many. */
  readonly busySpacingMs: number;
}

/** From so many at once on it is busy: at this rate the longer spacing still costs nobody's patience. */
const MANY = 12;

export interface Spacer {
  /** Resolves when the next may begin. */
  wait(signal?: AbortSignal): Promise<void>;
  /** @param items how much the work that has just begun met */
  note(items: number): void;
}

/** Time as the spacer knows it. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  pause(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

const realClock: Clock = {
  now: () => performance.now(),
  pause: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}),
};

export function createSpacer({ spacingMs, busySpacingMs }: Spacing, clock: Clock = realClock): Spacer {
  let begunAt = Number.NEGATIVE_INFINITY;
  let gapMs = spacingMs;
  return {
    async wait(signal) {
      const waitMs = begunAt + gapMs - clock.now();
      if (waitMs > 0) await clock.pause(waitMs, signal);
    },
    note(items) {
      begunAt = clock.now();
      gapMs = items >= MANY ? busySpacingMs : spacingMs;
    },
  };
}
