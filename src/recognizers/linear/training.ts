/** Training: lessons in an order of their own, trials on what was held out, and the models on all. */

import { MAX_GUESSES } from '../../recognizer.ts';
import { type Calibration, calibrate, DEFAULT, type Trial } from './calibration.ts';
import {
  type Classifier,
  createWeigh,
  type Evidence,
  type Lesson,
  rank,
  readSigns,
  trainClassifier,
} from './classifier.ts';
import { createRandom, shuffle } from './matrix.ts';

/** Fewer lessons than this say nothing of how sure one may be. */
const LEAST_LESSONS = 10;
/** One of so many parts of the classes, and of the phrases of the other classes, is held out in each fold. */
const PARTS = 10;
/** Phrases over all folds, about: where there are many, fewer folds tell as much. */
const LESSONS_WANTED = 1_500;
/** Fewer folds leave too few classes out, but where there are very many phrases. */
const LEAST_FOLDS = { folds: 2, upTo: 4_000 } as const;

interface Fold {
  readonly learnt: readonly Lesson[];
  readonly held: readonly Lesson[];
}

/** Phrases that are the same but for case, accents and signs are held out together. */
const keyOf = ({ seen }: Lesson): string => seen.stems.join(' ');

/** Deals keys out, evenly, in an order of its own. */
function dealOut(keys: Iterable<string>, seed: number, parts = PARTS): ReadonlyMap<string, number> {
  const sorted = [...new Set(keys)].sort();
  const order = Int32Array.from(sorted.keys());
  shuffle(order, createRandom(seed));
  return new Map(sorted.map((key, at) => [key, (order[at] as number) % parts]));
}

function countFolds(lessons: number): number {
  const least = lessons <= LEAST_FOLDS.upTo ? LEAST_FOLDS.folds : 1;
  return Math.max(least, Math.min(PARTS, Math.round(LESSONS_WANTED / lessons)));
}

const labelsOf = (lessons: readonly Lesson[]): number[] =>
  [...new Set(lessons.map(({ label }) => label))].sort((a, b) => a - b);

function createFolds(lessons: readonly Lesson[]): Fold[] {
  const phrases = dealOut(lessons.map(keyOf), 11);
  // However few there are, each fold leaves one out: else nothing would be known of what is foreign.
  const parts = Math.min(PARTS, labelsOf(lessons).length);
  const classes = dealOut(
    lessons.map(({ label }) => String(label)),
    12,
    parts,
  );
  return Array.from({ length: countFolds(lessons.length) }, (_, fold) => {
    const isHeld = (lesson: Lesson) =>
      phrases.get(keyOf(lesson)) === fold || classes.get(String(lesson.label)) === fold;
    return { learnt: lessons.filter((each) => !isHeld(each)), held: lessons.filter(isHeld) };
  });
}

/** A held-out text, and what models that had not seen it said. */
interface Answer {
  readonly evidence: Evidence;
  /** By the fold's own numbers; undefined where its class was left out. */
  readonly label: number | undefined;
}

function askFold({ learnt, held }: Fold, foreign: readonly Lesson[]): Answer[] {
  const labels = labelsOf(learnt);
  if (labels.length < 2) return [];
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const lessons = learnt.map(({ seen, label }) => ({ seen, label: numbers.get(label) as number }));
  const weigh = createWeigh(trainClassifier(lessons, labels.length));
  return [...held, ...foreign].flatMap(({ seen, label }) => {
    const evidence = weigh(seen);
    return evidence ? [{ evidence, label: numbers.get(label) }] : [];
  });
}

/**
 * How much a share counts beside a margin. On held-out training phrases of ten corpora the machines alone are as
 * good as any mixture where classes are few, and half a share is as good as more where they are many; docs/nlu.md.
 */
const mixFor = (classes: number): number => Math.min(0.5, classes / 60);

const toTrial = ({ evidence, label }: Answer, mix: number): Trial => {
  const ranked = rank(evidence, mix);
  return {
    signs: readSigns(evidence, ranked),
    isRight: ranked[0] === label,
    isForeign: label === undefined,
    isOffered: label !== undefined && ranked.indexOf(label) < MAX_GUESSES,
  };
};

export interface Trained {
  readonly classifier: Classifier;
  readonly mix: number;
  readonly calibration: Calibration;
}

/** @param foreign texts that belong to none of the classes */
export function trainAll(lessons: readonly Lesson[], foreign: readonly Lesson[], classes: number): Trained {
  const folds = lessons.length < LEAST_LESSONS ? [] : createFolds(lessons);
  const answers = folds.flatMap((fold) => askFold(fold, foreign));
  const mix = mixFor(classes);
  const trials = answers.map((answer) => toTrial(answer, mix));
  return {
    classifier: trainClassifier(lessons, classes),
    mix,
    calibration: trials.length === 0 ? DEFAULT : calibrate(trials),
  };
}
