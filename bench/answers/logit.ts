/** A conditional logit: of several candidates, which is likely to be the right one; fitted by Adam. */

/** One choice: what speaks for each candidate, and which of them are right. */
export interface Choice {
  readonly evidence: readonly (readonly number[])[];
  readonly right: readonly boolean[];
  /** How much it counts beside the others. */
  readonly weight: number;
}

const STEPS = 300;
const RATE = 0.1;
/** Of the squares of the counts, against all choices together. */
const PENALTY = 1;
const [MEAN_DECAY, SQUARE_DECAY] = [0.9, 0.999];

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

export function shares(evidence: readonly (readonly number[])[], counts: readonly number[]): number[] {
  const sums = evidence.map((one) => dot(one, counts));
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}

/** Adds the gradient of the logarithm of the likelihood of a right candidate. */
function addGradient({ evidence, right, weight }: Choice, counts: readonly number[], sum: number[]): void {
  const likely = shares(evidence, counts);
  const hit = likely.reduce((total, share, index) => total + (right[index] ? share : 0), 0);
  for (const [index, one] of evidence.entries()) {
    const share = likely[index] ?? 0;
    const pull = weight * ((right[index] ? share / hit : 0) - share);
    for (const [at, value] of one.entries()) sum[at] = (sum[at] ?? 0) + pull * value;
  }
}

/** Choices without a right candidate teach nothing. */
export function fitLogit(choices: readonly Choice[], size: number): number[] {
  const useful = choices.filter(({ right }) => right.some(Boolean));
  const total = useful.reduce((sum, { weight }) => sum + weight, 0);
  let counts = Array.from({ length: size }, () => 0);
  const mean = counts.slice();
  const square = counts.slice();
  for (let step = 1; step <= STEPS; step++) {
    const sum = counts.map((count) => -PENALTY * count);
    for (const choice of useful) addGradient(choice, counts, sum);
    counts = counts.map((count, at) => {
      const slope = (sum[at] ?? 0) / total;
      mean[at] = MEAN_DECAY * (mean[at] ?? 0) + (1 - MEAN_DECAY) * slope;
      square[at] = SQUARE_DECAY * (square[at] ?? 0) + (1 - SQUARE_DECAY) * slope * slope;
      const [m, s] = [mean[at] / (1 - MEAN_DECAY ** step), square[at] / (1 - SQUARE_DECAY ** step)];
      return count + (RATE * m) / (Math.sqrt(s) + 1e-8);
    });
  }
  return counts;
}
