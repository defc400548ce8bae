/** What every step of this agent works with, and the forms of its answers. */

import { z } from 'zod';
import {
  type AgentAnswer,
  type AgentContext,
  type Button,
  goTo,
  type JsonObject,
  type Phrases,
} from '#assistant';
import type { Courts } from './courts.ts';
import type { Glossary } from './glossary.ts';
import type { LookUp } from './look-up.ts';
import type { State } from './state.ts';
import type { Say } from './write-case.ts';

/** What came of a task. Of a sealed case nothing else is said, for answers are kept in the log. */
export const outputSchema = z.object({
  outcome: z.enum([
    'asked-for-number',
    'shown',
    'question-answered',
    'word-explained',
    'not-understood',
    'sealed',
    'none-found',
    'not-in-datajud',
    'not-set-up',
    'look-up-failed',
  ]),
  /** 20 digits. */
  caseNumber: z.string().optional(),
  /** `TJSP` */
  court: z.string().optional(),
});
export type Outcome = z.output<typeof outputSchema>['outcome'];
export type Output =
  | { readonly outcome: Outcome }
  | { readonly outcome: Outcome; readonly caseNumber: string; readonly court: string };
export type Answer = AgentAnswer & { readonly output: Output };

export interface Opened {
  readonly phrases: Phrases;
  readonly courts: Courts;
  readonly glossary: Glossary;
  /** Undefined where no key is set. */
  readonly lookUp: LookUp | undefined;
}

export interface Desk extends Opened {
  readonly context: AgentContext;
  readonly locale: string;
  readonly say: Say;
}

export const openDesk = (opened: Opened, context: AgentContext, locale: string): Desk => ({
  ...opened,
  context,
  locale,
  say: (key, values = {}) => opened.phrases.say(key, values, locale).text,
});

interface Written {
  readonly output: Output;
  readonly explanation?: JsonObject;
  readonly state?: State;
}

// What is optional in a state is left out of it, never undefined.
const finish = (answer: Pick<Answer, 'activity'>, { output, explanation, state }: Written): Answer => ({
  ...answer,
  output,
  explanation: { outcome: output.outcome, ...explanation },
  ...(state ? { status: 'asks', state: state as JsonObject } : { status: 'answered' }),
});

/** The response of that key; with a state it is a question, and otherwise the last word. */
export function answerWith(
  desk: Desk,
  key: string,
  values: Readonly<Record<string, string | number>>,
  written: Written,
  buttons: readonly Button[] = [],
): Answer {
  return finish({ activity: desk.phrases.say(key, values, desk.locale, buttons) }, written);
}

export const answerText = (text: string, buttons: readonly Button[], written: Written): Answer =>
  finish({ activity: { type: 'message', text, buttons } }, written);

export const buttonTo = (desk: Desk, title: string, value: string): Button => ({
  title: desk.say(title),
  value,
});
export const buttonToPerson = (desk: Desk): Button =>
  buttonTo(desk, 'button-person', goTo('talk-to-a-person'));
