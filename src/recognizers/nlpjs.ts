/**
 * nlp.js's own parts, its perceptrons and its stemmers, without the `NlpManager` that the package
 * node-nlp puts around them (see node-nlp.ts): more right on what was measured, no traps, lighter.
 */
import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import type { Example, Recognizer, RecognizerKind } from '../recognizer.ts';
import { arrangeExamples } from './arrange.ts';
import { createFeatureExtractor } from './features.ts';

/**
 * Measured on the TAIS training phrases (two of five folds, examples intent by intent): momentum 0.5
 * (nlp.js's own) 0.792, 0.8 0.813, 0.9 0.808; 40 rounds brought 0.01 more and take twice the time.
 */
const TRAINING = { iterations: 20, momentum: 0.8, log: false } as const;

/** nlp.js's own: above zero a perceptron answers this share of its sum. */
const ACTIVATION_SLOPE = 0.07;

const modelSchema = z.object({
  locale: z.string(),
  /** Row n of `weights` is intent n: per feature a weight, then the bias. */
  intents: z.array(z.string()),
  features: z.array(z.string()),
  weights: z.array(z.array(z.number())),
});

/** Each text has length 1, so that a long one does not shout: without it TAIS falls from 0.85 to 0.39. */
const toVector = (features: readonly string[]): Readonly<Record<string, number>> => {
  const weight = 1 / Math.sqrt(features.length);
  return Object.fromEntries(features.map((feature) => [feature, weight]));
};

/** Enough digits for the same answers, and a third of the size. */
const round = (weight: number): number => Number(weight.toPrecision(4));

async function train(
  examples: readonly Example[],
  { locale }: { readonly locale: string },
): Promise<JsonObject> {
  const { NeuralNetwork } = await import('@nlpjs/neural');
  const extract = await createFeatureExtractor(locale);
  const lesson = arrangeExamples(examples);
  const numbers = new Map(lesson.intents.map((intent, number) => [intent, number]));
  const network = new NeuralNetwork({ ...TRAINING });
  // Intents go by their number: an intent may have a name that every object has.
  network.train(
    lesson.examples.map(({ text, intent }) => ({
      input: toVector(extract(text)),
      output: { [String(numbers.get(intent))]: 1 },
    })),
  );
  const { features = [], perceptrons = [] } = network.toJSON();
  return { locale, intents: lesson.intents, features, weights: perceptrons.map((row) => row.map(round)) };
}

async function load(json: JsonObject, version: string): Promise<Recognizer> {
  const { locale, intents, features, weights } = modelSchema.parse(json);
  if (weights.length !== intents.length || weights.some((row) => row.length !== features.length + 1)) {
    throw new RangeError('the model has rows of another length than its features');
  }
  const extract = await createFeatureExtractor(locale);
  const rows = new Map(features.map((feature, row) => [feature, row]));
  const perceptrons = weights.map((row) => Float64Array.from(row));
  const biasRow = features.length;

  /**
   * What nlp.js's `run` computes, without its copies of the input: half the time. A score is trained
   * towards 1; the share of features it knows makes it modest before foreign words.
   */
  const decide = (text: string) => {
    const found = extract(text);
    const known = found.map((feature) => rows.get(feature)).filter((row) => row !== undefined);
    const weight = 1 / Math.sqrt(found.length);
    let [best, score] = [-1, 0];
    for (const [number, perceptron] of perceptrons.entries()) {
      let sum = 0;
      for (const row of known) sum += perceptron[row] ?? 0;
      const activation = ACTIVATION_SLOPE * (sum * weight + (perceptron[biasRow] ?? 0));
      if (activation > score) [best, score] = [number, activation];
    }
    const intent = intents[best];
    const confidence = Math.min(1, score) * (known.length / Math.max(1, found.length));
    const none = intent === undefined || confidence === 0;
    return none ? { intent: null, confidence: 0 } : { intent, confidence };
  };
  return {
    version,
    intents,
    recognize: async (text) => ({ ...decide(text), entities: [], locale, decidedBy: version }),
  };
}

export const nlpjs: RecognizerKind = { name: 'nlpjs', revision: 2, train, load };
