/** Trains a recognizer on one part of a corpus and asks it for the other. */

import { type Example, OUT_OF_SCOPE, type Recognizer, type RecognizerKind } from '../recognizer.ts';
import { fold } from '../words.ts';
import {
  bestMatthews,
  calibrationError,
  chooseThreshold,
  type Judged,
  measureAnswers,
  oosAuroc,
  percentile,
} from './measures.ts';

export interface Evaluation {
  readonly kind: RecognizerKind;
  readonly train: readonly Example[];
  readonly test: readonly Example[];
  /** Chooses the threshold. */
  readonly validation?: readonly Example[];
  readonly locale: string;
  /** Least likelihood of being in scope with which a phrase is answered; `learnt`: what the recognizer itself does not call unknown. */
  readonly threshold: number | 'learnt';
}

interface Answered extends Judged {
  readonly isUnknown: boolean;
  readonly ms: number;
  /** Stands, but for case, accents and signs, in the training part too. */
  readonly isRepeated: boolean;
}

/** A phrase as it is compared with others: without case, accents and signs. */
export const comparable = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

async function ask(
  recognizer: Recognizer,
  examples: readonly Example[],
  learnt: ReadonlySet<string>,
  locale: string,
): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const { text, intent: gold } of examples) {
    const askedAt = performance.now();
    const { guesses, certainty, outOfScope } = await recognizer.recognize(text, { locale });
    const ms = performance.now() - askedAt;
    const { intent: guess, confidence } = guesses[0] ?? { intent: OUT_OF_SCOPE, confidence: 0 };
    answers.push({
      gold,
      guess,
      confidence,
      scope: 1 - outOfScope,
      ms,
      isUnknown: certainty === 'unknown',
      isRepeated: learnt.has(comparable(text)),
    });
  }
  return answers;
}

/** What it acts upon, or asks about, is an answer, and nothing else. */
const asLearnt = (answer: Answered): Answered => ({ ...answer, scope: answer.isUnknown ? 0 : 1 });

function measureAt(answers: readonly Answered[], threshold: number | 'learnt') {
  return threshold === 'learnt'
    ? measureAnswers(answers.map(asLearnt), 0.5)
    : measureAnswers(answers, threshold);
}

/** Figures of docs/nlu.md; times in milliseconds. */
export async function evaluate({ kind, train, test, validation, locale, threshold: asked }: Evaluation) {
  const startedAt = performance.now();
  const model = await kind.train(train, { locale });
  const trainMs = performance.now() - startedAt;
  const loadedAt = performance.now();
  const recognizer = await kind.load(model, `${kind.name}@evaluation`);
  const loadMs = performance.now() - loadedAt;
  const learnt = new Set(train.map(({ text }) => comparable(text)));
  const threshold = validation ? chooseThreshold(await ask(recognizer, validation, learnt, locale)) : asked;
  const answers = await ask(recognizer, test, learnt, locale);
  const times = answers.map(({ ms }) => ms);
  const unrepeated = answers.filter(({ gold, isRepeated }) => gold !== OUT_OF_SCOPE && !isRepeated);
  return {
    ...measureAt(answers, threshold),
    threshold,
    unrepeated: unrepeated.length,
    unrepeatedAccuracy: measureAt(unrepeated, threshold).inScopeAccuracy,
    bestMcc: bestMatthews(answers),
    learntMcc: measureAt(answers, 'learnt').mcc,
    oosAuroc: oosAuroc(answers),
    ece: calibrationError(answers),
    trainMs,
    loadMs,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    modelBytes: model.byteLength,
    recognizer: kind.name,
  };
}
