/**
 * Form: a dialog that needs several things to be told before it can act. It asks for one at a time,
 * takes what is said ahead of the question, lets itself be corrected and interrupted, and says what
 * it understood before it does anything. What it says stands in the folder's responses:
 *
 * | response | says |
 * |---|---|
 * | `label-<slot>` | the slot's name, in a word or two |
 * | `ask-<slot>` | the question; the buttons of a choice are its values |
 * | `ask-<slot>-again` | the question once more, in other words |
 * | `wrong-<slot>-<why>` | what is wrong with an answer; before the question |
 * | `confirm` | `{summary}`, and whether that is right |
 *
 * `src/forms/responses.<locale>.yml` has words for all but the labels and questions; a folder's own
 * come before them.
 */
import { goToTarget } from './activity.ts';
import { type Dialog, type DialogTurn, type Effect, pass } from './dialog.ts';
import { answerChoice } from './forms/choices.ts';
import { answerMessage } from './forms/messages.ts';
import { type Filled, type FormSpec, readState, type Values } from './forms/state.ts';
import { askAgain, begin } from './forms/steps.ts';

export { type DateOptions, date } from './forms/date-slot.ts';
export { choice, type Slot, type SlotMessage, type SlotReading, yesNo } from './forms/slot.ts';
export * from './forms/slots.ts';
export type { Filled } from './forms/state.ts';

export interface Form<Name extends string> extends FormSpec<Name> {
  /** Intents that begin it; the folder's name where this is left out. */
  readonly intents?: readonly string[];
  /** What is done once everything is known, and confirmed where that is asked for. */
  submit(filled: Filled<Name>): readonly Effect[];
  /** What the agent that `submit` gave a task to came back with. */
  answered?(
    answer: Extract<DialogTurn['input'], { type: 'answered' | 'failed' }>,
    turn: DialogTurn,
  ): readonly Effect[];
}

function respond<Name extends string>(form: Form<Name>, turn: DialogTurn): readonly Effect[] {
  const { input } = turn;
  const state = readState(form, turn.state);
  const spec: Form<Name> = form;
  switch (input.type) {
    case 'message':
      return answerMessage(spec, input, state, turn);
    case 'choice':
      if (goToTarget(input.value) !== undefined) return begin(spec, {} as Values<Name>, turn);
      return state ? answerChoice(spec, input.value, state, turn) : [pass()];
    case 'redirected':
      return begin(spec, {} as Values<Name>, turn);
    case 'resumed':
      return state ? askAgain(spec, state, turn, input.isFirst ? [] : ['back-to-form']) : [];
    case 'answered':
    case 'failed':
      return form.answered?.(input, turn) ?? [];
    case 'timer':
      return [pass()];
  }
}

/** The default export of `dialogs/<name>/dialog.ts`, for a dialog that fills in a form. */
export function defineForm<const Name extends string>(form: Form<Name>): Dialog {
  const slots = Object.entries<FormSpec<Name>['slots'][Name]>(form.slots);
  return {
    ...(form.intents ? { intents: form.intents } : {}),
    pauses: true,
    form: {
      slots: slots.map(([name, slot]) => ({ name, optional: slot.optional ?? false })),
      confirms: form.confirms ?? true,
    },
    respond: (turn) => respond(form, turn),
  };
}
