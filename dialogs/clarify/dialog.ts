/**
 * Asks what was meant when the recognizer is in doubt: a button for each thing it may have been, and
 * one for something else, which the documents are searched for. Whatever is chosen answers what the
 * citizen first wrote, not their "yes".
 */
import {
  ask,
  type DialogOption,
  defineDialog,
  type Effect,
  goTo,
  goToTarget,
  type JsonObject,
  type MessageInput,
  pass,
  redirect,
  shiftEntities,
} from '#assistant';
import { findNamed, readAnswer } from './read-answer.ts';

/** Whoever meant none of these may still find it in the documents. */
const SOMETHING_ELSE = 'ask-documentation';
const YES = 'yes';
const OTHER = 'other';

interface Asked {
  readonly message: MessageInput;
  readonly options: readonly DialogOption[];
}

function askWhich(message: MessageInput, options: readonly DialogOption[]): readonly Effect[] {
  const [only] = options;
  if (!only) return [pass()];
  const asked: Asked = { message, options };
  // Plain data, which the compiler does not see in an interface.
  const state = asked as unknown as JsonObject;
  if (options.length === 1) return [ask('one', state, { title: only.title })];
  const buttons = options.map(({ title, dialog }) => ({ title, value: goTo(dialog) }));
  return [ask('which', state, {}, buttons)];
}

const choose = ({ dialog, intent }: DialogOption, { text, understanding }: MessageInput): Effect =>
  redirect(dialog, {
    type: 'message',
    text,
    understanding: { ...understanding, intent, certainty: 'sure', alternatives: [] },
  });

/** What was asked about, and what was added to it now. */
function addWords({ text, understanding }: MessageInput, added: MessageInput): MessageInput {
  const entities = [
    ...understanding.entities,
    ...shiftEntities(added.understanding.entities, text.length + 1),
  ];
  return { type: 'message', text: `${text}\n${added.text}`, understanding: { ...understanding, entities } };
}

function answerWords(said: MessageInput, { message, options }: Asked): readonly Effect[] {
  const answer = readAnswer(said.text, options);
  if (answer === OTHER) return [redirect(SOMETHING_ELSE, message)];
  if (answer) return [choose(answer, message)];
  const { intent, certainty } = said.understanding;
  const named =
    options.find((option) => certainty === 'sure' && option.intent === intent) ??
    findNamed(said.text, options);
  return named ? [choose(named, addWords(message, said))] : [pass()];
}

function answerButton(value: string, { message, options }: Asked): readonly Effect[] {
  if (value === OTHER) return [redirect(SOMETHING_ELSE, message)];
  const target = goToTarget(value);
  const chosen = value === YES ? options[0] : options.find(({ dialog }) => dialog === target);
  return chosen ? [choose(chosen, message)] : [pass()];
}

export default defineDialog({
  intents: [],
  respond({ input, state, options }) {
    const asked = state as Asked | undefined;
    if (input.type === 'message') return asked ? answerWords(input, asked) : askWhich(input, options);
    return asked && input.type === 'choice' ? answerButton(input.value, asked) : [pass()];
  },
});
