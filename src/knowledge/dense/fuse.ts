/** Two rankings made one, by reciprocal rank. */

/** As in the paper that proposed it (Cormack, Clarke and Büttcher, 2009). */
const K = 60;

/** The score of each row: the sum of what its places in the rankings, which are best first, are worth. */
export function fuse(...rankings: readonly (readonly number[])[]): ReadonlyMap<number, number> {
  const scores = new Map<number, number>();
  for (const ranking of rankings) {
    for (const [place, row] of ranking.entries())
      scores.set(row, (scores.get(row) ?? 0) + 1 / (K + place + 1));
  }
  return scores;
}
