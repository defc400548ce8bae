/** What is known of a trial so far, from its steps. Pure. */
import type { JudgedSentence } from '../../src/agent.ts';
import type { FoundPassage } from '../../src/knowledge.ts';
import type { TrialDesk, TrialStep, TrialWay } from '../../src/trial.ts';

type Step<Name extends TrialStep['step']> = Extract<TrialStep, { step: Name }>;

export interface Gathered {
  readonly understood?: Step<'understood'>;
  /** Undefined until somebody has taken it; null where there is no model. */
  readonly model?: string | null;
  /** In their order; the last is what was answered from. */
  readonly searches: readonly Step<'searched'>[];
  readonly prompt?: Step<'prompted'>;
  readonly written: string;
  readonly modelEnd?: Step<'model-ended'>;
  readonly judged: readonly JudgedSentence[];
  readonly answers: Partial<Record<TrialWay, Step<'answered'>>>;
  /** By desk: what went wrong there. */
  readonly failures: Partial<Record<TrialDesk, Step<'failed'>>>;
}

export const NOTHING: Gathered = { searches: [], written: '', judged: [], answers: {}, failures: {} };

export function gather(before: Gathered, desk: TrialDesk, step: TrialStep): Gathered {
  switch (step.step) {
    case 'understood':
      return { ...before, understood: step };
    case 'begun':
      return { ...before, model: step.model };
    case 'searched':
      return { ...before, searches: [...before.searches, step] };
    case 'prompted':
      return { ...before, prompt: step };
    case 'written':
      return { ...before, written: before.written + step.text };
    case 'restarted':
      return { ...before, written: '', judged: [] };
    case 'model-ended':
      return { ...before, modelEnd: step };
    case 'judged':
      return { ...before, judged: [...before.judged, step.sentence] };
    case 'answered':
      return { ...before, answers: { ...before.answers, [step.way]: step } };
    case 'failed':
      return { ...before, failures: { ...before.failures, [desk]: step } };
    case 'ended':
      return before;
  }
}

/** What the answer was made from, best first. */
export const passagesOf = ({ searches }: Gathered): readonly FoundPassage[] =>
  searches.at(-1)?.passages ?? [];

/** What of each passage carries what the citizen gets, by its id. */
export function quotesOf({ judged, answers }: Gathered): ReadonlyMap<string, readonly string[]> {
  const cited = answers.answer?.activity?.citations ?? [];
  const kept = judged.flatMap(({ kept: isKept, sources = [] }) => (isKept ? sources : []));
  const byPassage = Map.groupBy([...cited, ...kept], ({ passageId }) => passageId);
  return new Map([...byPassage].map(([id, own]) => [id, [...new Set(own.map(({ quote }) => quote))]]));
}
