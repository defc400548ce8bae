/**
 * Answers a question from the body's documents, and cites them. Input: `{ question }`. Output:
 * `{ source }`, `model` or `extractive`, which says who wrote the answer's text; `{}` when there is
 * none. Each sentence carries the mark of a citation whose quote stands literally in its passage.
 *
 * Explanation: `reason` (why nothing was answered), `passages` with score and coverage, `model`,
 * `promptVersion`, `dropped` (sentences of the model that no passage carries), `fallback`
 * (why the model's answer was not used), and times in milliseconds.
 */
import { z } from 'zod';
import {
  type AgentContext,
  defineAgent,
  describeError,
  type FoundPassage,
  type JsonObject,
  type Model,
  type OutboundActivity,
} from '#assistant';
import { writeAnswer } from './citations.ts';
import { extractAnswer } from './extract.ts';
import { findFocus } from './focus.ts';
import { generateAnswer } from './generate.ts';
import { PROMPT_VERSION } from './prompt.ts';

/**
 * Least coverage of the best passage. Of 92 questions about our own documents, 96 % reach it; of 279
 * FaQuAD questions, which have nothing to do with them, 9 % do. Fit it again with other documents.
 */
const LEAST_COVERAGE = 0.36;

/** Handed to the model; the extractive answer looks at the first three. */
const PASSAGES = 6;

interface Outcome {
  readonly source?: 'model' | 'extractive';
  readonly activity?: OutboundActivity;
  readonly explanation: JsonObject;
}

const since = (startedAt: number): number => Math.round(performance.now() - startedAt);

const extractive = (
  question: string,
  passages: readonly FoundPassage[],
  explanation: JsonObject,
): Outcome => ({
  source: 'extractive',
  activity: writeAnswer(extractAnswer(question, passages)),
  explanation,
});

async function withModel(
  question: string,
  passages: readonly FoundPassage[],
  model: Model,
  context: AgentContext,
): Promise<Outcome> {
  const startedAt = performance.now();
  const about = { model: model.name, promptVersion: PROMPT_VERSION };
  try {
    const { signal } = context;
    const { activity, withheld, dropped, firstTokenMs } = await generateAnswer(
      ...([question, passages, model, signal] as const),
      (text) => context.partial(text),
    );
    const explanation = {
      ...about,
      dropped,
      modelMs: since(startedAt),
      ...(firstTokenMs === undefined ? {} : { firstTokenMs: Math.round(firstTokenMs) }),
    };
    if (withheld) return { explanation: { ...explanation, reason: 'model-found-no-answer' } };
    if (activity) return { source: 'model', activity, explanation };
    return extractive(question, passages, {
      ...explanation,
      fallback: 'no sentence of the model was grounded',
    });
  } catch (error) {
    context.signal.throwIfAborted();
    const fallback = describeError(error);
    context.log.warn({ model: model.name, error: fallback }, 'the model failed; answering without it');
    return extractive(question, passages, { ...about, modelMs: since(startedAt), fallback });
  }
}

interface Searched {
  /** As it was searched for. */
  readonly question: string;
  readonly passages: readonly FoundPassage[];
}

/** A story that covers little is searched for what it asks. */
async function search(text: string, { knowledge, signal }: AgentContext): Promise<Searched> {
  const passages = await knowledge.search(text, { limit: PASSAGES });
  signal.throwIfAborted();
  const focus = (passages[0]?.coverage ?? 0) < LEAST_COVERAGE ? findFocus(text) : undefined;
  if (focus === undefined) return { question: text, passages };
  const focused = await knowledge.search(focus, { limit: PASSAGES });
  signal.throwIfAborted();
  return { question: focus, passages: focused };
}

async function answer(
  question: string,
  passages: readonly FoundPassage[],
  context: AgentContext,
): Promise<Outcome> {
  const [best] = passages;
  if (best === undefined) return { explanation: { reason: 'nothing-found' } };
  if (best.coverage < LEAST_COVERAGE) return { explanation: { reason: 'too-little-covered' } };
  return context.model
    ? withModel(question, passages, context.model, context)
    : extractive(question, passages, {});
}

export default defineAgent({
  input: z.object({ question: z.string() }),
  output: z.object({ source: z.enum(['model', 'extractive']).optional() }),
  permissions: { reads: ['knowledge'], model: 'masked' },
  timeoutMs: 60_000,
  concurrency: 16,
  async run(task, context) {
    const startedAt = performance.now();
    const { question, passages } = await search(task.input.question, context);
    const searchMs = since(startedAt);
    const { source, activity, explanation } = await answer(question, passages, context);
    return {
      status: activity ? 'answered' : 'unanswered',
      ...(activity ? { activity } : {}),
      output: source ? { source } : {},
      explanation: {
        ...explanation,
        ...(question === task.input.question ? {} : { searchedFor: question }),
        passages: passages.map(({ passageId, score, coverage }) => ({ passageId, score, coverage })),
        searchMs,
      },
    };
  },
});
