/** The answer of a language model, of which only what the passages carry is kept, and shown. */
import {
  describeError,
  type JudgedSentence,
  type Model,
  type ModelReport,
  type OutboundActivity,
  type Passage,
} from '#assistant';
import { type Grounded, writeAnswer } from './citations.ts';
import { type CutReason, judgeStatement } from './ground.ts';
import { type Earlier, fitPassages, type ModelParameters, type Prompt, writePrompt } from './prompt.ts';
import { createStatementReader, type StatementReader, statementsSchema } from './read-statements.ts';

/**
 * Why what the model wrote is not the answer. `no-answer`: it says that the passages hold none.
 * `no-statement`: it wrote nothing that can be read. `main-sentence-cut`: the first sentence, which
 * answers, is not carried. `most-sentences-cut`: fewer than half are.
 */
export type Withheld = 'no-answer' | 'no-statement' | 'main-sentence-cut' | 'most-sentences-cut';

export interface Generated {
  /** Undefined where it is withheld. */
  readonly activity: OutboundActivity | undefined;
  readonly withheld: Withheld | undefined;
  readonly cut: readonly { readonly text: string; readonly reason: CutReason }[];
  /** Undefined where the answer was not read to its end. */
  readonly report: ModelReport | undefined;
  /** Of an answer that is used although its end never came. */
  readonly brokeOff: string | undefined;
}

export interface Generation {
  readonly question: string;
  /** Oldest first. */
  readonly earlier: readonly Earlier[];
  /** Best first. */
  readonly passages: readonly Passage[];
  readonly model: Model;
  readonly prompt: Prompt;
  readonly parameters: ModelParameters;
  readonly signal: AbortSignal;
  /** Told the whole text after each statement that is kept. */
  onKept(text: string): void;
  onJudged?: ((sentence: JudgedSentence) => void) | undefined;
}

/** What was read so far, and what of it stands. */
function createDraft({ onKept, onJudged }: Generation, passages: readonly Passage[]) {
  const kept: Grounded[] = [];
  const cut: { text: string; reason: CutReason }[] = [];
  let reader: StatementReader = createStatementReader();
  return {
    kept,
    cut,
    take(piece: string): void {
      for (const statement of reader.take(piece)) {
        const { grounded, ...judged } = { grounded: undefined, ...judgeStatement(statement, passages) };
        onJudged?.(judged);
        if (grounded) {
          kept.push(grounded);
          onKept(writeAnswer(kept).text);
        } else if (!judged.kept) cut.push({ text: judged.text, reason: judged.reason });
        if (kept.length === 0) return;
      }
    },
    /** Whatever may follow, it is of no use. */
    get isOver() {
      return (kept.length === 0 && cut.length > 0) || reader.isStuck;
    },
    /** Nothing of it was shown: another server may write it anew. */
    restart(): boolean {
      if (kept.length > 0) return false;
      reader = createStatementReader();
      return true;
    },
    whyWithheld(): Withheld | undefined {
      if (kept.length + cut.length === 0) return reader.isNone ? 'no-answer' : 'no-statement';
      if (kept.length === 0) return 'main-sentence-cut';
      return cut.length > kept.length ? 'most-sentences-cut' : undefined;
    },
  };
}

/**
 * Stops the model as soon as its answer is lost: nothing is shown before the first sentence stands.
 * @throws what the model throws before any sentence was shown; and whatever the signal aborts with
 */
export async function generateAnswer(generation: Generation): Promise<Generated> {
  const { question, earlier, model, prompt, parameters, signal } = generation;
  const passages = fitPassages(generation.passages, parameters);
  const draft = createDraft(generation, passages);
  const pieces = model.stream({
    messages: writePrompt(prompt, question, earlier, passages),
    signal,
    maxTokens: parameters.maxTokens,
    temperature: parameters.temperature,
    budgetMs: parameters.budgetMs,
    answerSchema: statementsSchema,
    restart: draft.restart,
  });
  let report: ModelReport | undefined;
  let brokeOff: string | undefined;
  try {
    while (!draft.isOver) {
      const next = await pieces.next();
      if (next.done) {
        report = next.value;
        break;
      }
      draft.take(next.value);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (draft.kept.length === 0) throw error;
    brokeOff = describeError(error);
  } finally {
    await pieces.return(undefined as never);
  }
  const withheld = draft.whyWithheld();
  return {
    activity: withheld ? undefined : writeAnswer(draft.kept),
    withheld,
    cut: draft.cut,
    report,
    brokeOff,
  };
}
