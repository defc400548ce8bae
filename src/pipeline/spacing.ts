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

export function createSpacer({ spacingMs, busySpacingMs }: Spacing): Spacer {
  let begunAt = Number.NEGATIVE_INFINITY;
  let gapMs = spacingMs;
  return {
    async wait(signal) {
      const waitMs = begunAt + gapMs - performance.now();
      if (waitMs > 0) await pause(waitMs, undefined, signal ? { signal } : {});
    },
    note(items) {
      begunAt = performance.now();
      gapMs = items >= MANY ? busySpacingMs : spacingMs;
    },
  };
}
