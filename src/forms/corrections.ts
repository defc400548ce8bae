/** Corrections: "não, o número certo é …". Pure. */
import type { DialogTurn, Effect, MessageInput } from '../dialog.ts';
import { fold } from '../words.ts';
import { names, readAsked, readByTheWay } from './read.ts';
import type { Slot } from './slot.ts';
import { type FormSpec, type FormState, slotNames, type Values } from './state.ts';
import { advance, askFor, askWhichToCorrect, labelOf, questionOf } from './steps.ts';

/** Words with which people correct themselves; folded. */
const CUE =
  /\b(na verdade|alias|ops|opa|o certo|a certa|certo e|correto e|correta e|errei|errad[oa]|me enganei|engano|corrig\w+|correcao|quis dizer|digitei errado|troc(a|ar|o|ue)|mud(a|ar|o|e)|alter(a|ar|o|e)|actually|i meant|wrong|correction|change|en realidad|quise decir|me equivoque|cambi(a|ar|o|e))\b/;
/** What stands between the name of a slot and its new value. */
const LINK = /^[\s:,.;–-]*((e|eh|para|pra|por|como|to|is|es|foi|era|deve ser|seria)\b[\s:,.;–-]*)*/;

export const corrects = (text: string): boolean => CUE.test(fold(text));

/** A value that was told before is another one from now on. */
export function replaceValue<Name extends string>(
  spec: FormSpec<Name>,
  name: Name,
  value: string,
  values: Values<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const shown = spec.slots[name].show(value, turn.conversation.locale, questionOf(name, turn));
  const before = [{ response: 'corrected', values: { label: labelOf(name, turn), value: shown } }];
  return advance(spec, { ...values, [name]: value }, turn, { before });
}

/** What stands behind the slot's name, or behind the last word of correction. */
function restAfter(text: string, label: string): string {
  // Folding keeps the number of letters in the languages spoken here.
  const folded = fold(text);
  const at = folded.lastIndexOf(fold(label));
  const cue = [...folded.matchAll(new RegExp(CUE, 'g'))].at(-1);
  const end = Math.max(at < 0 ? 0 : at + label.length, cue ? cue.index + cue[0].length : 0);
  const rest = text.slice(end);
  return rest.slice(LINK.exec(fold(rest))?.[0].length ?? 0).trim();
}

/** The slot's new value, where it is told; else it is asked for. */
export function correctNamed<Name extends string>(
  spec: FormSpec<Name>,
  name: Name,
  message: MessageInput,
  values: Values<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const { text, understanding } = message;
  const rest = restAfter(text, labelOf(name, turn));
  const start = text.length - rest.length;
  const entities = understanding.entities
    .filter((entity) => entity.start >= start)
    .map((entity) => ({ ...entity, start: entity.start - start, end: entity.end - start }));
  const said = { ...message, text: rest, understanding: { ...understanding, entities } };
  const behind = rest === '' ? undefined : readAsked(spec, name, said, turn);
  // "São 20 alunos": the value may stand in front of the name.
  const isElsewhere = behind?.type !== 'value' && !(spec.slots[name] as Slot).takesAnything;
  const reading = isElsewhere ? readAsked(spec, name, message, turn) : behind;
  if (reading?.type === 'value') return replaceValue(spec, name, reading.value, values, turn);
  return askFor(spec, name, { ...values, [name]: undefined }, turn);
}

/** Undefined where nothing that was told is meant. */
export function correct<Name extends string>(
  spec: FormSpec<Name>,
  message: MessageInput,
  { values, asking }: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] | undefined {
  const told = slotNames(spec).filter((name) => values[name] !== undefined && name !== asking);
  const named = told.find((name) => names(message.text, labelOf(name, turn)));
  const isCorrection = corrects(message.text);
  if (named !== undefined && isCorrection) return correctNamed(spec, named, message, values, turn);
  const read = readByTheWay(spec, told, message, turn);
  const other = told.findLast((name) => read[name] !== undefined && read[name] !== values[name]);
  const value = other === undefined ? undefined : read[other];
  if (other !== undefined && typeof value === 'string') return replaceValue(spec, other, value, values, turn);
  const isAllThereIs = asking === 'confirm' && isCorrection && told.length > 0;
  return isAllThereIs ? askWhichToCorrect(spec, values, turn) : undefined;
}
