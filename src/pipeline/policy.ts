/**
 * Policy: which dialog takes an input. Pure, and in the order of its rules; the name of the rule
 * that decided goes into the log. A dialog may pass, and the next rule decides.
 */
import { goToTarget } from '../activity.ts';
import type { ConversationStatus, DialogInput, DialogOption } from '../dialog.ts';
import type { JsonObject } from '../json.ts';
import type { Guess, Understanding } from '../recognizer.ts';
import type { DialogueState } from '../turn.ts';
import type { MessageUnderstanding } from '../understanding.ts';
import type { DialogLibrary } from './dialog-library.ts';

/** Talks to those who wait for a person. */
export const WAITING_DIALOG = 'talk-to-a-person';
/** Takes whatever nobody else does: unknown words are looked up in the documents. */
export const UNKNOWN_DIALOG = 'ask-documentation';
/** Asks which of a few things was meant. */
export const DOUBT_DIALOG = 'clarify';

/** A guess that is less likely than this share of the likeliest is not worth a question. */
const OPTION_SHARE = 0.25;

export interface Candidate {
  readonly dialog: string;
  readonly rule:
    | 'button'
    | 'interrupt'
    | 'task'
    | 'timer'
    | 'waiting'
    | 'active'
    | 'intent'
    | 'doubtful'
    | 'unknown';
  readonly state: JsonObject | undefined;
  /** What may have been meant, where that is the question. */
  readonly options: readonly DialogOption[];
}

export interface PolicyQuestion {
  readonly input: DialogInput;
  /** The dialog that started the task, or set the timer, which this input is the end of. */
  readonly startedBy: string | undefined;
  readonly status: ConversationStatus;
  readonly state: DialogueState;
  /** The language in which options are named. */
  readonly locale: string;
}

/** The dialog that the words begin, where they surely begin one. */
function recognised({ intent, certainty }: Understanding, library: DialogLibrary) {
  return intent === null || certainty !== 'sure' ? undefined : library.forIntent(intent);
}

/** What of a message begins a dialog that must be reachable whatever else goes on. */
export function findInterrupting(
  understanding: MessageUnderstanding,
  library: DialogLibrary,
): Understanding | undefined {
  const said = [understanding, ...(understanding.parts ?? []).map((part) => part.understanding)];
  return said.find((each) => recognised(each, library)?.dialog.interrupts);
}

/** Each dialog once; those that have no title are never offered. */
function toOptions(guesses: readonly Guess[], library: DialogLibrary, locale: string): DialogOption[] {
  const options = new Map<string, DialogOption>();
  for (const { intent } of guesses) {
    const dialog = library.forIntent(intent)?.name;
    const title = dialog === undefined ? undefined : library.titleOf(dialog, locale);
    if (dialog === undefined || title === undefined || options.has(dialog)) continue;
    options.set(dialog, { dialog, intent, title });
  }
  return [...options.values()];
}

/** What the citizen is to choose from; nothing where every choice would lead where doubt leads anyway. */
function findOptions(
  { intent, confidence, certainty, alternatives }: Understanding,
  library: DialogLibrary,
  locale: string,
): readonly DialogOption[] {
  if (certainty !== 'doubtful' || intent === null) return [];
  const likely = (guess: Guess) => guess.confidence >= confidence * OPTION_SHARE;
  const interrupts = (guess: Guess) => library.forIntent(guess.intent)?.dialog.interrupts ?? false;
  const guesses = [{ intent, confidence }, ...alternatives];
  const worthIt = toOptions(guesses.filter(likely), library, locale);
  if (worthIt.every(({ dialog }) => dialog === UNKNOWN_DIALOG)) return [];
  return toOptions(
    guesses.filter((guess) => likely(guess) || interrupts(guess)),
    library,
    locale,
  );
}

const fresh = (dialog: string, rule: Candidate['rule'], options: Candidate['options'] = []): Candidate => ({
  dialog,
  rule,
  state: undefined,
  options,
});

/** Who is in the middle of something, if that dialog is still there. */
function findActive({ active }: DialogueState, library: DialogLibrary): Candidate[] {
  return active !== null && library.get(active.dialog) ? [{ ...active, rule: 'active', options: [] }] : [];
}

function chooseForMessage(
  understanding: Understanding,
  { state, status, locale }: PolicyQuestion,
  library: DialogLibrary,
): Candidate[] {
  const intended = recognised(understanding, library);
  // Whoever has just been asked is not asked again.
  const wasAsked = state.active?.dialog === DOUBT_DIALOG;
  const options = wasAsked || !library.get(DOUBT_DIALOG) ? [] : findOptions(understanding, library, locale);
  return [
    ...(intended?.dialog.interrupts ? [fresh(intended.name, 'interrupt')] : []),
    ...(status === 'waiting' ? [fresh(WAITING_DIALOG, 'waiting')] : []),
    ...findActive(state, library),
    ...(intended ? [fresh(intended.name, 'intent')] : []),
    ...(options.length > 0 ? [fresh(DOUBT_DIALOG, 'doubtful', options)] : []),
  ];
}

/** What was offered last is answered there, and else its button begins the dialog. */
function chooseForOther(
  input: DialogInput,
  { state, status }: PolicyQuestion,
  library: DialogLibrary,
): Candidate[] {
  const target = input.type === 'choice' ? goToTarget(input.value) : undefined;
  const button = target !== undefined && library.get(target) ? [fresh(target, 'button')] : [];
  const active = findActive(state, library);
  const offered = state.active?.dialog === DOUBT_DIALOG;
  return [
    ...(offered ? active : []),
    ...button,
    ...(status === 'waiting' ? [fresh(WAITING_DIALOG, 'waiting')] : []),
    ...(offered ? [] : active),
  ];
}

/** The dialogs to be asked, first to last; the last never passes. */
export function chooseDialogs(question: PolicyQuestion, library: DialogLibrary): readonly Candidate[] {
  const { input, startedBy, state } = question;
  if (startedBy !== undefined) {
    const own = state.active?.dialog === startedBy ? state.active.state : undefined;
    const rule = input.type === 'timer' ? 'timer' : 'task';
    return [{ dialog: startedBy, rule, state: own, options: [] }];
  }
  const candidates =
    input.type === 'message'
      ? chooseForMessage(input.understanding, question, library)
      : chooseForOther(input, question, library);
  return [...candidates, fresh(UNKNOWN_DIALOG, 'unknown')];
}
