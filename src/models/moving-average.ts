/**
 * A moving average that rises at once and falls with time, after Finagle's and Linkerd's "peak EWMA": who
 * becomes slow is seen by the first slow answer, and who is not asked is forgotten, so that it is tried again.
 */
export interface MovingAverage {
  observe(value: number): void;
  /** Falls towards 0 while nothing is observed. */
  read(): number;
}

/** Finagle's. */
const DECAY_MS = 10_000;

export function createMovingAverage(now: () => number): MovingAverage {
  let average = 0;
  let at = now();
  const weight = () => Math.exp(-(now() - at) / DECAY_MS);
  return {
    observe(value) {
      const old = weight();
      average = value > average ? value : average * old + value * (1 - old);
      at = now();
    },
    read: () => average * weight(),
  };
}
