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
  findNamed,
  findShortened,
  goTo,
  goToTarget,
  isNeither,
  type JsonObject,
  type MessageInput,
  pass,
  readPlace,
  readYesNo,
  redirect,
  shiftEntities,
} from '#assistant';

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
  return [ask('which', state, {}, { buttons })];
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

/** By name or place; "yes" to several is yes to the likeliest. */
function readOption(text: string, options: readonly DialogOption[]): DialogOption | undefined {
  const titles = options.map(({ title }) => title);
  const index = findShortened(text, titles) ?? readPlace(text, titles.length);
  return index === undefined ? (readYesNo(text) ? options[0] : undefined) : options[index];
}

function answerWords(said: MessageInput, { message, options }: Asked): readonly Effect[] {
  const { text } = said;
  const option = readOption(text, options);
  if (option) return [choose(option, message)];
  // The place after the last is that of "something else".
  if (isNeither(text) || readPlace(text, options.length + 1) !== undefined)
    return [redirect(SOMETHING_ELSE, message)];
  const { intent, certainty } = said.understanding;
  const place = findNamed(
    text,
    options.map(({ title }) => title),
  );
  const named =
    options.find((each) => certainty === 'sure' && each.intent === intent) ??
    (place === undefined ? undefined : options[place]);
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
