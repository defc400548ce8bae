/** What a form says next: the next question, the summary, or what it was filled in for. Pure. */
import { ask, type DialogTurn, type Effect, miss, type ResponseValues, type Saying } from '../dialog.ts';
import type { Slot } from './slot.ts';
import { type FormSpec, type FormState, slotNames, type Values, writeState } from './state.ts';

/** Answers in a row that could not be used, after which a person is offered. */
const TRIES = 3;

/** What is to be told before the next question. */
export interface Next {
  readonly before?: readonly Saying[];
  readonly tries?: number;
  readonly pieces?: readonly string[];
}

const saying = (response: string): Saying => ({ response, values: {} });

export const questionOf = (slot: string, turn: DialogTurn) => turn.wording(`ask-${slot}`);
export const labelOf = (slot: string, turn: DialogTurn): string =>
  turn.wording(`label-${slot}`)?.text ?? slot;

/** Each value that was told, as a citizen reads it. */
export function showValues<Name extends string>(
  spec: FormSpec<Name>,
  values: Values<Name>,
  turn: DialogTurn,
): Partial<Record<Name, string>> {
  const { locale } = turn.conversation;
  const shown = slotNames(spec).flatMap((name) => {
    const value = values[name];
    return value === null || value === undefined
      ? []
      : [[name, spec.slots[name].show(value, locale, questionOf(name, turn))] as const];
  });
  return Object.fromEntries(shown) as Partial<Record<Name, string>>;
}

function placesFor<Name extends string>(spec: FormSpec<Name>, values: Values<Name>, turn: DialogTurn) {
  const notTold = turn.wording('not-told')?.text ?? '';
  const shown: Partial<Record<string, string>> = showValues(spec, values, turn);
  const places: Record<string, string> = {};
  for (const name of slotNames(spec)) places[name] = shown[name] ?? notTold;
  const told = slotNames(spec).filter((name) => values[name] !== undefined);
  const summary = told.map((name) => `- ${labelOf(name, turn)}: ${places[name]}`).join('\n');
  return { ...places, summary };
}

const stateFor = <Name extends string>(
  values: Values<Name>,
  asking: FormState<Name>['asking'],
  { tries = 0, pieces = [] }: Next,
  { conversation: { now } }: DialogTurn,
) => writeState({ values, asking, tries, pieces, askedAt: now.toISOString() });

/** From the second time on in other words, where the folder has any. */
const keyOf = (key: string, tries: number, turn: DialogTurn): string =>
  tries > 0 && turn.wording(`${key}-again`) ? `${key}-again` : key;

export function askFor<Name extends string>(
  spec: FormSpec<Name>,
  name: Name,
  values: Values<Name>,
  turn: DialogTurn,
  next: Next = {},
): readonly Effect[] {
  const { before = [], tries = 0 } = next;
  const slot: Slot = spec.slots[name];
  const state = stateFor(values, name, next, turn);
  const places: ResponseValues = placesFor(spec, values, turn);
  const expectsDigits = slot.expectsDigits ?? false;
  const skip = slot.optional ? (turn.wording('skip')?.buttons ?? []) : [];
  const own = questionOf(name, turn)?.buttons ?? [];
  if (tries >= TRIES)
    return [miss(), ask('stuck', state, places, { before, buttons: [...own, ...skip], expectsDigits })];
  // Who was told what is wrong need not hear that it was not understood.
  const key = before.length > 0 ? `ask-${name}` : keyOf(`ask-${name}`, tries, turn);
  const buttons = key === `ask-${name}` || turn.wording(key)?.buttons.length ? [] : own;
  return [ask(key, state, places, { before, buttons, moreButtons: skip, expectsDigits })];
}

/** Says what it was told, and asks whether that is right. */
export function askConfirm<Name extends string>(
  spec: FormSpec<Name>,
  values: Values<Name>,
  turn: DialogTurn,
  next: Next = {},
): readonly Effect[] {
  const { before = [], tries = 0 } = next;
  const state = stateFor(values, 'confirm', next, turn);
  const places = placesFor(spec, values, turn);
  const confirm = ask(keyOf('confirm', tries, turn), state, places, { before });
  return tries >= TRIES ? [miss(), confirm] : [confirm];
}

/** Asks which of the values is to be another. */
export function askWhichToCorrect<Name extends string>(
  spec: FormSpec<Name>,
  values: Values<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const told = slotNames(spec).filter((name) => values[name] !== undefined);
  const buttons = told.map((name) => ({ title: labelOf(name, turn), value: `correct:${name}` }));
  const state = stateFor(values, 'correct-which', {}, turn);
  return [ask('correct-which', state, placesFor(spec, values, turn), { buttons })];
}

/** Asks which of several values is meant. */
export function askWhichValue<Name extends string>(
  spec: FormSpec<Name>,
  name: Name,
  found: readonly string[],
  values: Values<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const { locale } = turn.conversation;
  const buttons = found.slice(0, 10).map((value) => ({
    title: spec.slots[name].show(value, locale, questionOf(name, turn)),
    value: `value:${value}`,
  }));
  return [ask('which-value', stateFor(values, name, {}, turn), placesFor(spec, values, turn), { buttons })];
}

/** The next question; the summary, when nothing is missing; the end, when that is right. */
export function advance<Name extends string>(
  spec: FormSpec<Name>,
  values: Values<Name>,
  turn: DialogTurn,
  next: Next = {},
): readonly Effect[] {
  const missing = slotNames(spec).find((name) => values[name] === undefined);
  if (missing !== undefined) return askFor(spec, missing, values, turn, next);
  return (spec.confirms ?? true) ? askConfirm(spec, values, turn, next) : finish(spec, values, turn);
}

export const finish = <Name extends string>(
  spec: FormSpec<Name>,
  values: Values<Name>,
  turn: DialogTurn,
): readonly Effect[] => spec.submit({ values, shown: showValues(spec, values, turn), turn });

export const begin = advance;

/** Asks once more what it had asked. */
export function askAgain<Name extends string>(
  spec: FormSpec<Name>,
  { values, asking, tries, pieces }: FormState<Name>,
  turn: DialogTurn,
  before: readonly string[] = [],
): readonly Effect[] {
  const next = { before: before.map(saying), tries, pieces };
  if (asking === 'confirm') return askConfirm(spec, values, turn, next);
  if (asking === 'correct-which') return askWhichToCorrect(spec, values, turn);
  return askFor(spec, asking, values, turn, { ...next, tries: 0 });
}

/** Asks the question before anew, and forgets what was answered to it; the first is asked once more. */
export function goBack<Name extends string>(
  spec: FormSpec<Name>,
  state: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const names = slotNames(spec);
  const at = names.indexOf(state.asking as Name);
  const told = names.slice(0, at < 0 ? names.length : at).filter((name) => state.values[name] !== undefined);
  const last = told.at(-1);
  if (last === undefined) return askAgain(spec, state, turn);
  const { [last]: _forgotten, ...values } = state.values;
  return askFor(spec, last, values as Values<Name>, turn);
}
