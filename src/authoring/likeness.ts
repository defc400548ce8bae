/**
 * Likeness of short texts: the cosine of their words and pieces of words, each counting the more, the
 * fewer texts have it. Misspellings stay alike, and no language needs to be known.
 */
import { splitWords } from '../words.ts';

/** Length of the pieces, in characters, the word's edges counted. */
const PIECE = 3;
/** What more than this share of the texts have tells none from another, and costs most of the time. */
const COMMON_SHARE = 0.2;
/** In so few texts nothing is common. */
const FEW_TEXTS = 50;

function readFeatures(text: string): ReadonlySet<string> {
  const features = new Set<string>();
  for (const word of splitWords(text)) {
    features.add(`=${word}`);
    const edged = ` ${word} `;
    for (let end = PIECE; end <= edged.length; end++) features.add(edged.slice(end - PIECE, end));
  }
  return features;
}

interface Posting {
  readonly index: number;
  readonly weight: number;
}

export interface Likeness {
  /** Likeness to the text of that index: of each that shares anything with it, 0 to 1, by its index. */
  to(index: number): ReadonlyMap<number, number>;
}

type Weights = ReadonlyMap<string, number>;

/** Weighted so that the squares sum to 1; none where a text has nothing of its own. */
function weigh(features: ReadonlySet<string>, rarity: Weights): Weights {
  const known = [...features].flatMap((feature) => {
    const weight = rarity.get(feature);
    return weight === undefined ? [] : [[feature, weight] as const];
  });
  const length = Math.hypot(...known.map(([, weight]) => weight)) || 1;
  return new Map(known.map(([feature, weight]) => [feature, weight / length]));
}

function countTexts(sets: readonly ReadonlySet<string>[]): Weights {
  const counts = new Map<string, number>();
  for (const features of sets)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return counts;
}

export function createLikeness(texts: readonly string[]): Likeness {
  const sets = texts.map(readFeatures);
  const limit = texts.length < FEW_TEXTS ? texts.length : texts.length * COMMON_SHARE;
  const rarity = new Map(
    [...countTexts(sets)]
      .filter(([, count]) => count <= limit)
      .map(([feature, count]) => [feature, 1 + Math.log(texts.length / count)]),
  );
  const vectors = sets.map((features) => weigh(features, rarity));
  const postings = new Map<string, Posting[]>();
  for (const [index, vector] of vectors.entries()) {
    for (const [feature, weight] of vector) {
      const own = postings.get(feature);
      if (own) own.push({ index, weight });
      else postings.set(feature, [{ index, weight }]);
    }
  }
  return {
    to(index) {
      const scores = new Map<number, number>();
      for (const [feature, weight] of vectors[index] ?? []) {
        for (const other of postings.get(feature) ?? [])
          scores.set(other.index, (scores.get(other.index) ?? 0) + weight * other.weight);
      }
      scores.delete(index);
      return scores;
    },
  };
}

/** From here on two texts are taken for two ways of asking the same. */
const ALIKE = 0.45;

/**
 * Ways of asking the same, together: each joins the likest of those before it that began a group,
 * where that is like enough, else begins one.
 * @param said most frequent first, each text once
 */
export function joinAlike<Said extends { readonly key: string }>(
  said: readonly Said[],
): readonly (readonly Said[])[] {
  const likeness = createLikeness(said.map(({ key }) => key));
  const groups = new Map<number, Said[]>();
  for (const [index, each] of said.entries()) {
    const leader = [...likeness.to(index)]
      .filter(([other]) => groups.has(other))
      .reduce((best, one) => (one[1] > best[1] ? one : best), [-1, 0] as readonly [number, number]);
    if (leader[1] >= ALIKE) groups.get(leader[0])?.push(each);
    else groups.set(index, [each]);
  }
  return [...groups.values()];
}
