/**
 * Decide: from a conversation and what is unhandled in it to the events that the turn appends.
 * Pure: the same conversation, the same decision (but for the ids of tasks, which are handed in).
 */
import type { DialogInput, DialogTurn, Effect, MessageInput } from '../dialog.ts';
import type { Policy } from '../policy-rules.ts';
import type { Queues, WaitingPlace } from '../queues.ts';
import type { Conversation, Decision, Said, Unfinished } from '../turn.ts';
import { isHeldByPerson, keepQuiet } from './attended.ts';
import { applyEffect, createDraft, type Draft, supersede } from './draft.ts';
import { hear, momentOf, toRouting } from './hearing.ts';
import { readOffer } from './offers.ts';
import { joinMessages, planAnswer } from './parts.ts';
import { findResumable, leaveFor, putOff, unfinishedIn } from './pausing.ts';
import { type Candidate, chooseDialogs, WAITING_DIALOG } from './policy.ts';
import { type Step, type StepsOptions, toSteps } from './steps.ts';
import { type SilenceOptions, watchSilence } from './watching-silence.ts';

export interface DecideOptions extends StepsOptions, SilenceOptions {
  readonly policy: Policy;
  createTaskId(): string;
  /** Where left out, the policy's hours are every queue's, and nobody is called back. */
  readonly queues?: Queues;
  /** Where a conversation stands in its queue, as it was counted last. */
  placeOf(conversationId: string): WaitingPlace | undefined;
}

/** How often one input may be redirected from dialog to dialog before it counts as a loop. */
const MAX_REDIRECTS = 4;
/** Agents may hand one question on so often; then people get it. */
const MAX_HANDOVERS = 3;

function askDialog(
  candidate: Candidate,
  input: DialogInput,
  draft: Draft,
  conversation: Conversation,
  options: DecideOptions,
): readonly Effect[] {
  const loaded = options.library.get(candidate.dialog);
  if (!loaded) throw new Error(`there is no dialog ${candidate.dialog}`);
  const turn: DialogTurn = {
    dialog: candidate.dialog,
    input,
    state: candidate.state,
    memory: draft.state.memories[candidate.dialog],
    conversation: {
      protocolNumber: conversation.protocolNumber,
      locale: draft.locale,
      channel: conversation.channel,
      status: draft.status,
      isAttended: isHeldByPerson(conversation, draft),
      silentMs: conversation.silentMs,
      misses: draft.state.misses,
      now: momentOf(conversation),
      lastAnswer: draft.state.answered ?? undefined,
      inProgress: unfinishedIn(draft.state)[0]?.dialog,
    },
    routing: toRouting(candidate, draft, conversation, options),
    options: candidate.options,
    wording: (response) => options.library.wording(candidate.dialog, response, draft.locale),
  };
  const effects = loaded.dialog.respond(turn);
  return turn.conversation.isAttended ? keepQuiet(effects, candidate) : effects;
}

const HELPS: ReadonlySet<Effect['type']> = new Set(['reply', 'reply-activity', 'ask', 'ask-activity']);
/** Rules by which a dialog is spoken to because of what was said just now. */
const BY_WORDS: ReadonlySet<Candidate['rule']> = new Set(['active', 'intent', 'unknown']);
const isByWords = ({ rule }: Candidate): boolean => BY_WORDS.has(rule) || rule.startsWith('policy:');

/** The words that a task of the same dialog is at work on, and which the newer ones interrupt. */
function findInterrupted(candidate: Candidate, input: DialogInput, draft: Draft, options: DecideOptions) {
  if (input.type !== 'message' || !isByWords(candidate)) return [];
  return draft.openTasks.filter(
    (task) =>
      task.said !== null && task.dialog === candidate.dialog && options.policyOf(task.agent) === 'interrupt',
  );
}

/** A question about what was meant is no help yet, and one that is asked again is none. */
const NO_HELP_YET: ReadonlySet<Candidate['rule']> = new Set(['doubtful', 'resumed']);

function note(effects: readonly Effect[], { rule }: Candidate, draft: Draft): void {
  const missed = effects.some((effect) => effect.type === 'miss');
  if (!missed && !NO_HELP_YET.has(rule) && effects.some((effect) => HELPS.has(effect.type)))
    draft.state = { ...draft.state, misses: 0 };
}

/** What is handed from candidate to candidate. */
interface Taking extends Step {
  readonly candidates: readonly Candidate[];
  /** Whether a question that was asked in this turn still stands. */
  readonly keepsQuestion: boolean;
}

/** @returns whether one of the candidates took it */
function take(taking: Taking, draft: Draft, conversation: Conversation, options: DecideOptions): boolean {
  const candidates = [...taking.candidates];
  let { input } = taking;
  let said: Said | undefined;
  let redirects = 0;
  for (let candidate = candidates.shift(); candidate; candidate = candidates.shift()) {
    const interrupted = findInterrupted(candidate, input, draft, options);
    const earlier = interrupted.flatMap((task) => task.said ?? []);
    const whole =
      input.type === 'message' && earlier.length > 0
        ? joinMessages([...earlier, input], options.library)
        : input;
    const effects = askDialog(candidate, whole, draft, conversation, options);
    if (effects.some((effect) => effect.type === 'pass')) continue;
    supersede(draft, (task) => interrupted.includes(task));
    // Whoever takes the input ends what another dialog was in the middle of; `ask` begins it anew.
    // The end of a task or of a timer does not: its dialog was not spoken to.
    if (taking.startedBy === undefined && !taking.keepsQuestion)
      draft.state = leaveFor(candidate.dialog, draft.state, options.library);
    if (whole.type === 'message') said = { text: whole.text, understanding: whole.understanding };
    for (const effect of effects) applyEffect(effect, draft, { ...options, conversation, candidate, said });
    note(effects, candidate, draft);
    const redirect = effects.find((effect) => effect.type === 'redirect');
    if (!redirect) return true;
    if (input.type === 'answered') draft.state = { ...draft.state, handovers: draft.state.handovers + 1 };
    if (++redirects > MAX_REDIRECTS) throw new Error(`dialogs redirect in a circle: ${candidate.dialog}`);
    const isLoop = draft.state.handovers > MAX_HANDOVERS;
    const dialog = isLoop ? WAITING_DIALOG : redirect.dialog;
    input = (isLoop ? undefined : redirect.message) ?? { type: 'redirected', from: candidate.dialog };
    candidates.unshift({ ...candidate, dialog, state: undefined, options: [] });
  }
  return false;
}

const languageOf = (locale: string): string => locale.split('-')[0] ?? locale;

/** Who clearly writes another language is answered in it from now on. */
function followLanguage({ understanding: { spoken } }: MessageInput, draft: Draft): void {
  if (spoken !== undefined && languageOf(spoken) !== languageOf(draft.locale)) draft.locale = spoken;
}

function chooseFor(
  step: Step,
  draft: Draft,
  conversation: Conversation,
  { library, policy }: DecideOptions,
): readonly Candidate[] {
  const { state, status, locale, heard } = draft;
  const isAttended = isHeldByPerson(conversation, draft);
  const about = { channel: conversation.channel, now: momentOf(conversation) };
  const question = { ...step, ...heard, ...about, status, isAttended, state, locale };
  return chooseDialogs(question, library, policy);
}

/** One of several things: what another asks, it is not the answer to. */
function takePart(
  part: MessageInput,
  draft: Draft,
  conversation: Conversation,
  options: DecideOptions,
): void {
  const step = { input: part, startedBy: undefined };
  const alone = { ...draft, state: { ...draft.state, active: null } };
  const candidates = chooseFor(step, alone, conversation, options);
  take({ ...step, candidates, keepsQuestion: true }, draft, conversation, options);
}

/**
 * The question that a part leads to, if that can be put off until the rest is answered. Tried out,
 * which changes nothing: dialogs are pure.
 */
function findQuestion(
  part: MessageInput,
  draft: Draft,
  conversation: Conversation,
  options: DecideOptions,
): Unfinished | undefined {
  const trial: Draft = { ...draft, events: [], timers: [], said: new Map() };
  takePart(part, trial, conversation, { ...options, createTaskId: () => 'trial' });
  const { active } = trial.state;
  const asksOnly = trial.events.length === 1 && trial.events[0]?.type === 'reply-added';
  return active && asksOnly && options.library.get(active.dialog)?.dialog.pauses
    ? { ...active, isUnasked: true }
    : undefined;
}

function takeMessage(
  message: MessageInput,
  draft: Draft,
  conversation: Conversation,
  options: DecideOptions,
): void {
  followLanguage(message, draft);
  const { whole, parts } = planAnswer(message, options.library);
  const step = { input: whole, startedBy: undefined };
  const candidates = chooseFor(step, draft, conversation, options);
  const first = parts.length > 0 ? candidates.filter(({ isFirst }) => isFirst) : candidates;
  if (take({ ...step, candidates: first, keepsQuestion: false }, draft, conversation, options)) return;
  // Answers go before questions: the citizen's next words are then an answer to what was asked last.
  draft.state = leaveFor('', draft.state, options.library);
  const questions: Unfinished[] = [];
  for (const part of parts) {
    const question = findQuestion(part, draft, conversation, options);
    if (question) questions.push(question);
    else takePart(part, draft, conversation, options);
  }
  draft.state = putOff(questions, draft.state);
}

function takeOther(step: Step, draft: Draft, conversation: Conversation, options: DecideOptions): void {
  const candidates = chooseFor(step, draft, conversation, options);
  take({ ...step, candidates, keepsQuestion: false }, draft, conversation, options);
}

/** Goes on with what something came up in the middle of. */
function resume(draft: Draft, conversation: Conversation, options: DecideOptions): void {
  const unfinished = findResumable(draft, conversation, options.library);
  if (!unfinished || !options.library.get(unfinished.dialog)) return;
  const candidates = [{ ...unfinished, rule: 'resumed', options: [] } as const];
  take(
    {
      input: { type: 'resumed', isFirst: unfinished.isUnasked ?? false },
      startedBy: undefined,
      candidates,
      keepsQuestion: false,
    },
    draft,
    conversation,
    options,
  );
}

const isSpoken = ({ type }: DialogInput): boolean => type === 'message' || type === 'choice';

/** @throws what a dialog throws: the turn is then not written, and tried again */
export function decide(conversation: Conversation, options: DecideOptions): Decision {
  const draft = createDraft(conversation);
  for (const step of toSteps(conversation.unhandled, options)) {
    const { input } = step;
    if (isSpoken(input)) draft.state = { ...draft.state, handovers: 0 };
    hear(input, draft, options.policy);
    // The buttons in mind are from before the person came: "1" is an answer to what they asked.
    const isOffer = input.type === 'message' && !isHeldByPerson(conversation, draft);
    const choice = isOffer ? readOffer(input, draft.state) : undefined;
    if (choice) takeOther({ ...step, input: choice }, draft, conversation, options);
    else if (input.type === 'message') takeMessage(input, draft, conversation, options);
    else takeOther(step, draft, conversation, options);
  }
  resume(draft, conversation, options);
  watchSilence(draft, options);
  const { locale, state, status, queue, events, timers, said } = draft;
  return { locale, state, status, queue, events, timers, said };
}
