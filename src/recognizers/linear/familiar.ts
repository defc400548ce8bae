/**
 * How much of what a text's stems say was ever said: in any phrase, and in the phrases of each class. A text of
 * known words that no phrase of its likeliest class ever had is rarely what that class means.
 */
import type { SeenText } from './features.ts';
import type { Vocabulary } from './vocabulary.ts';

const STEM = '=';

/** The features that are one stem; those not kept say nothing here. */
const columnsOfStems = ({ features }: Vocabulary): ReadonlyMap<string, number> =>
  new Map(
    features
      .filter((feature) => feature.startsWith(STEM))
      .map((feature, number) => [feature.slice(1), number]),
  );

/** One bit for each stem of the vocabulary, in its order, and class: whether a phrase of the class has it. */
export const sizeOfMet = ({ features }: Vocabulary, classes: number): number =>
  Math.ceil((features.filter((feature) => feature.startsWith(STEM)).length * classes) / 8);

export function recordMet(
  vocabulary: Vocabulary,
  lessons: readonly { readonly seen: SeenText; readonly label: number }[],
  classes: number,
): Uint8Array {
  const numbers = columnsOfStems(vocabulary);
  const met = new Uint8Array(sizeOfMet(vocabulary, classes));
  for (const { seen, label } of lessons) {
    for (const stem of seen.stems) {
      const number = numbers.get(stem);
      if (number === undefined) continue;
      const bit = number * classes + label;
      met[bit >> 3] = (met[bit >> 3] as number) | (1 << (bit & 7));
    }
  }
  return met;
}

export interface Familiarity {
  /** Of what the text's stems say, the share that was ever met: 0 to 1. */
  readonly known: number;
  /** The same of the phrases of each class. */
  readonly ofClasses: Float64Array;
}

export function createRecall(
  vocabulary: Vocabulary,
  met: Uint8Array,
  classes: number,
): (stems: readonly string[]) => Familiarity {
  const numbers = columnsOfStems(vocabulary);
  const weights = vocabulary.weights.filter((_, at) => vocabulary.features[at]?.startsWith(STEM));
  // A stem never met counts as one that is met in a single phrase.
  const rarest = weights.reduce((most, weight) => Math.max(most, weight), 0) ** 2;
  return (stems) => {
    const ofClasses = new Float64Array(classes);
    let [known, all] = [0, 0];
    for (const stem of new Set(stems)) {
      const number = numbers.get(stem);
      const weight = number === undefined ? rarest : (weights[number] as number) ** 2;
      all += weight;
      if (number === undefined) continue;
      known += weight;
      for (let k = 0; k < classes; k++) {
        const bit = number * classes + k;
        if ((met[bit >> 3] as number) & (1 << (bit & 7))) ofClasses[k] = (ofClasses[k] as number) + weight;
      }
    }
    return all === 0
      ? { known, ofClasses }
      : { known: known / all, ofClasses: ofClasses.map((each) => each / all) };
  };
}
