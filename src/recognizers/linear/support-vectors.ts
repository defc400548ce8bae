/**
 * One-vs-rest linear support vector machines with squared hinge loss, by dual coordinate descent
 * (Hsieh et al. 2008, the algorithm of LIBLINEAR), all classes of one example at once.
 */
import { addProduct, createRandom, type SparseRows, shuffle, type Weights } from './matrix.ts';

export interface SupportVectorOptions {
  readonly features: number;
  readonly classes: number;
  /** Cost of a mistake. */
  readonly cost: number;
  /** Rounds over all examples, at most. */
  readonly rounds: number;
}

/** A round in which nothing moved by more than this is the last. */
const TOLERANCE = 0.05;

/** Moves one example's weights in all classes; returns how far the farthest moved. */
function step(
  rows: SparseRows,
  row: number,
  label: number,
  { weights, classes }: Weights,
  state: {
    readonly alphas: Float32Array;
    readonly scores: Float64Array;
    readonly deltas: Float32Array;
    readonly movedClasses: Int32Array;
    readonly damping: number;
  },
): number {
  const { alphas, scores, deltas, movedClasses, damping } = state;
  scores.fill(0);
  addProduct(rows, row, { weights, classes }, scores);
  const [start, end] = [rows.starts[row] as number, rows.starts[row + 1] as number];
  let square = damping;
  for (let at = start; at < end; at++) square += (rows.values[at] as number) ** 2;
  let farthest = 0;
  let moved = 0;
  for (let k = 0; k < classes; k++) {
    const sign = k === label ? 1 : -1;
    const old = alphas[row * classes + k] as number;
    const gradient = sign * (scores[k] as number) - 1 + old * damping;
    const next = Math.max(0, old - gradient / square);
    alphas[row * classes + k] = next;
    if (next === old) continue;
    deltas[moved] = (next - old) * sign;
    movedClasses[moved++] = k;
    farthest = Math.max(farthest, Math.abs(next - old));
  }
  for (let at = start; at < end; at++) {
    const value = rows.values[at] as number;
    const base = (rows.columns[at] as number) * classes;
    for (let each = 0; each < moved; each++) {
      const place = base + (movedClasses[each] as number);
      weights[place] = (weights[place] as number) + value * (deltas[each] as number);
    }
  }
  return farthest;
}

/** @param labels class of each row, from 0 */
export function trainSupportVectors(
  rows: SparseRows,
  labels: Int32Array,
  options: SupportVectorOptions,
): Weights {
  const { features, classes, cost, rounds } = options;
  const trained: Weights = { classes, weights: new Float32Array(features * classes) };
  const state = {
    alphas: new Float32Array(rows.count * classes),
    scores: new Float64Array(classes),
    deltas: new Float32Array(classes),
    movedClasses: new Int32Array(classes),
    damping: 1 / (2 * cost),
  };
  const order = Int32Array.from({ length: rows.count }, (_, row) => row);
  const random = createRandom(1);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    let farthest = 0;
    for (const row of order)
      farthest = Math.max(farthest, step(rows, row, labels[row] as number, trained, state));
    if (farthest < TOLERANCE) break;
  }
  return trained;
}
