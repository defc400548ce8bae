/**
 * Decide: from a conversation and what is unhandled in it to the events that the turn appends.
 * Pure: the same conversation, the same decision (but for the ids of tasks, which are handed in).
 */
import type { NewerMessagePolicy } from '../agent.ts';
import type { DialogInput, DialogTurn, Effect } from '../dialog.ts';
import type { StoredEvent } from '../event.ts';
import type { Understanding } from '../recognizer.ts';
import type { Conversation, Decision, Said } from '../turn.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { applyEffect, createDraft, type Draft, supersede } from './draft.ts';
import { beginsInterrupting, type Candidate, chooseDialogs } from './policy.ts';

export interface DecideOptions {
  readonly library: DialogLibrary;
  readonly confidence: number;
  /** A conversation in which nobody has spoken for so long is asked about it, and closed; 0: never. */
  readonly silenceMs: number;
  createTaskId(): string;
  policyOf(agent: string): NewerMessagePolicy;
}

interface Step {
  readonly input: DialogInput;
  readonly startedBy: string | undefined;
}

type MessageInput = Extract<DialogInput, { type: 'message' }>;

interface MessageStep extends Step {
  readonly input: MessageInput;
}

/** How often one input may be redirected from dialog to dialog before it counts as a loop. */
const MAX_REDIRECTS = 4;
/** Watches for the citizen's silence, where there is such a dialog. */
const SILENCE_DIALOG = 'inactivity';
const SILENCE_TIMER = 'silence';

const NOT_UNDERSTOOD: Understanding = {
  intent: null,
  confidence: 0,
  entities: [],
  locale: 'und',
  decidedBy: 'nobody',
};

/**
 * Messages typed in a row are one input: their words together, understood as the one among them that
 * must be heard in any case, and else as the longest. Of "oi" and "queria saber da poda", the
 * question is what wants an answer.
 */
function join(said: readonly Said[], { library, confidence }: DecideOptions): MessageInput {
  const urgent = said.find(({ understanding }) => beginsInterrupting(understanding, library, confidence));
  const [longest] = said.toSorted((one, two) => two.text.length - one.text.length);
  const chosen = urgent ?? longest;
  if (!chosen) throw new Error('there is no message to join');
  const text = said.map((each) => each.text).join('\n');
  return { type: 'message', text, understanding: chosen.understanding };
}

function toStep({ body, understanding }: StoredEvent): Step | undefined {
  switch (body.type) {
    case 'message-received': {
      const { activity } = body;
      if (activity.type === 'choice') return { input: activity, startedBy: undefined };
      const words = understanding ?? NOT_UNDERSTOOD;
      return { input: { type: 'message', text: activity.text, understanding: words }, startedBy: undefined };
    }
    case 'task-answered': {
      const { agent, taskId, answer, dialog } = body;
      return { input: { type: 'answered', agent, taskId, answer }, startedBy: dialog };
    }
    case 'task-failed':
      return { input: { type: 'failed', agent: body.agent, taskId: body.taskId }, startedBy: body.dialog };
    case 'timer-fired':
      return { input: { type: 'timer', name: body.name, payload: body.payload }, startedBy: body.dialog };
    default:
      return undefined;
  }
}

const isMessage = (step: Step | undefined): step is MessageStep => step?.input.type === 'message';

/** What newer messages had to wait for goes before them. */
function inTakingOrder(events: readonly StoredEvent[], { policyOf }: DecideOptions): StoredEvent[] {
  const isWaitedFor = ({ body }: StoredEvent) =>
    (body.type === 'task-answered' || body.type === 'task-failed') && policyOf(body.agent) === 'queue';
  return [...events.filter(isWaitedFor), ...events.filter((event) => !isWaitedFor(event))];
}

/** In order; messages in a row become one. */
function toSteps(events: readonly StoredEvent[], options: DecideOptions): Step[] {
  const steps: Step[] = [];
  let row: MessageInput[] = [];
  const endRow = () => {
    if (row.length > 0) steps.push({ input: join(row, options), startedBy: undefined });
    row = [];
  };
  for (const step of inTakingOrder(events, options).map(toStep)) {
    if (step === undefined) continue;
    if (isMessage(step)) row.push(step.input);
    else {
      endRow();
      steps.push(step);
    }
  }
  endRow();
  return steps;
}

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
      locale: conversation.locale,
      channel: conversation.channel,
      status: draft.status,
      silentMs: conversation.silentMs,
      misses: draft.state.misses,
    },
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

function note(effects: readonly Effect[], draft: Draft): void {
  const missed = effects.some((effect) => effect.type === 'miss');
  if (!missed && effects.some((effect) => HELPS.has(effect.type)))
    draft.state = { ...draft.state, misses: 0 };
}

function takeStep(step: Step, draft: Draft, conversation: Conversation, options: DecideOptions): void {
  const { status, state } = draft;
  const question = { ...step, status, state, confidence: options.confidence };
  const candidates = [...chooseDialogs(question, options.library)];
  let { input } = step;
  let said: Said | undefined;
  let redirects = 0;
  for (let candidate = candidates.shift(); candidate; candidate = candidates.shift()) {
    const interrupted = findInterrupted(candidate, input, draft, options);
    const earlier = interrupted.flatMap((task) => task.said ?? []);
    const whole = input.type === 'message' && earlier.length > 0 ? join([...earlier, input], options) : input;
    const effects = askDialog(candidate, whole, draft, conversation, options);
    if (effects.some((effect) => effect.type === 'pass')) continue;
    supersede(draft, (task) => interrupted.includes(task));
    // Whoever takes the input ends what another dialog was in the middle of; `ask` begins it anew.
    // The end of a task or of a timer does not: its dialog was not spoken to.
    if (step.startedBy === undefined) draft.state = { ...draft.state, active: null };
    if (whole.type === 'message') said = { text: whole.text, understanding: whole.understanding };
    for (const effect of effects) applyEffect(effect, draft, { ...options, conversation, candidate, said });
    note(effects, draft);
    const redirect = effects.find((effect) => effect.type === 'redirect');
    if (!redirect) return;
    if (++redirects > MAX_REDIRECTS) throw new Error(`dialogs redirect in a circle: ${candidate.dialog}`);
    input = { type: 'redirected', from: candidate.dialog };
    candidates.unshift({ ...candidate, dialog: redirect.dialog, state: undefined });
  }
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
  for (const step of toSteps(conversation.unhandled, options)) takeStep(step, draft, conversation, options);
  watchSilence(draft, options);
  const { state, status, queue, events, timers, said } = draft;
  return { state, status, queue, events, timers, said };
}
