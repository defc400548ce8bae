/**
 * Decide: from a conversation and what is unhandled in it to the events that the turn appends.
 * Pure: the same conversation, the same decision (but for the ids of tasks, which are handed in).
 */
import type { DialogInput, DialogTurn, Effect } from '../dialog.ts';
import type { StoredEvent } from '../event.ts';
import type { Understanding } from '../recognizer.ts';
import type { Conversation, Decision } from '../turn.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { applyEffect, createDraft, type Draft } from './draft.ts';
import { type Candidate, chooseDialogs } from './policy.ts';

export interface DecideOptions {
  readonly library: DialogLibrary;
  readonly confidence: number;
  createTaskId(): string;
}

interface Step {
  readonly input: DialogInput;
  readonly startedBy: string | undefined;
}

interface MessageStep extends Step {
  readonly input: Extract<DialogInput, { type: 'message' }>;
}

/** How often one input may be redirected from dialog to dialog before it counts as a loop. */
const MAX_REDIRECTS = 4;

const NOT_UNDERSTOOD: Understanding = {
  intent: null,
  confidence: 0,
  entities: [],
  locale: 'und',
  decidedBy: 'nobody',
};

/**
 * Messages typed in a row are one input: their words together, understood as the longest of them.
 * Of "oi" and "queria saber da poda", the question is what wants an answer.
 */
function joinMessages(steps: readonly MessageStep[]): MessageStep {
  const [longest] = steps.toSorted((one, two) => two.input.text.length - one.input.text.length);
  if (!longest) throw new Error('there is no message to join');
  return { ...longest, input: { ...longest.input, text: steps.map((step) => step.input.text).join('\n') } };
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
    default:
      return undefined;
  }
}

const isMessage = (step: Step | undefined): step is MessageStep => step?.input.type === 'message';

function toSteps(events: readonly StoredEvent[]): Step[] {
  const steps: Step[] = [];
  let row: MessageStep[] = [];
  const endRow = () => {
    if (row.length > 0) steps.push(joinMessages(row));
    row = [];
  };
  for (const step of events.map(toStep)) {
    if (step === undefined) continue;
    if (isMessage(step)) row.push(step);
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
      misses: draft.state.misses,
    },
  };
  return loaded.dialog.respond(turn);
}

const HELPS: ReadonlySet<Effect['type']> = new Set(['reply', 'reply-activity', 'ask']);

function takeStep(step: Step, draft: Draft, conversation: Conversation, options: DecideOptions): void {
  const { status, state } = draft;
  const question = { ...step, status, state, confidence: options.confidence };
  const candidates = [...chooseDialogs(question, options.library)];
  let input = step.input;
  let redirects = 0;
  for (let candidate = candidates.shift(); candidate; candidate = candidates.shift()) {
    const effects = askDialog(candidate, input, draft, conversation, options);
    if (effects.some((effect) => effect.type === 'pass')) continue;
    // Whoever takes the input ends what another dialog was in the middle of; `ask` begins it anew.
    // A task's end does not: its dialog was not spoken to.
    if (candidate.rule !== 'task') draft.state = { ...draft.state, active: null };
    for (const effect of effects) applyEffect(effect, draft, { ...options, conversation, candidate });
    const missed = effects.some((effect) => effect.type === 'miss');
    if (!missed && effects.some((effect) => HELPS.has(effect.type)))
      draft.state = { ...draft.state, misses: 0 };
    const redirect = effects.find((effect) => effect.type === 'redirect');
    if (!redirect) return;
    if (++redirects > MAX_REDIRECTS) throw new Error(`dialogs redirect in a circle: ${candidate.dialog}`);
    input = { type: 'redirected', from: candidate.dialog };
    candidates.unshift({ ...candidate, dialog: redirect.dialog, state: undefined });
  }
}

/** @throws what a dialog throws: the turn is then not written, and tried again */
export function decide(conversation: Conversation, options: DecideOptions): Decision {
  const draft = createDraft(conversation);
  for (const step of toSteps(conversation.unhandled)) takeStep(step, draft, conversation, options);
  return { state: draft.state, status: draft.status, queue: draft.queue, events: draft.events };
}
