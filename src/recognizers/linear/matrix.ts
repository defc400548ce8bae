/** Sparse rows, one a text, and dense weights laid out by feature: row `f` holds one weight for each class. */

/** Compressed sparse rows. */
export interface SparseRows {
  readonly count: number;
  /** Row `n` is `columns[starts[n]] … columns[starts[n + 1] - 1]`. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** One row. */
export interface SparseVector {
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

export function stackRows(vectors: readonly SparseVector[]): SparseRows {
  const starts = new Int32Array(vectors.length + 1);
  for (const [row, { columns }] of vectors.entries()) starts[row + 1] = (starts[row] ?? 0) + columns.length;
  const size = starts[vectors.length] ?? 0;
  const columns = new Int32Array(size);
  const values = new Float32Array(size);
  for (const [row, vector] of vectors.entries()) {
    columns.set(vector.columns, starts[row]);
    values.set(vector.values, starts[row]);
  }
  return { count: vectors.length, starts, columns, values };
}

/** Trained weights: `weights[feature * classes + class]`; the last feature is the bias, always 1. */
export interface Weights {
  readonly classes: number;
  readonly weights: Float32Array;
}

/** Adds a row's product with the weights to `scores`, one for each class. */
export function addProduct(
  rows: SparseRows,
  row: number,
  { classes, weights }: Weights,
  scores: Float64Array,
): void {
  const end = rows.starts[row + 1] ?? 0;
  for (let at = rows.starts[row] ?? 0; at < end; at++) {
    const value = rows.values[at] ?? 0;
    const base = (rows.columns[at] ?? 0) * classes;
    for (let k = 0; k < classes; k++)
      scores[k] = (scores[k] as number) + value * (weights[base + k] as number);
  }
}

/** Numbers from 0 to 1, always the same (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Mixes in place (Fisher and Yates). */
export function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] as number;
    order[at] = order[other] as number;
    order[other] = kept;
  }
}

/** Weights of one byte each, with a scale for each class: as good as whole ones (docs/nlu.md), a quarter of the size. */
export interface SmallWeights {
  readonly scales: Float32Array;
  readonly bytes: Int8Array;
}

const LARGEST_BYTE = 127;

export function quantize({ classes, weights }: Weights): SmallWeights {
  const scales = new Float32Array(classes);
  for (let at = 0; at < weights.length; at++) {
    const k = at % classes;
    scales[k] = Math.max(scales[k] as number, Math.abs(weights[at] as number) / LARGEST_BYTE);
  }
  const bytes = new Int8Array(weights.length);
  for (let at = 0; at < weights.length; at++) {
    bytes[at] = Math.round((weights[at] as number) / ((scales[at % classes] as number) || 1));
  }
  return { scales, bytes };
}

/** A vector's product with the weights: one score for each class. */
export function score({ columns, values }: SparseVector, { scales, bytes }: SmallWeights): Float64Array {
  const classes = scales.length;
  const scores = new Float64Array(classes);
  for (let at = 0; at < columns.length; at++) {
    const value = values[at] as number;
    const base = (columns[at] as number) * classes;
    for (let k = 0; k < classes; k++) scores[k] = (scores[k] as number) + value * (bytes[base + k] as number);
  }
  for (let k = 0; k < classes; k++) scores[k] = (scores[k] as number) * (scales[k] as number);
  return scores;
}
