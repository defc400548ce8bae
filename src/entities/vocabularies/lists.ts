/** Lists of words, as vocabularies write them. */

/** Counted from 1; `|` between words of the same number. */
export const numbered = (words: string): ReadonlyMap<string, number> =>
  new Map(
    words
      .trim()
      .split(/\s+/)
      .flatMap((names, index) => names.split('|').map((name) => [name, index + 1] as const)),
  );

export const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
