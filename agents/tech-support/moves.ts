/** Moves: what may come next, before it is put into words. */
import type { Scored } from './choose.ts';
import type { State } from './state.ts';
import type { Step, Tree } from './tree.ts';

/** What is said before a step: a response in which `{step}` stands for it. */
export type Lead = 'started' | 'back' | 'not-understood' | 'not-understood-again' | 'repeat';

/** A question that was not put, since the citizen had said the answer. */
export interface Noted {
  readonly step: string;
  readonly option: string;
}

interface AtStep {
  readonly state: State;
  readonly tree: Tree;
  readonly step: Step;
}

export type Move =
  | (AtStep & { readonly type: 'step'; readonly lead?: Lead | undefined; readonly noted: readonly Noted[] })
  /** Says the step in other words. */
  | (AtStep & { readonly type: 'explain' })
  /** They did it: and did it work? */
  | (AtStep & { readonly type: 'did' })
  /** What they said fits another tree. */
  | { readonly type: 'switch'; readonly state: State; readonly to: Tree }
  /** Which tree? `scored` where some are likelier than others. */
  | {
      readonly type: 'choose';
      readonly state: State;
      readonly scored: readonly Scored[];
      readonly page: number;
    }
  | { readonly type: 'tell'; readonly state: State }
  | { readonly type: 'solved' | 'stopped'; readonly state: State }
  | { readonly type: 'people'; readonly state: State; readonly reason: HandoverReason };

export type HandoverReason = 'unsolved' | 'asked-for-person' | 'not-understood' | 'no-topic' | 'in-circles';

/** Values of buttons; the parts of a step's are its name and the option's. */
export const BUTTONS = {
  answer: (step: string, option: string) => `at/${step}/${option}`,
  tree: (tree: string) => `tree/${tree}`,
  page: (page: number) => `topics/${page}`,
  tell: 'tell',
  stay: 'stay',
  people: 'people',
} as const;
