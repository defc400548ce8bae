/**
 * Decide: from a conversation and what is unhandled in it to the events that the turn appends.
 * Pure: the same conversation, the same decision (but for the ids of tasks, which are handed in).
 */
import type { DialogInput, DialogTurn, Effect, MessageInput } from '../dialog.ts';
import type { Conversation, Decision, Said } from '../turn.ts';
import { applyEffect, createDraft, type Draft, supersede } from './draft.ts';
import { joinMessages, planAnswer } from './parts.ts';
import { type Candidate, chooseDialogs } from './policy.ts';
import { type Step, type StepsOptions, toSteps } from './steps.ts';

export interface DecideOptions extends StepsOptions {
  /** A conversation in which nobody has spoken for so long is asked about it, and closed; 0: never. */
  readonly silenceMs: number;
  createTaskId(): string;
}

/** How often one input may be redirected from dialog to dialog before it counts as a loop. */
const MAX_REDIRECTS = 4;
/** Watches for the citizen's silence, where there is such a dialog. */
const SILENCE_DIALOG = 'inactivity';
const SILENCE_TIMER = 'silence';

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
    input,
    state: candidate.state,
    conversation: {
      protocolNumber: conversation.protocolNumber,
      locale: draft.locale,
      channel: conversation.channel,
      status: draft.status,
      silentMs: conversation.silentMs,
      misses: draft.state.misses,
    },
    options: candidate.options,
  };
  return loaded.dialog.respond(turn);
}

const HELPS: ReadonlySet<Effect['type']> = new Set(['reply', 'reply-activity', 'ask']);
/** Rules by which a dialog is spoken to because of what was said just now. */
const BY_WORDS: ReadonlySet<Candidate['rule']> = new Set(['active', 'intent', 'unknown']);

/** The words that a task of the same dialog is at work on, and which the newer ones interrupt. */
function findInterrupted(candidate: Candidate, input: DialogInput, draft: Draft, options: DecideOptions) {
  if (input.type !== 'message' || !BY_WORDS.has(candidate.rule)) return [];
  return draft.openTasks.filter(
    (task) =>
      task.said !== null && task.dialog === candidate.dialog && options.policyOf(task.agent) === 'interrupt',
  );
}

/** A question about what was meant is no help yet. */
function note(effects: readonly Effect[], { rule }: Candidate, draft: Draft): void {
  const missed = effects.some((effect) => effect.type === 'miss');
  if (!missed && rule !== 'doubtful' && effects.some((effect) => HELPS.has(effect.type)))
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
      draft.state = { ...draft.state, active: null };
    if (whole.type === 'message') said = { text: whole.text, understanding: whole.understanding };
    for (const effect of effects) applyEffect(effect, draft, { ...options, conversation, candidate, said });
    note(effects, candidate, draft);
    const redirect = effects.find((effect) => effect.type === 'redirect');
    if (!redirect) return true;
    if (++redirects > MAX_REDIRECTS) throw new Error(`dialogs redirect in a circle: ${candidate.dialog}`);
    input = redirect.message ?? { type: 'redirected', from: candidate.dialog };
    candidates.unshift({ ...candidate, dialog: redirect.dialog, state: undefined, options: [] });
  }
  return false;
}

const languageOf = (locale: string): string => locale.split('-')[0] ?? locale;

/** Who clearly writes another language is answered in it from now on. */
function followLanguage({ understanding: { spoken } }: MessageInput, draft: Draft): void {
  if (spoken !== undefined && languageOf(spoken) !== languageOf(draft.locale)) draft.locale = spoken;
}

/** Rules by which a dialog gets the words before it is asked what they mean. */
const HAS_THE_WORD: ReadonlySet<Candidate['rule']> = new Set(['waiting', 'active']);

function takeMessage(
  message: MessageInput,
  draft: Draft,
  conversation: Conversation,
  options: DecideOptions,
): void {
  followLanguage(message, draft);
  const { whole, parts } = planAnswer(message, options.library);
  const choose = (input: MessageInput, state = draft.state) => {
    const { status, locale } = draft;
    return chooseDialogs({ input, startedBy: undefined, status, state, locale }, options.library);
  };
  const goOn = (input: MessageInput, candidates: readonly Candidate[], keepsQuestion = false) =>
    take({ input, startedBy: undefined, candidates, keepsQuestion }, draft, conversation, options);

  const candidates = choose(whole);
  const first = parts.length > 0 ? candidates.filter(({ rule }) => HAS_THE_WORD.has(rule)) : candidates;
  if (goOn(whole, first)) return;
  // What one part asks, the next is not the answer to.
  for (const [index, part] of parts.entries())
    goOn(part, choose(part, { ...draft.state, active: null }), index > 0);
}

function takeOther(step: Step, draft: Draft, conversation: Conversation, options: DecideOptions): void {
  const { status, state, locale } = draft;
  const candidates = chooseDialogs({ ...step, status, state, locale }, options.library);
  take({ ...step, candidates, keepsQuestion: false }, draft, conversation, options);
}

/** The first turn sets the watch; from then on its dialog does. */
function watchSilence(draft: Draft, { library, silenceMs }: DecideOptions): void {
  if (draft.state.watched || silenceMs === 0 || !library.get(SILENCE_DIALOG)) return;
  const payload = { silenceMs };
  draft.timers.push({ dialog: SILENCE_DIALOG, name: SILENCE_TIMER, afterMs: silenceMs, payload });
  draft.state = { ...draft.state, watched: true };
}

/** @throws what a dialog throws: the turn is then not written, and tried again */
export function decide(conversation: Conversation, options: DecideOptions): Decision {
  const draft = createDraft(conversation);
  for (const step of toSteps(conversation.unhandled, options)) {
    if (step.input.type === 'message') takeMessage(step.input, draft, conversation, options);
    else takeOther(step, draft, conversation, options);
  }
  watchSilence(draft, options);
  const { locale, state, status, queue, events, timers, said } = draft;
  return { locale, state, status, queue, events, timers, said };
}
