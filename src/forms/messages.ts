/** A message to a form: an answer, a correction, or nothing for it. Pure. */
import { readYesNo } from '../choices.ts';
import { type DialogTurn, type Effect, type MessageInput, pass } from '../dialog.ts';
import { countWords } from '../words.ts';
import { correct, correctNamed, corrects } from './corrections.ts';
import {
  fillAhead,
  isElsewhere,
  isOnlyQuestion,
  isQuestion,
  names,
  readAsked,
  sayWhy,
  wantsBack,
  wantsToSkip,
} from './read.ts';
import type { Slot } from './slot.ts';
import { type FormSpec, type FormState, slotNames, type Values } from './state.ts';
import {
  advance,
  askConfirm,
  askFor,
  askWhichToCorrect,
  askWhichValue,
  begin,
  finish,
  goBack,
  labelOf,
} from './steps.ts';

type Spec<Name extends string> = FormSpec<Name> & { readonly intents?: readonly string[] };

function answerConfirm<Name extends string>(
  spec: Spec<Name>,
  message: MessageInput,
  state: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const { values, tries } = state;
  const answer = readYesNo(message.text);
  if (answer === true) return finish(spec, values, turn);
  if (answer === false) return askWhichToCorrect(spec, values, turn);
  const corrected = correct(spec, message, state, turn);
  if (corrected) return corrected;
  if (isElsewhere(message, turn, spec.intents) || isQuestion(message.text)) return [pass()];
  return askConfirm(spec, values, turn, { tries: tries + 1 });
}

function answerWhich<Name extends string>(
  spec: Spec<Name>,
  message: MessageInput,
  state: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const named = slotNames(spec).find((name) => names(message.text, labelOf(name, turn)));
  if (named !== undefined) return correctNamed(spec, named, message, state.values, turn);
  const corrected = correct(spec, message, state, turn);
  if (corrected) return corrected;
  if (isElsewhere(message, turn, spec.intents)) return [pass()];
  return askConfirm(spec, state.values, turn);
}

/** What is no answer to the question: told ahead, corrected, asked in between, or not understood. */
function answerOtherwise<Name extends string>(
  spec: Spec<Name>,
  name: Name,
  message: MessageInput,
  state: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const { values, tries } = state;
  const ahead = fillAhead(spec, values, message, turn);
  if (Object.keys(ahead).length > Object.keys(values).length) return advance(spec, ahead, turn);
  const corrected = correct(spec, message, state, turn);
  if (corrected) return corrected;
  if (isQuestion(message.text)) return [pass()];
  return askFor(spec, name, values, turn, { tries: tries + 1, pieces: state.pieces });
}

function answerSlot<Name extends string>(
  spec: Spec<Name>,
  name: Name,
  message: MessageInput,
  state: FormState<Name>,
  turn: DialogTurn,
): readonly Effect[] {
  const { values, tries, pieces } = state;
  const slot: Slot = spec.slots[name];
  const elsewhere = isElsewhere(message, turn, spec.intents);
  if (slot.optional && wantsToSkip(message.text)) return advance(spec, { ...values, [name]: null }, turn);
  if (spec.without && !slot.optional && wantsToSkip(message.text)) return spec.without;
  if (slot.takesAnything && (isOnlyQuestion(message.text) || (elsewhere && isQuestion(message.text))))
    return [pass()];
  if (corrects(message.text)) {
    const corrected = correct(spec, message, state, turn);
    if (corrected) return corrected;
  }
  const reading = readAsked(spec, name, message, turn, pieces);
  switch (reading.type) {
    case 'value': {
      const filled = { ...values, [name]: reading.value };
      return advance(spec, slot.takesAnything ? filled : fillAhead(spec, filled, message, turn), turn);
    }
    case 'several':
      return askWhichValue(spec, name, reading.values, values, turn);
    case 'piece':
    case 'wrong': {
      // A date or a number that is wrong is an answer all the same, however it looks to a recognizer.
      const words = countWords(message.text.replace(/\S*\d\S*/g, ''));
      if (elsewhere && (slot.takesAnything || words >= OTHER_WORDS)) return [pass()];
      const before = sayWhy(name, reading, turn);
      const more = reading.type === 'piece' ? [...pieces, message.text] : [];
      return askFor(spec, name, values, turn, { before, tries: tries + 1, pieces: more });
    }
    case 'absent':
      return elsewhere ? [pass()] : answerOtherwise(spec, name, message, state, turn);
  }
}

/** With fewer words beside the number, nothing else was said. */
const OTHER_WORDS = 3;
/** Fewer digits are no attempt at a number. */
const ATTEMPT_DIGITS = 6;

/** What is wrong with a number is said at once, even though it was not asked for yet. */
function beginWith<Name extends string>(
  spec: Spec<Name>,
  message: MessageInput,
  turn: DialogTurn,
): readonly Effect[] {
  const values = fillAhead(spec, {} as Values<Name>, message, turn);
  const [first] = slotNames(spec);
  const isAttempt = message.text.replace(/\D/g, '').length >= ATTEMPT_DIGITS;
  const isTold = Object.keys(values).length > 0;
  if (first === undefined || isTold || !isAttempt || !(spec.slots[first] as Slot).expectsDigits)
    return begin(spec, values, turn);
  const reading = readAsked(spec, first, message, turn);
  if (reading.type === 'several') return askWhichValue(spec, first, reading.values, values, turn);
  if (reading.type !== 'wrong' && reading.type !== 'piece') return begin(spec, values, turn);
  const pieces = reading.type === 'piece' ? [message.text] : [];
  return askFor(spec, first, values, turn, { before: sayWhy(first, reading, turn), tries: 1, pieces });
}

/** @param state undefined where the form has just been begun by these words */
export function answerMessage<Name extends string>(
  spec: Spec<Name>,
  message: MessageInput,
  state: FormState<Name> | undefined,
  turn: DialogTurn,
): readonly Effect[] {
  if (state === undefined) return beginWith(spec, message, turn);
  if (wantsBack(message.text)) return goBack(spec, state, turn);
  if (state.asking === 'confirm') return answerConfirm(spec, message, state, turn);
  if (state.asking === 'correct-which') return answerWhich(spec, message, state, turn);
  return answerSlot(spec, state.asking, message, state, turn);
}
