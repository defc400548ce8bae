/** What a question comes to: the model's answer, the documents' own words, or none. */
import {
  type AgentContext,
  describeError,
  type FoundPassage,
  type JsonObject,
  type Model,
  type OutboundActivity,
} from '#assistant';
import { writeAnswer } from './citations.ts';
import { extractAnswer } from './extract.ts';
import { type Generated, generateAnswer } from './generate.ts';
import type { Earlier, ModelParameters, Prompt } from './prompt.ts';
import { isOrder } from './wording.ts';

export interface Outcome {
  readonly source?: 'model' | 'extractive';
  readonly activity?: OutboundActivity;
  readonly explanation: JsonObject;
}

/** What is answered, and from what. */
export interface Case {
  readonly question: string;
  readonly earlier: readonly Earlier[];
  /** Best first, at least one. */
  readonly passages: readonly FoundPassage[];
  readonly prompt: Prompt;
  readonly parameters: ModelParameters;
}

export const since = (startedAt: number): number => Math.round(performance.now() - startedAt);

/** The documents are the body's own, and quoted as they are; but not where they address whoever answers. */
function answerFromWords({ question, passages }: Case, explanation: JsonObject): Outcome {
  const statements = extractAnswer(question, passages).filter(({ text }) => !text.split('\n').some(isOrder));
  return statements.length > 0
    ? { source: 'extractive', activity: writeAnswer(statements), explanation }
    : { explanation: { ...explanation, reason: 'nothing-to-quote' } };
}

function explain({ cut, report, withheld, brokeOff }: Generated): JsonObject {
  return {
    dropped: cut.length,
    ...(cut.length > 0 ? { cut: cut.map((one) => ({ ...one })) } : {}),
    ...(withheld === undefined ? {} : { withheld }),
    ...(brokeOff === undefined ? {} : { brokeOff }),
    ...(report === undefined
      ? {}
      : {
          model: report.model,
          pool: report.pool,
          server: report.server,
          attempts: report.attempts,
          firstTokenMs: Math.round(report.firstTokenMs),
          ...report.usage,
        }),
  };
}

async function answerWithModel(asked: Case, model: Model, context: AgentContext): Promise<Outcome> {
  const startedAt = performance.now();
  const { prompt, parameters } = asked;
  const about = {
    model: model.name,
    prompt: prompt.name,
    promptVersion: prompt.version,
    promptHash: prompt.hash,
    parametersVersion: parameters.version,
  };
  try {
    const { signal, onJudged } = context;
    const onKept = (text: string): void => context.partial(text);
    const generated = await generateAnswer({ ...asked, model, signal, onKept, onJudged });
    const { activity, withheld } = generated;
    const explanation = { ...about, ...explain(generated), modelMs: since(startedAt) };
    if (activity) return { source: 'model', activity, explanation };
    if (withheld === 'no-answer') return { explanation: { ...explanation, reason: 'model-found-no-answer' } };
    context.log.info(
      { model: model.name, withheld, cut: generated.cut.map(({ reason }) => reason) },
      'the model’s answer is withheld',
    );
    return answerFromWords(asked, { ...explanation, fallback: withheld ?? '' });
  } catch (error) {
    context.signal.throwIfAborted();
    const fallback = describeError(error);
    context.log.warn({ model: model.name, error: fallback }, 'the model failed; answering without it');
    return answerFromWords(asked, { ...about, modelMs: since(startedAt), fallback });
  }
}

/** @throws what the signal aborts with, and nothing else that a model may do */
export const answerQuestion = (asked: Case, context: AgentContext): Promise<Outcome> | Outcome =>
  context.model ? answerWithModel(asked, context.model, context) : answerFromWords(asked, {});
