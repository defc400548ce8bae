/**
 * Judge: a model decides what the recognizer doubts, among what the recognizer thought possible. It
 * has little time and can write nothing but its choice; where it fails, the doubt stays and the
 * citizen is asked.
 */
import { z } from 'zod';
import { createCircuit } from '../circuit.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Model } from '../model.ts';
import type { Guess } from '../recognizer.ts';
import type { Judge, MessageUnderstanding } from '../understanding.ts';
import { answerSchema, type IntentDescription, writeQuestion } from './judge-prompt.ts';
import { maskPersonal } from './mask.ts';

/** After so many failures in a row it is left alone for a while. */
const FAILURES = 5;
const REST_MS = 30_000;
/** Of the answer, in tokens: `{"opcao": 1}`. */
const MAX_TOKENS = 24;
const MAX_LENGTH = 200;

export interface JudgeOptions {
  readonly model: Model;
  /** What citizens call an intent, and how they ask for it. */
  describe(intent: string, locale: string): IntentDescription;
  /** For one message, in all. */
  readonly budgetMs: number;
  readonly log: Log;
  /** In milliseconds, of a clock that is never set back. */
  now?(): number;
}

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length > MAX_LENGTH) throw new Error('the answer is too long');
  }
  return text;
}

/** As it is written when the model has chosen; what the recognizer had guessed stays to be seen. */
function settle(
  doubtful: MessageUnderstanding,
  chosen: Guess | undefined,
  guesses: readonly Guess[],
  decidedBy: string,
): MessageUnderstanding {
  const alternatives = guesses.filter((guess) => guess !== chosen);
  return chosen
    ? { ...doubtful, ...chosen, certainty: 'sure', alternatives, decidedBy }
    : { ...doubtful, intent: null, confidence: 0, certainty: 'unknown', alternatives, decidedBy };
}

export function createJudge(options: JudgeOptions): Judge {
  const { model, describe, budgetMs, log, now } = options;
  const circuit = createCircuit({ failures: FAILURES, pauseMs: REST_MS, ...(now ? { now } : {}) });

  async function choose(text: string, doubtful: MessageUnderstanding, guesses: readonly Guess[]) {
    const described = guesses.map(({ intent }) => describe(intent, doubtful.locale));
    const pieces = model.stream({
      messages: writeQuestion(maskPersonal(text, doubtful.entities), described),
      signal: AbortSignal.timeout(budgetMs),
      maxTokens: MAX_TOKENS,
      answerSchema: answerSchema(guesses.length),
    });
    const answer: unknown = JSON.parse(await collect(pieces));
    const { opcao } = z.strictObject({ opcao: z.int().min(0).max(guesses.length) }).parse(answer);
    return guesses[opcao - 1];
  }

  return async (text, doubtful) => {
    const { intent, confidence, alternatives } = doubtful;
    if (intent === null || doubtful.certainty !== 'doubtful' || !circuit.enter()) return doubtful;
    const guesses = [{ intent, confidence }, ...alternatives];
    try {
      const chosen = await choose(text, doubtful, guesses);
      circuit.succeed();
      return settle(doubtful, chosen, guesses, model.name);
    } catch (error) {
      circuit.fail();
      log.warn({ model: model.name, error: describeError(error) }, 'the model did not settle a doubt');
      return doubtful;
    }
  };
}
