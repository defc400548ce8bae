/** A button of a form's. Pure. */
import { type DialogTurn, type Effect, pass } from '../dialog.ts';
import { type FormSpec, type FormState, slotNames } from './state.ts';
import { advance, askFor, askWhichToCorrect, finish, questionOf } from './steps.ts';

export function answerChoice<Name extends string>(
  spec: FormSpec<Name>,
  value: string,
  { values, asking }: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  if (value === 'without' && spec.without) return spec.without;
  const slot = slotNames(spec).find((name) => value === `correct:${name}`);
  if (slot !== undefined) return askFor(spec, slot, { ...values, [slot]: undefined }, turn);
  if (asking === 'confirm' || asking === 'correct-which') {
    if (value === 'yes') return finish(spec, values, turn);
    return value === 'no' || value === 'correct' ? askWhichToCorrect(spec, values, turn) : [pass()];
  }
  if (value === 'skip' && spec.slots[asking].optional)
    return advance(spec, { ...values, [asking]: null }, turn);
  if (value.startsWith('value:')) return advance(spec, { ...values, [asking]: value.slice(6) }, turn);
  const isOffered = questionOf(asking, turn)?.buttons.some((button) => button.value === value);
  return isOffered ? advance(spec, { ...values, [asking]: value }, turn) : [pass()];
}
