/**
 * Estimate: how long somebody at a place in a queue waits. Pure. Looked at for the quantiles: jstat (not
 * kept any more), @stdlib (two hundred packages for one function); for whole numbers it is a short sum.
 *
 * The model: whoever waits is taken when one of the conversations that people have in hand ends, so the
 * n-th of the queue waits for n ends. Each conversation in hand ends, from moment to moment, with the
 * same chance, which is judged by what was seen of late: so many ends in so much time in hand (those
 * that go on count, too). Nothing is known of it beforehand but that it is a rate. Then the wait, as a
 * multiple of the time in hand by the number in hand, is beta-prime distributed, and no figure was
 * chosen by hand: few ends make it wide by themselves.
 *
 * What it assumes, and what that does: all that are in hand count, so people who come or leave count from
 * the next end on, and when a day begins the first rush into free hands teaches nothing; lengths that
 * are more even than chance make the interval wider than it need be; somebody with priority who comes
 * later makes the wait longer than was said; who gives up before makes it shorter.
 */

/** What was seen of a queue of late. */
export interface QueueFigures {
  /** Conversations that ended in people's hands. */
  readonly ended: number;
  /** How long conversations were in hand in that time, all together. */
  readonly inHandMs: number;
  /** Conversations in hand at this moment. */
  readonly inHand: number;
}

/** How far back figures go: a morning's speed says little of an afternoon. */
export const LOOK_BACK_MS = 2 * 3_600_000;

/** The middle four fifths. */
const LOW = 0.1;
const HIGH = 0.9;
/** More are no surer than so many: a day is not as even as the model. */
const MOST_ENDS = 100;
/** A day's work: an interval that reaches beyond it says nothing. */
const LONGEST_MS = 8 * 3_600_000;
/** Halvings of the interval from 0 to 1. */
const ROUNDS = 40;

/** The chance that of `n + k - 1` tries with this chance each at least `n` succeed: the beta distribution. */
function cumulate(chance: number, n: number, k: number): number {
  const tries = n + k - 1;
  let term = chance ** tries;
  let sum = term;
  for (let failures = 1; failures < k; failures++) {
    term *= ((tries - failures + 1) / failures) * ((1 - chance) / chance);
    sum += term;
  }
  return sum;
}

/** Of the beta-prime distribution of `n` and `k`. */
function quantile(share: number, n: number, k: number): number {
  let [low, high] = [0, 1];
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2;
    if (cumulate(middle, n, k) < share) low = middle;
    else high = middle;
  }
  return high / (1 - high);
}

/**
 * Between what and what the wait is likely to be: four of five are. Undefined where nothing was seen yet,
 * or so little that the interval would be of no use.
 * @param position from 1
 */
export function estimateWait(
  { ended, inHandMs, inHand }: QueueFigures,
  position: number,
): { readonly lowMs: number; readonly highMs: number } | undefined {
  if (ended < 1 || inHand < 1 || inHandMs <= 0) return undefined;
  const k = Math.min(ended, MOST_ENDS);
  const unitMs = (inHandMs / inHand) * (k / ended);
  const at = (share: number) => Math.round(unitMs * quantile(share, position, k));
  const estimate = { lowMs: at(LOW), highMs: at(HIGH) };
  return estimate.highMs > LONGEST_MS ? undefined : estimate;
}
