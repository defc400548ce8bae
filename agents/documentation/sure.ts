/** Whether what was found answers the question at all. */
import type { FoundPassage } from '#assistant';
import { candidatesOf, readEvidence, weighEvidence } from './evidence.ts';
import { weighStems } from './stems.ts';

/** What speaks for it, of the passages and of the statement that fits best, 0 to 1 each. */
export interface Signs {
  /** As the search says. */
  readonly coverage: number;
  readonly confidence: number;
  /** Share of the question's stems that the statement holds with its title and headings: by weight, and counted. */
  readonly weight: number;
  readonly stems: number;
  /** It holds the kind of answer that was asked for; share of the question's four-letter pieces in it. */
  readonly kind: number;
  readonly pieces: number;
}

/** Logistic regression: docs/answers.md says over what. */
export const SIGNS: Readonly<Record<keyof Signs | 'none', number>> = {
  none: -4.1,
  coverage: 2.6,
  confidence: 1.9,
  weight: 1.7,
  stems: 2.3,
  kind: 0.6,
  pieces: 1.7,
};

/** Less than this is answered with silence. */
const LEAST_SURENESS = 0.4;

/** Undefined where nothing was found. @param passages best first */
export function readSigns(question: string, passages: readonly FoundPassage[]): Signs | undefined {
  const [first] = passages;
  const candidates = candidatesOf(passages);
  if (!first || candidates.length === 0) return undefined;
  const evidence = readEvidence(question, candidates);
  const likely = weighEvidence(evidence);
  const at = likely.indexOf(Math.max(...likely));
  const texts = candidates.map(({ wording }) => wording.all);
  const own = texts[at] ?? new Set<string>();
  // A stem that stands nowhere weighs most.
  const weights = [...weighStems(question, texts)];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const held = weights.filter(([stem]) => own.has(stem));
  const { kind = 0, pieces = 0 } = evidence[at] ?? {};
  return {
    coverage: first.coverage,
    confidence: first.confidence,
    weight: total === 0 ? 0 : held.reduce((sum, [, weight]) => sum + weight, 0) / total,
    stems: held.length / Math.max(1, weights.length),
    kind,
    pieces,
  };
}

/** Whether it is likely enough that the passages answer the question. @param passages best first */
export const isAnswerable = (question: string, passages: readonly FoundPassage[]): boolean =>
  judgeSureness(question, passages) >= LEAST_SURENESS;

/** How likely it is that the passages answer the question, 0 to 1. @param passages best first */
export function judgeSureness(question: string, passages: readonly FoundPassage[]): number {
  const signs = readSigns(question, passages);
  if (!signs) return 0;
  const names = Object.keys(signs) as (keyof Signs)[];
  const sum = names.reduce((total, name) => total + SIGNS[name] * signs[name], SIGNS.none);
  return 1 / (1 + Math.exp(-sum));
}
