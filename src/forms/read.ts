/** What of a message is which slot's. Pure. */
import { isNeither } from '../choices.ts';
import type { DialogTurn, MessageInput, Saying } from '../dialog.ts';
import { countWords, fold, splitWords } from '../words.ts';
import type { SlotMessage, SlotReading } from './slot.ts';
import { type FormSpec, type FormState, slotNames, type Values } from './state.ts';
import { questionOf } from './steps.ts';

const SKIPS =
  /^\W*(pul\w+|pass\w*|prefiro nao|nao sei|nao tenho|nao lembro|nao precisa|sem|nenhum\w*|nao quero (dizer|informar|dar)|skip|i don.?t (know|have)|rather not|no (se|tengo)|omitir|saltar)\b/;
const QUESTION =
  /^\W*(como|quando|onde|aonde|qual|quais|quanto|quanta|quantos|quantas|quem|por ?que|pq|o que|oq|tem como|da pra|what|how|when|where|why|who|which|cuando|donde|cual|cuanto|quien|por que)\b|\?\s*$/;

/** Whether the citizen would rather go on without it. */
export const wantsToSkip = (text: string): boolean => SKIPS.test(fold(text)) || isNeither(text);

const BACK = new Set(
  [
    'voltar, volta, volte, anterior, pergunta anterior, voltar uma, voltar uma pergunta, volta uma',
    'back, go back, previous, previous question',
    'volver, atras, pregunta anterior, volver atras',
  ].flatMap((words) => words.split(', ')),
);

/** Whether the question before is wanted, and nothing else is said. */
export const wantsBack = (text: string): boolean => BACK.has(splitWords(text).join(' '));

export const isQuestion = (text: string): boolean => QUESTION.test(fold(text));

/** Longer ones are a story with a question in it. */
const QUESTION_WORDS = 14;
/** Whether the words are a question and nothing else, even where anything may be an answer. */
export const isOnlyQuestion = (text: string): boolean =>
  /\p{L}/u.test(text) && isQuestion(text) && /\?\s*$/.test(text) && countWords(text) <= QUESTION_WORDS;

/** Whether these words surely begin something else. */
export function isElsewhere(
  { understanding: { intent, certainty } }: MessageInput,
  turn: DialogTurn,
  own: readonly string[] | undefined,
): boolean {
  return certainty === 'sure' && intent !== null && !(own ?? [turn.dialog]).includes(intent);
}

export function toSlotMessage(
  name: string,
  { text, understanding }: Pick<MessageInput, 'text' | 'understanding'>,
  turn: DialogTurn,
  state: Pick<FormState, 'pieces'> | undefined,
): SlotMessage {
  const { locale, now } = turn.conversation;
  const { entities } = understanding;
  const asked = state !== undefined;
  const pieces = state?.pieces ?? [];
  return { text, entities, locale, now, pieces, question: questionOf(name, turn), asked };
}

/** The answer to the slot's own question. */
export const readAsked = <Name extends string>(
  spec: FormSpec<Name>,
  name: Name,
  message: MessageInput,
  turn: DialogTurn,
  pieces: readonly string[] = [],
): SlotReading => spec.slots[name].read(toSlotMessage(name, message, turn, { pieces }));

/** What slots make of a message that was no answer to their questions, each value once. */
export function readByTheWay<Name extends string>(
  spec: FormSpec<Name>,
  names: readonly Name[],
  message: MessageInput,
  turn: DialogTurn,
): Values<Name> {
  const read = names.flatMap((name) => {
    const reading = spec.slots[name].read(toSlotMessage(name, message, turn, undefined));
    return reading.type === 'value' ? [[name, reading.value] as const] : [];
  });
  // What two slots could take is told to neither.
  const claims = read.map(([, value]) => value);
  const clear = read.filter(([, value]) => claims.indexOf(value) === claims.lastIndexOf(value));
  return Object.fromEntries(clear) as Values<Name>;
}

/** Adds what was told ahead of its question. */
export function fillAhead<Name extends string>(
  spec: FormSpec<Name>,
  values: Values<Name>,
  message: MessageInput,
  turn: DialogTurn,
): Values<Name> {
  const missing = slotNames(spec).filter((name) => values[name] === undefined);
  return { ...values, ...readByTheWay(spec, missing, message, turn) };
}

/** What is wrong with an answer, in the most particular words that there are. */
export function sayWhy(
  name: string,
  reading: Extract<SlotReading, { type: 'wrong' | 'piece' }>,
  turn: DialogTurn,
): readonly Saying[] {
  const why = reading.type === 'wrong' ? reading.why : 'piece';
  const keys = [`wrong-${name}-${why}`, `wrong-${name}`, `wrong-${why}`];
  const response = keys.find((key) => turn.wording(key));
  return response ? [{ response, values: reading.values }] : [];
}

/** Whether all the words of the label are said. */
export function names(text: string, label: string): boolean {
  const said = new Set(splitWords(text));
  const wanted = splitWords(label).filter((word) => word.length > 2);
  return wanted.length > 0 && wanted.every((word) => said.has(word));
}
