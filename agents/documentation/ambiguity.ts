/** Whether a question leaves open what it is about: “segunda via” of what? */
import { type FoundPassage, fold, type Passage } from '#assistant';
import { contentOf, isAmong } from './wording.ts';

/** A subject that may have been meant. */
export interface Candidate {
  readonly title: string;
  readonly collection: string;
  readonly document: string;
  /** The best of its passages. */
  readonly passageId: string;
}

/** Offered at once; more than that is a list to read, and no question. */
const MOST_CANDIDATES = 4;
/** Whoever says more has said what it is about. */
const MOST_WORDS = 3;
/** Of the best score: what lies nearer is as good an answer. */
const NEAR = 0.9;
/** Shares of coverage that differ by less are the same. */
const SAME = 0.02;
/** Whoever asks of something that no document has is not asked back which document they mean. */
const LEAST_COVERAGE = 0.9;

const subjectOf = ({ title }: Pick<Passage, 'title'>): string => fold(title).trim();

/** The best passage of each subject, best first. The same title in two collections is one subject. */
function bestOfEach(passages: readonly FoundPassage[]): FoundPassage[] {
  const best = new Map<string, FoundPassage>();
  for (const passage of passages) {
    const subject = subjectOf(passage);
    const first = best.get(subject) ?? passage;
    best.set(subject, { ...first, coverage: Math.max(first.coverage, passage.coverage) });
  }
  return [...best.values()];
}

/** `named`: the title says what was asked, though another passage scored a little higher. */
export type Subject =
  | { readonly kind: 'clear' }
  | { readonly kind: 'named'; readonly title: string }
  | { readonly kind: 'open'; readonly candidates: readonly Candidate[] };

/**
 * Whether a question says what it is about. It is open when it has few words, several subjects have all
 * of them, and none is clearly better. Of the 248 questions of knowledge/<collection>/questions.yml, which say what
 * they mean or are nobody’s business, none is open.
 * @param passages best first
 */
export function findSubject(question: string, passages: readonly FoundPassage[]): Subject {
  const words = contentOf(question);
  const [best, ...others] = bestOfEach(passages);
  if (!best || words.length === 0 || words.length > MOST_WORDS) return { kind: 'clear' };
  const rivals = others.filter(
    ({ score, coverage }) => score >= best.score * NEAR && coverage >= best.coverage - SAME,
  );
  if (rivals.length === 0) return { kind: 'clear' };
  const named = [best, ...rivals].map((passage) => {
    const title = contentOf(passage.title);
    return { passage, words: words.filter((word) => isAmong(word, title)).length };
  });
  const most = Math.max(...named.map((one) => one.words));
  const likeliest = named.filter((one) => one.words === most).map(({ passage }) => passage);
  const [only, second] = likeliest;
  if (only && !second) return { kind: 'named', title: only.title };
  if (best.coverage < LEAST_COVERAGE) return { kind: 'clear' };
  return {
    kind: 'open',
    candidates: likeliest
      .slice(0, MOST_CANDIDATES)
      .map(({ title, collection, document, passageId }) => ({ title, collection, document, passageId })),
  };
}

/** Those of one subject. */
export const passagesOf = (title: string, passages: readonly FoundPassage[]): FoundPassage[] =>
  passages.filter((passage) => subjectOf(passage) === subjectOf({ title }));
