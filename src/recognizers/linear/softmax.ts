/**
 * Multinomial logistic regression with smoothed labels, by stochastic gradient descent with AdaGrad's
 * step for each feature. Label smoothing (Szegedy et al. 2016) keeps it from being sure of everything.
 */
import { addProduct, createRandom, type SparseRows, shuffle, type Weights } from './matrix.ts';

export interface SoftmaxOptions {
  readonly features: number;
  readonly classes: number;
  /** Share of each label that is spread over all classes. */
  readonly smoothing: number;
  readonly rounds: number;
  readonly rate: number;
}

/** In place: from scores to shares that sum to 1. */
export function toShares(scores: Float64Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    const share = Math.exp((scores[k] as number) - top);
    scores[k] = share;
    sum += share;
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] as number) / sum;
}

function step(
  rows: SparseRows,
  row: number,
  { weights, classes }: Weights,
  state: { readonly errors: Float64Array; readonly squares: Float32Array; readonly rate: number },
): void {
  const { errors, squares, rate } = state;
  let norm = 0;
  for (const error of errors) norm += error * error;
  const end = rows.starts[row + 1] as number;
  for (let at = rows.starts[row] as number; at < end; at++) {
    const [column, value] = [rows.columns[at] as number, rows.values[at] as number];
    const square = (squares[column] as number) + value * value * norm;
    squares[column] = square;
    const size = (rate * value) / Math.sqrt(square + 1e-8);
    const base = column * classes;
    for (let k = 0; k < classes; k++)
      weights[base + k] = (weights[base + k] as number) - size * (errors[k] as number);
  }
}

/** @param labels class of each row, from 0 */
export function trainSoftmax(rows: SparseRows, labels: Int32Array, options: SoftmaxOptions): Weights {
  const { features, classes, smoothing, rounds, rate } = options;
  const trained: Weights = { classes, weights: new Float32Array(features * classes) };
  const squares = new Float32Array(features);
  const errors = new Float64Array(classes);
  const order = Int32Array.from({ length: rows.count }, (_, row) => row);
  const random = createRandom(2);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (const row of order) {
      errors.fill(0);
      addProduct(rows, row, trained, errors);
      toShares(errors);
      const label = labels[row] as number;
      for (let k = 0; k < classes; k++) {
        errors[k] = (errors[k] as number) - smoothing / classes - (k === label ? 1 - smoothing : 0);
      }
      // Steps become smaller towards the end, so that it comes to rest.
      step(rows, row, trained, { errors, squares, rate: rate * (1 - round / rounds) });
    }
  }
  return trained;
}
