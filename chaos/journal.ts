/**
 * The journal: what people did and saw, what the provider was asked, what was broken. All of it is
 * seen from the outside; the books are made from nothing else. Times are milliseconds since the
 * beginning of the run.
 */
import type { Fault } from './plan.ts';
import type { ReplyKind } from './replies.ts';

/** A message that a person wrote. */
export interface Written {
  readonly person: string;
  readonly id: string;
  /** Counted from 0. Messages of one exchange are written without waiting for an answer in between. */
  readonly exchange: number;
  readonly text: string;
  /** The value of a button that was tapped; undefined for words. */
  readonly value?: string;
  /** Any of these answers it. */
  readonly expects: readonly ReplyKind[];
  /** It is heard whatever else is said with it. */
  readonly isUrgent: boolean;
  readonly at: number;
}

/** The program's word that a message is kept. */
export interface Acceptance {
  readonly person: string;
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly at: number;
}

/** A reply, when the person first had it before their eyes. */
export interface Heard {
  readonly person: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly kind: ReplyKind;
  readonly text: string;
  readonly at: number;
}

/**
 * What the provider made of a request. `taken`: the person has it, and the sender was told.
 * `unanswered`: the person has it, and the sender was not told. `refused`: neither.
 */
export type Outcome = 'taken' | 'unanswered' | 'refused';

/** A request as the provider saw it, repeats included. */
export interface Sent {
  readonly key: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly at: number;
  outcome: Outcome;
  /** When the exchange was over: answered, or the connection closed. */
  endedAt: number;
}

/** A fault that was really done, and how long its effect lasted. */
export interface Done extends Fault {
  readonly at: number;
  until: number;
}

export interface Interval {
  readonly from: number;
  readonly until: number;
}

/** A request to the model server: while it lasts, nobody but the model keeps a citizen waiting. */
export interface Thought extends Interval {
  readonly question: string;
}

export interface Journal {
  readonly written: Written[];
  readonly accepted: Acceptance[];
  readonly heard: Heard[];
  readonly sent: Sent[];
  readonly done: Done[];
  readonly thoughts: Thought[];
  /** When no process of some role was there. */
  readonly unserved: Interval[];
  /** Messages that the program would not take for good, and what it said. */
  readonly refusals: { readonly person: string; readonly id: string; readonly reason: string }[];
  /** Processes that ended although nobody killed them. */
  readonly crashes: { readonly process: string; readonly at: number; readonly output: string }[];
  now(): number;
}

export function createJournal(): Journal {
  const startedAt = performance.now();
  return {
    written: [],
    accepted: [],
    heard: [],
    sent: [],
    done: [],
    thoughts: [],
    refusals: [],
    unserved: [],
    crashes: [],
    now: () => Math.round(performance.now() - startedAt),
  };
}
