/**
 * The package `node-nlp` whole: its `NlpManager`, with its own features, training and scores.
 *
 * Its traps, read in the sources of 4.27, and what is done about them:
 * - The package's index, when imported, and NlpManager, when made without a container, read `./.env`
 *   into the environment, `./conf.json` and `./pipelines.md`, and run `./plugins/*.js`: only
 *   NlpManager's own file is imported, and it is given a container that reads no files.
 * - It writes `model.nlp` after training, prints each round of training, and prints phrases without
 *   words: off, off, and such phrases do not reach it.
 * - It keeps every message for an hour (twice) and every word for ever: a pipeline of our own goes
 *   around one of its stores, and the others are emptied after each message.
 * - `constructor`, `__proto__`, `nonefeature` as words or intents break its look-ups: words get a
 *   sign before them, and intents go by number.
 * - An empty text makes it read the language's name instead: nor does that.
 * - A training phrase with a word such as `%name%` makes it look for entities in every message, 9 ms
 *   each: percent signs are blanks.
 *
 * What cannot be contained: importing it takes about 0.5 s and 116 MB, for entities, sentiment and
 * forty languages that are not used; its scores are shares between the intents that a text has a
 * word in common with, so a single word may bring 1, and a threshold hardly sorts out anything.
 */
import { z } from 'zod';
import type { Example, Guess, Reading, Recognizer, RecognizerKind } from '../recognizer.ts';
import { MAX_GUESSES } from '../recognizer.ts';
import { arrangeExamples } from './arrange.ts';

const modelSchema = z.object({
  locale: z.string(),
  /** Their numbers are the manager's names for them. */
  intents: z.array(z.string()),
  /** What NlpManager exports. */
  manager: z.record(z.string(), z.unknown()),
});

interface Tokenized {
  tokens: unknown;
}

/** Puts a sign before each word, so that none is a name that every object has. */
const arrToObj = {
  run(input: Tokenized): Tokenized {
    const words = Array.isArray(input.tokens) ? input.tokens : [];
    return { ...input, tokens: Object.fromEntries(words.map((word) => [`=${String(word)}`, 1])) };
  },
};

/** nlp.js's own steps; as a pipeline they go without its store of results. */
const PREPARE = ['normalize', 'tokenize', 'removeStopwords', 'stem', 'arrToObj', 'output.tokens'];

/** @param language of two letters, as NlpManager shortens them to */
async function createNlp(language: string) {
  const { containerBootstrap } = await import('@nlpjs/core');
  const { default: NlpManager } = await import('node-nlp/src/nlp/nlp-manager.js');
  const container = containerBootstrap();
  container.register('arrToObj', arrToObj);
  container.registerPipeline('nlu-??-prepare', PREPARE);
  const manager = new NlpManager({
    container,
    languages: [language],
    autoSave: false,
    autoLoad: false,
    forceNER: false,
    calculateSentiment: false,
    // Whoever asks judges the confidence.
    threshold: 0,
    // On TAIS both ways 0.760 right; with it, words that it does not know count for none.
    nlu: { log: false, useNoneFeature: true },
  });
  /** Each store is used without a break in between, so it may be emptied while other calls run. */
  const forget = (): void => {
    for (const name of ['tokenize', `tokenizer-${language}`]) {
      const tokenizer = container.get(name);
      if (tokenizer) tokenizer.cache = undefined;
    }
    const stemmer = container.get(`stemmer-${language}`);
    if (stemmer) stemmer.cache = {};
  };
  return { manager, forget };
}

const languageOf = (locale: string): string => new Intl.Locale(locale).language.slice(0, 2);
const withoutPercent = (text: string): string => text.replaceAll('%', ' ');
const hasWords = (text: string): boolean => /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(text);

async function train(
  examples: readonly Example[],
  { locale }: { readonly locale: string },
): Promise<Uint8Array> {
  const language = languageOf(locale);
  const { manager } = await createNlp(language);
  const { examples: arranged, intents } = arrangeExamples(examples.filter(({ text }) => hasWords(text)));
  for (const { text, intent } of arranged) {
    manager.addDocument(language, withoutPercent(text), String(intents.indexOf(intent)));
  }
  await manager.train();
  return Buffer.from(JSON.stringify({ locale, intents, manager: manager.toObj() }));
}

/** Grouped cross-validation on the dialogs' phrases, when this was the only one; there is no doubt in between. */
const SURE = 0.4;
const UNKNOWN: Reading = { guesses: [], certainty: 'unknown', outOfScope: 1 };

async function load(bytes: Uint8Array, version: string): Promise<Recognizer> {
  const { locale, intents, manager: model } = modelSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
  const language = languageOf(locale);
  const { manager, forget } = await createNlp(language);
  manager.fromObj(model);
  forget();
  return {
    version,
    intents,
    async recognize(text) {
      if (!hasWords(text)) return UNKNOWN;
      const { classifications = [] } = await manager.process(language, withoutPercent(text));
      forget();
      const guesses = classifications
        .map(
          ({ intent, score }): Guess => ({
            intent: intents[Number(intent)] ?? '',
            confidence: Math.min(1, score),
          }),
        )
        .filter(({ intent, confidence }) => intent !== '' && confidence > 0)
        .slice(0, MAX_GUESSES);
      const { confidence = 0 } = guesses[0] ?? {};
      return { guesses, certainty: confidence >= SURE ? 'sure' : 'unknown', outOfScope: 1 - confidence };
    },
  };
}

export const nodeNlp: RecognizerKind = { name: 'node-nlp', revision: 1, train, load };
