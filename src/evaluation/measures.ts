/** How good answers are. Shares are 0 to 1; null where there is nothing to divide by. */
import { OUT_OF_SCOPE } from '../recognizer.ts';

/** What the file says of a phrase, and what was made of it. */
export interface Judged {
  /** An intent's name, or `oos`. */
  readonly gold: string;
  /** The likeliest intent; `oos` where there was none. */
  readonly guess: string;
  readonly confidence: number;
  /** Likelihood that the phrase is in scope at all; thresholds are over this. */
  readonly scope: number;
}

/** What is answered when a phrase that is less likely in scope than the threshold counts as none. */
const answerAt = ({ guess, scope }: Judged, threshold: number): string =>
  scope < threshold ? OUT_OF_SCOPE : guess;

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const isInScope = ({ gold }: Judged): boolean => gold !== OUT_OF_SCOPE;

/** By gold and answered label, how often. */
function countPairs(judged: readonly Judged[], threshold: number) {
  const golds = new Map<string, number>();
  const answers = new Map<string, number>();
  const right = new Map<string, number>();
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const each of judged) {
    const answer = answerAt(each, threshold);
    add(golds, each.gold);
    add(answers, answer);
    if (answer === each.gold) add(right, answer);
  }
  return { golds, answers, right };
}

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

/** Mean of the F1 of every label that the file has; one never answered counts 0. */
function macroF1({ golds, answers, right }: ReturnType<typeof countPairs>): number {
  const scores = [...golds].map(
    ([label, count]) => (2 * (right.get(label) ?? 0)) / (count + (answers.get(label) ?? 0)),
  );
  return sumOf(scores) / scores.length;
}

/** Matthews' coefficient over all labels, `oos` among them (Gorodkin 2004): as HINT3 publishes it. */
export function matthews(judged: readonly Judged[], threshold: number): number {
  const { golds, answers, right } = countPairs(judged, threshold);
  const count = judged.length;
  const labels = new Set([...golds.keys(), ...answers.keys()]);
  const both = sumOf([...labels].map((label) => (golds.get(label) ?? 0) * (answers.get(label) ?? 0)));
  const squares = (map: ReadonlyMap<string, number>) => sumOf([...map.values()].map((value) => value ** 2));
  const spread = Math.sqrt(count ** 2 - squares(answers)) * Math.sqrt(count ** 2 - squares(golds));
  return spread === 0 ? 0 : (count * sumOf(right.values()) - both) / spread;
}

const STEPS = 200;

/** The best coefficient of any threshold: what a corpus allows, were the threshold known. */
export const bestMatthews = (judged: readonly Judged[]): number =>
  Math.max(...Array.from({ length: STEPS + 1 }, (_, step) => matthews(judged, step / STEPS)));

/** How often a phrase in scope is held for likelier in scope than one out of it (area under the ROC curve). */
export function oosAuroc(judged: readonly Judged[]): number | null {
  const inside = judged.filter(isInScope).map(({ scope }) => scope);
  const outside = judged.filter((each) => !isInScope(each)).map(({ scope }) => scope);
  const wins = sumOf(
    inside.map((one) => sumOf(outside.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))),
  );
  return share(wins, inside.length * outside.length);
}

const BINS = 15;

/** Expected calibration error of the phrases in scope: 15 bins of the same width (Guo et al. 2017). */
export function calibrationError(judged: readonly Judged[]): number | null {
  const inside = judged.filter(isInScope);
  const binOf = ({ confidence }: Judged) => Math.min(BINS - 1, Math.floor(confidence * BINS));
  const gaps = [...Map.groupBy(inside, binOf).values()].map((bin) =>
    Math.abs(sumOf(bin.map(({ gold, guess, confidence }) => (gold === guess ? 1 : 0) - confidence))),
  );
  return share(sumOf(gaps), inside.length);
}

/** @param threshold least confidence that counts as an answer */
export function measureAnswers(judged: readonly Judged[], threshold: number) {
  const counts = countPairs(judged, threshold);
  const right = sumOf(counts.right.values());
  const rightOutside = counts.right.get(OUT_OF_SCOPE) ?? 0;
  const outside = counts.golds.get(OUT_OF_SCOPE) ?? 0;
  return {
    accuracy: share(right, judged.length),
    macroF1: macroF1(counts),
    inScopeAccuracy: share(right - rightOutside, judged.length - outside),
    oosRecall: share(rightOutside, outside),
    oosPrecision: outside === 0 ? null : share(rightOutside, counts.answers.get(OUT_OF_SCOPE) ?? 0),
    mcc: matthews(judged, threshold),
  };
}

/** Of right answers, the share that may be withheld for the sake of the wrong ones. */
const WITHHELD = 0.02;

/**
 * The largest threshold that withholds hardly any right answer. What is out of scope need not be known
 * for it: a validation part has never seen all that people ask.
 */
export function chooseThreshold(judged: readonly Judged[]): number {
  const right = judged
    .filter((each) => isInScope(each) && each.gold === each.guess)
    .map(({ scope }) => scope)
    .sort((one, other) => one - other);
  return right[Math.floor(right.length * WITHHELD)] ?? 0;
}

/** @param rank 0 to 1 */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(rank * sorted.length) - 1)] ?? 0;
}
