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
import { createRandom } from './matrix.ts';

/** Fewer lessons than this say nothing of how sure one may be. */
const LEAST_LESSONS = 10;
/** One of so many parts of the classes, and of the phrases of the other classes, is held out in each fold. */
const PARTS = 10;
/** Phrases over all folds, about: where there are many, fewer folds tell as much. */
const LESSONS_WANTED = 5_000;

interface Fold {
  readonly learnt: readonly Lesson[];
  readonly held: readonly Lesson[];
}

/** Phrases that are the same but for case, accents and signs are held out together. */
const keyOf = ({ seen }: Lesson): string => seen.stems.join(' ');

function assignTo(keys: Iterable<string>, folds: number, seed: number): ReadonlyMap<string, number> {
  const random = createRandom(seed);
  return new Map([...new Set(keys)].sort().map((key) => [key, Math.floor(random() * folds)]));
}

function createFolds(lessons: readonly Lesson[]): Fold[] {
  const count = Math.max(1, Math.min(PARTS, Math.round(LESSONS_WANTED / lessons.length)));
  const phrases = assignTo(lessons.map(keyOf), PARTS, 11);
  const classes = assignTo(
    lessons.map(({ label }) => String(label)),
    PARTS,
    12,
  );
  return Array.from({ length: count }, (_, fold) => {
    const isHeld = (lesson: Lesson) =>
      phrases.get(keyOf(lesson)) === fold || classes.get(String(lesson.label)) === fold;
    return { learnt: lessons.filter((each) => !isHeld(each)), held: lessons.filter(isHeld) };
  });
}

const labelsOf = (lessons: readonly Lesson[]): number[] =>
  [...new Set(lessons.map(({ label }) => label))].sort((a, b) => a - b);

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
 * How much a share counts beside a margin. On held-out training phrases the machines were ahead where
 * classes are few (AskUbuntu, 5: 0.912 against 0.868), the regression where they are many (TAIS, 104:
 * 0.821 against 0.808); docs/nlu.md.
 */
const mixFor = (classes: number): number => Math.min(2, classes / 15);

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
