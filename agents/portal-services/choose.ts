/** How sure it is which service was meant. */
import type { FoundEntry } from './search.ts';

/** Offered at once. */
const CHOICES = 5;
/** A service offered beside the best has at least this share of its score. */
const NEAR = 0.5;

/**
 * How far the best must be ahead of the second, and how much of what was asked its name must say, to
 * be shown without asking back.
 */
const LEAD = 1.3;
const NAMED = 0.5;
/** A service comes into question when its name says as much of what was asked, or as much of its name was said. */
const LEAST = 0.4;
/** Of a short name a common word is soon much: it must say so much of what was asked all the same. */
const LEAST_OF_SHORT = 0.3;
/** Shares that differ by less are the same. */
const SAME = 0.01;

export type Choice =
  | { readonly kind: 'one'; readonly found: FoundEntry }
  | { readonly kind: 'several'; readonly found: readonly FoundEntry[] }
  | { readonly kind: 'none' };

const inQuestion = ({ named, said }: FoundEntry): boolean =>
  named >= LEAST || (said >= LEAST && named >= LEAST_OF_SHORT);

/** @param found best first */
export function chooseEntry(found: readonly FoundEntry[]): Choice {
  const [best] = found;
  if (!best) return { kind: 'none' };
  const near = found.slice(0, CHOICES).filter(({ score }) => score >= NEAR * best.score);
  if (!near.some(inQuestion)) return { kind: 'none' };
  // Whatever was said so far may fit another as well.
  const rivals = near.filter(({ score, named }) => named > best.named - SAME || score * LEAD > best.score);
  if (rivals.length === 1 && best.named >= NAMED) return { kind: 'one', found: best };
  return { kind: 'several', found: near };
}
