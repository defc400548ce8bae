/** How good a ranking is, and how well confidence tells what can be answered. */

/** Places of a ranking that count. */
export const DEPTH = 10;

export interface RankingQuality {
  readonly hit1: number;
  readonly hit5: number;
  /** Reciprocal of the first right place, 0 beyond the tenth. */
  readonly mrr10: number;
  readonly ndcg10: number;
}

/** @param found the first ten, best first */
export function judgeRanking(found: readonly string[], relevant: readonly string[]): RankingQuality {
  const hits = found.slice(0, DEPTH).map((id) => relevant.includes(id));
  const first = hits.indexOf(true);
  const gain = (places: readonly boolean[]) =>
    places.reduce((sum, hit, index) => sum + (hit ? 1 / Math.log2(index + 2) : 0), 0);
  const ideal = gain(Array.from({ length: Math.min(relevant.length, DEPTH) }, () => true));
  return {
    hit1: first === 0 ? 1 : 0,
    hit5: first >= 0 && first < 5 ? 1 : 0,
    mrr10: first < 0 ? 0 : 1 / (first + 1),
    ndcg10: gain(hits) / ideal,
  };
}

/**
 * Area under the curve: how often one of the first is above one of the others; equal ones count half.
 * NaN where either is empty.
 */
export function areaUnderCurve(first: readonly number[], others: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...others.map((value) => ({ value, isFirst: false })),
  ];
  let above = 0;
  let below = 0;
  const groups = [...Map.groupBy(all, ({ value }) => value)].sort(([one], [two]) => one - two);
  for (const [, group] of groups) {
    const ours = group.filter(({ isFirst }) => isFirst).length;
    above += ours * (below + (group.length - ours) / 2);
    below += group.length - ours;
  }
  return above / (first.length * others.length);
}
