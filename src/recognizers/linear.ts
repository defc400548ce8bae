/**
 * The recognizer of the house: linear models over stems and pieces of words, with a confidence that is
 * calibrated on held-out phrases. It learns in seconds, needs no downloaded weights, and knows what it
 * does not know. What was tried, and what it brought: docs/nlu.md.
 */
import {
  type Certainty,
  type Example,
  type Guess,
  MAX_GUESSES,
  OUT_OF_SCOPE,
  type Recognizer,
  type RecognizerKind,
} from '../recognizer.ts';
import { arrangeExamples } from './arrange.ts';
import { type Calibration, type Judgement, judge } from './linear/calibration.ts';
import { createWeigh, rank, readSigns } from './linear/classifier.ts';
import { createExtract, type Extract } from './linear/features.ts';
import { readModel, writeModel } from './linear/model-bytes.ts';
import { trainAll } from './linear/training.ts';

/** Authors name an intent after what is meant: its words are a phrase for it (+1.3 points on TAIS's folds). */
const nameAsPhrase = (intent: string): Example => ({ intent, text: intent.replace(/[_\-./]+/g, ' ') });

const hasWords = ({ stems }: ReturnType<Extract>): boolean => stems.length > 0;

async function train(
  examples: readonly Example[],
  { locale }: { readonly locale: string },
): Promise<Uint8Array> {
  const extract = await createExtract(locale);
  const arranged = arrangeExamples(examples);
  const intents = arranged.intents.toSorted();
  const labels = new Map(intents.map((intent, label) => [intent, label]));
  const lessons = [...arranged.examples, ...intents.map(nameAsPhrase)]
    .map(({ text, intent }) => ({ seen: extract(text), label: labels.get(intent) as number }))
    .filter(({ seen }) => hasWords(seen));
  const foreign = examples
    .filter(({ intent }) => intent === OUT_OF_SCOPE)
    .map(({ text }) => ({ seen: extract(text), label: -1 }));
  const { classifier, ...judging } = trainAll(lessons, foreign, intents.length);
  return writeModel({ ...classifier, ...judging, locale, intents });
}

/** Of what is likely in scope and not the first, each other class has its share; none more than the one before it. */
function toGuesses(
  ranked: readonly number[],
  shares: Float64Array,
  { scope, confidence }: Judgement,
  intents: readonly string[],
): Guess[] {
  const [first = 0] = ranked;
  const rest = 1 - (shares[first] as number) || 1;
  let most = confidence;
  return ranked.slice(0, MAX_GUESSES).map((k) => {
    if (k !== first) most = Math.min(most, ((scope - confidence) * (shares[k] as number)) / rest);
    return { intent: intents[k] as string, confidence: most };
  });
}

/** Asking is worth it where what was meant is rather among the choices than not. */
const WORTH_ASKING = 0.5;

function certaintyOf(guesses: readonly Guess[], { sure }: Calibration): Certainty {
  if ((guesses[0]?.confidence ?? 0) >= sure) return 'sure';
  const offered = guesses.reduce((sum, { confidence }) => sum + confidence, 0);
  return offered >= WORTH_ASKING ? 'doubtful' : 'unknown';
}

async function load(bytes: Uint8Array, version: string): Promise<Recognizer> {
  const { locale, intents, mix, calibration, ...classifier } = readModel(bytes);
  const extract = await createExtract(locale);
  const weigh = createWeigh(classifier);
  return {
    version,
    intents,
    async recognize(text) {
      const seen = extract(text);
      const evidence = intents.length > 0 && hasWords(seen) ? weigh(seen) : undefined;
      if (!evidence) return { guesses: [], certainty: 'unknown', outOfScope: 1 };
      const ranked = rank(evidence, mix);
      const judgement = judge(calibration, readSigns(evidence, ranked));
      const guesses = toGuesses(ranked, evidence.shares, judgement, intents);
      return { guesses, certainty: certaintyOf(guesses, calibration), outOfScope: 1 - judgement.scope };
    },
  };
}

export const linear: RecognizerKind = { name: 'linear', revision: 2, train, load };
