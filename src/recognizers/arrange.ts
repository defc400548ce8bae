/** What a recognizer learns from, in the order in which it learns it. */
import { createHash } from 'node:crypto';
import { type Example, OUT_OF_SCOPE } from '../recognizer.ts';

const orderOf = ({ text, intent }: Example): string =>
  createHash('sha256')
    .update(JSON.stringify([text, intent]))
    .digest('hex');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Mixed, and the same whatever order they came in. nlp.js's perceptrons lean towards what they saw
 * last: with the examples intent by intent 0.797 of the dialogs' 995 Portuguese phrases came out
 * right (five folds, twice), mixed 0.920 (TAIS: 0.844 and 0.841; in node-nlp 0.774 and 0.788).
 *
 * Out-of-scope examples are left out: learnt as one more intent they swallow the others (HINT3
 * curekart, half of its out-of-scope questions learnt: 0.55 right, against 0.73 with a threshold of 0.4).
 */
export function arrangeExamples(examples: readonly Example[]): {
  readonly examples: readonly Example[];
  /** In the order in which they first come. */
  readonly intents: readonly string[];
} {
  const arranged = examples
    .filter(({ intent }) => intent !== OUT_OF_SCOPE)
    .map((example) => ({ example, order: orderOf(example) }))
    .toSorted((a, b) => compare(a.order, b.order))
    .map(({ example }) => example);
  return { examples: arranged, intents: [...new Set(arranged.map(({ intent }) => intent))] };
}
