/**
 * Policy: which dialog takes an input. Pure, and in the order of `dialogs/policy.yml`; the name of the
 * rule that decided goes into the log. A dialog may pass, and the next rule decides.
 */
import { goToTarget } from '../activity.ts';
import type { ConversationStatus, DialogInput, DialogOption } from '../dialog.ts';
import type { JsonObject } from '../json.ts';
import { type BuiltInStep, CITIZEN, holds, type Policy, type Rule, type Situation } from '../policy-rules.ts';
import type { Guess, Understanding } from '../recognizer.ts';
import type { QueueTarget } from '../routing.ts';
import type { DialogueState } from '../turn.ts';
import type { MessageUnderstanding } from '../understanding.ts';
import type { Signals } from '../urgency.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { unfinishedIn } from './pausing.ts';

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
  readonly rule: BuiltInStep | 'task' | 'timer' | 'resumed' | `policy:${string}`;
  readonly state: JsonObject | undefined;
  /** What may have been meant, where that is the question. */
  readonly options: readonly DialogOption[];
  /** Where people are called, if the rule says so. */
  readonly handoff?: QueueTarget;
  /** Is asked before the words are taken for what they were understood as. */
  readonly isFirst?: boolean;
}

export interface PolicyQuestion {
  readonly input: DialogInput;
  /** The dialog that started the task, or set the timer, which this input is the end of. */
  readonly startedBy: string | undefined;
  readonly status: ConversationStatus;
  /** A person has the conversation. */
  readonly isAttended: boolean;
  readonly state: DialogueState;
  /** The language in which options are named. */
  readonly locale: string;
  readonly channel: string;
  readonly now: Date;
  /** What the words say of danger, distress and priority. */
  readonly signals: Signals;
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

/** Who is in the middle of something, if those dialogs are still there. */
const findUnfinished = (state: DialogueState, library: DialogLibrary): Candidate[] =>
  unfinishedIn(state)
    .filter(({ dialog }) => library.get(dialog))
    .map(({ dialog, state: own }) => ({ dialog, state: own, rule: 'active', options: [] }));

const findIntended = ({ input }: PolicyQuestion, library: DialogLibrary) =>
  input.type === 'message' ? recognised(input.understanding, library) : undefined;

/** Who asked last, or is asked for, and may speak while the citizen waits. */
function findAsking(question: PolicyQuestion, library: DialogLibrary): Candidate[] {
  if (question.isAttended) return [];
  const asking = findUnfinished({ ...question.state, paused: [] }, library);
  const intended = findIntended(question, library);
  const wanted = intended ? [fresh(intended.name, 'intent')] : [];
  return [...asking, ...wanted].filter(({ dialog }) => library.get(dialog)?.dialog.whileWaiting);
}

/** What was offered last is answered there, and else its button begins the dialog. */
function findButton({ input, state }: PolicyQuestion, library: DialogLibrary): Candidate[] {
  if (input.type !== 'choice') return [];
  const target = goToTarget(input.value);
  const button = target !== undefined && library.get(target) ? [fresh(target, 'button')] : [];
  return state.active?.dialog === DOUBT_DIALOG ? [...findUnfinished(state, library), ...button] : button;
}

/** Whoever has just been asked is not asked again. */
function findDoubtful({ input, state, locale }: PolicyQuestion, library: DialogLibrary): Candidate[] {
  if (input.type !== 'message' || state.active?.dialog === DOUBT_DIALOG) return [];
  if (!library.get(DOUBT_DIALOG)) return [];
  const options = findOptions(input.understanding, library, locale);
  return options.length > 0 ? [fresh(DOUBT_DIALOG, 'doubtful', options)] : [];
}

/** Whom each step names. */
const STEPS: Readonly<
  Record<BuiltInStep, (question: PolicyQuestion, library: DialogLibrary) => readonly Candidate[]>
> = {
  button: findButton,
  interrupt(question, library) {
    const intended = findIntended(question, library);
    return intended?.dialog.interrupts ? [fresh(intended.name, 'interrupt')] : [];
  },
  waiting: (question, library) =>
    question.status === 'waiting' ? [...findAsking(question, library), fresh(WAITING_DIALOG, 'waiting')] : [],
  active: ({ state }, library) => findUnfinished(state, library),
  intent(question, library) {
    const intended = findIntended(question, library);
    return intended ? [fresh(intended.name, 'intent')] : [];
  },
  doubtful: findDoubtful,
  unknown: () => [fresh(UNKNOWN_DIALOG, 'unknown')],
};

/** Rules are about words, and about agents that failed. */
function toSituation({ input, ...question }: PolicyQuestion, { roles }: Policy): Situation | undefined {
  if (input.type !== 'message' && input.type !== 'failed') return undefined;
  const { state, channel } = question;
  const { misses, failures, priority } = state;
  const isMessage = input.type === 'message';
  return {
    ...question,
    role: roles.get(channel) ?? CITIZEN,
    input: input.type,
    text: isMessage ? input.text : '',
    understanding: isMessage ? input.understanding : undefined,
    misses,
    failures,
    priority,
    unfinished: unfinishedIn(state).map(({ dialog }) => dialog),
  };
}

/** A dialog that is in the middle of something goes on with it. */
function followRule({ name, target }: Rule, { state }: PolicyQuestion): readonly Candidate[] {
  if (target === 'pass') return [];
  const own = state.active?.dialog === target.dialog ? state.active.state : undefined;
  const { dialog, handoff } = target;
  return [{ dialog, rule: `policy:${name}`, state: own, options: [], ...(handoff ? { handoff } : {}) }];
}

/** While a person has the conversation the assistant keeps out of it, but for what must be said. */
const speaksUp = (entry: Rule | BuiltInStep): boolean =>
  typeof entry === 'string' ? entry === 'waiting' : entry.whileAttended === true;

function followOrder(question: PolicyQuestion, library: DialogLibrary, policy: Policy): Candidate[] {
  const situation = toSituation(question, policy);
  const candidates: Candidate[] = [];
  let isFirst = true;
  let hasPassed = false;
  const order = question.isAttended ? policy.order.filter(speaksUp) : policy.order;
  for (const entry of order) {
    if (entry === 'intent') isFirst = false;
    if (typeof entry === 'string') {
      const named = question.startedBy === undefined ? STEPS[entry](question, library) : [];
      candidates.push(...named.map((each) => ({ ...each, isFirst })));
    } else if (situation && !hasPassed && holds(entry.when, situation, policy.hours)) {
      hasPassed = entry.target === 'pass';
      candidates.push(...followRule(entry, question).map((each) => ({ ...each, isFirst })));
    }
  }
  return candidates;
}

/** The dialogs to be asked, first to last; the last never passes. */
export function chooseDialogs(
  question: PolicyQuestion,
  library: DialogLibrary,
  policy: Policy,
): readonly Candidate[] {
  const { input, startedBy, state } = question;
  const candidates = followOrder(question, library, policy);
  if (startedBy === undefined) return candidates;
  const own = state.active?.dialog === startedBy ? state.active.state : undefined;
  const rule = input.type === 'timer' ? 'timer' : 'task';
  return [...candidates, { dialog: startedBy, rule, state: own, options: [] }];
}
