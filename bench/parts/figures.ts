/** Figures as they are printed. */

/** Two digits after the point for small numbers, one below 100, none above. */
export const round = (figure: number): number => {
  const digits = Math.abs(figure) < 10 ? 100 : Math.abs(figure) < 100 ? 10 : 1;
  return Math.round(figure * digits) / digits;
};

/** @param share 0 to 1; 1 is the largest */
export const percentile = (sorted: readonly number[], share: number): number =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

export const ratio = (one: number, other: number): number => Math.round((one / other) * 100) / 100;
