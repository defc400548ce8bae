/**
 * Trial: a question that its author watches being answered, step by step, by the code that answers
 * citizens. It belongs to no conversation, nothing of it is kept, and it can change nothing.
 */
import type { OutboundActivity } from './activity.ts';
import type { JudgedSentence } from './agent.ts';
import type { AgentAnswer } from './event.ts';
import type { JsonObject } from './json.ts';
import type { Audience, FoundPassage } from './knowledge.ts';
import type { ModelMessage, ModelReport } from './model.ts';
import type { MessageUnderstanding } from './understanding.ts';

/** Where a trial is taken: by whoever reads messages, or by the agent that answers from the documents. */
export const TRIAL_DESKS = ['reading', 'documentation'] as const;
export type TrialDesk = (typeof TRIAL_DESKS)[number];

export interface TrialQuestion {
  readonly question: string;
  /** Of the conversation: a BCP 47 tag. */
  readonly locale: string;
  /** What was asked before, newest last. */
  readonly earlier: readonly string[];
  /** All where left out. */
  readonly collections?: readonly string[];
  readonly audience: Audience;
  /** The day on which the documents have to hold, as 2026-11-21; today where left out. */
  readonly on?: string;
}

/** What a person at the desk asks for; the citizen sees nothing of it. */
export type CopilotQuestion =
  | ({ readonly what: 'answer' } & Omit<TrialQuestion, 'collections' | 'on'>)
  /** `text`: what is to be summed up. `locale`: of the reader. */
  | { readonly what: 'summary'; readonly text: string; readonly locale: string }
  /** Twenty digits. */
  | { readonly what: 'case'; readonly caseNumber: string; readonly locale: string };

/** What is asked at each. */
export interface AskedAt extends Record<TrialDesk, TrialQuestion> {
  readonly copilot: CopilotQuestion;
}

/** With a model, or as it would be without one. */
export type TrialWay = 'answer' | 'without-model';

export type TrialStep =
  | { readonly step: 'understood'; readonly understanding: MessageUnderstanding; readonly tookMs: number }
  /** Somebody has taken it. `model`: by name; null where none is set. */
  | { readonly step: 'begun'; readonly model: string | null }
  | {
      readonly step: 'searched';
      /** As it was searched for. */
      readonly question: string;
      readonly earlier: readonly string[];
      readonly passages: readonly FoundPassage[];
      readonly tookMs: number;
    }
  /** As the model server gets it: what is personal is masked. */
  | { readonly step: 'prompted'; readonly messages: readonly ModelMessage[] }
  /** What more the model has written. */
  | { readonly step: 'written'; readonly text: string }
  /** Another server begins the answer anew: what was written and judged so far is void. */
  | { readonly step: 'restarted' }
  | {
      readonly step: 'model-ended';
      readonly tookMs: number;
      /** Null where it failed, or nobody read on. */
      readonly report: ModelReport | null;
      readonly error: string | null;
    }
  | { readonly step: 'judged'; readonly sentence: JudgedSentence }
  | {
      readonly step: 'answered';
      readonly way: TrialWay;
      readonly status: AgentAnswer['status'];
      readonly activity: OutboundActivity | null;
      readonly explanation: JsonObject;
      readonly tookMs: number;
    }
  /** `nobody`: no process took it. */
  | { readonly step: 'failed'; readonly nobody: boolean; readonly error: string }
  | { readonly step: 'ended' };

export type CopilotStep =
  | Extract<TrialStep, { readonly step: 'answered' | 'failed' | 'ended' }>
  /** What there is so far, the whole of it. */
  | { readonly step: 'partial'; readonly text: string }
  | { readonly step: 'summarised'; readonly text: string; readonly model: string };

/** What is told at each. */
export interface ToldAt extends Record<TrialDesk, TrialStep> {
  readonly copilot: CopilotStep;
}
