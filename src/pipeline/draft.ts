/** Draft: a decision in the making, and what each effect a dialog returns does to it. */
import type { Button } from '../activity.ts';
import type { NewerMessagePolicy } from '../agent.ts';
import type { Effect, ResponseValues } from '../dialog.ts';
import type { EventBody } from '../event.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import type { Conversation, Decision, OpenTask, Said, TimerChange } from '../turn.ts';
import type { DialogLibrary } from './dialog-library.ts';
import type { Candidate } from './policy.ts';

export interface Draft extends Decision {
  locale: Decision['locale'];
  state: Decision['state'];
  status: Decision['status'];
  queue: Decision['queue'];
  readonly events: EventBody[];
  readonly timers: TimerChange[];
  readonly said: Map<string, Said>;
  openTasks: Conversation['openTasks'];
}

/** Who speaks, to whom, and by which rule. */
export interface Speaker {
  readonly conversation: Conversation;
  readonly candidate: Candidate;
  readonly library: DialogLibrary;
  /** What the citizen said, where it is their words that are being answered. */
  readonly said: Said | undefined;
  createTaskId(): string;
  policyOf(agent: string): NewerMessagePolicy;
}

/** Nothing decided yet. */
export const createDraft = ({ locale, state, status, queue, openTasks }: Conversation): Draft => ({
  locale,
  state,
  status,
  queue,
  // A task that has just ended is no longer among them, and cannot be superseded.
  openTasks,
  events: [],
  timers: [],
  said: new Map(),
});

/** Nobody waits for these tasks any more. */
export function supersede(draft: Draft, which: (task: OpenTask) => boolean): void {
  for (const { taskId, agent } of draft.openTasks.filter(which)) {
    draft.events.push({ type: 'task-superseded', taskId, agent });
  }
  draft.openTasks = draft.openTasks.filter((task) => !which(task));
}

interface Words {
  readonly response: string;
  readonly values: ResponseValues;
  readonly buttons?: readonly Button[];
}

function say({ response, values, buttons = [] }: Words, draft: Draft, speaker: Speaker): void {
  const { conversation, candidate, library } = speaker;
  const { dialog, rule } = candidate;
  const all = { protocolNumber: formatProtocolNumber(conversation.protocolNumber), ...values };
  const rendered = library.render(dialog, response, all, draft.locale);
  const activity =
    buttons.length === 0 ? rendered : { ...rendered, buttons: [...buttons, ...(rendered.buttons ?? [])] };
  draft.events.push({ type: 'reply-added', activity, reason: { dialog, rule, response } });
}

type Appliers = {
  readonly [Type in Effect['type']]: (
    effect: Extract<Effect, { type: Type }>,
    draft: Draft,
    speaker: Speaker,
  ) => void;
};

const APPLIERS: Appliers = {
  reply: say,
  ask({ state, ...words }, draft, speaker) {
    draft.state = { ...draft.state, active: { dialog: speaker.candidate.dialog, state } };
    say(words, draft, speaker);
  },
  'reply-activity': ({ activity, taskId }, draft, { candidate: { dialog, rule } }) => {
    draft.events.push({ type: 'reply-added', activity, reason: { dialog, rule, taskId } });
  },
  'start-task': ({ agent, input }, draft, { candidate: { dialog }, said, createTaskId, policyOf }) => {
    if (policyOf(agent) === 'interrupt') supersede(draft, (task) => task.agent === agent);
    const taskId = createTaskId();
    draft.events.push({ type: 'task-started', taskId, agent, dialog, input });
    if (said) draft.said.set(taskId, said);
  },
  'set-timer': ({ name, afterMs, payload }, draft, { candidate: { dialog } }) => {
    draft.timers.push({ dialog, name, afterMs, payload });
  },
  'hand-off': ({ queue, reason }, draft) => {
    supersede(draft, () => true);
    draft.status = 'waiting';
    draft.queue = queue;
    draft.events.push({ type: 'handoff-requested', queue, reason });
  },
  'end-handoff': ({ reason }, draft) => {
    draft.status = 'open';
    draft.queue = null;
    draft.events.push({ type: 'handoff-ended', reason });
  },
  close({ reason }, draft) {
    supersede(draft, () => true);
    draft.status = 'closed';
    draft.queue = null;
    draft.events.push({ type: 'conversation-closed', reason });
  },
  miss(_effect, draft) {
    draft.state = { ...draft.state, misses: draft.state.misses + 1 };
  },
  // The policy's loop reads these two.
  pass: () => undefined,
  redirect: () => undefined,
};

/** Writes into the draft what the effect means. */
export function applyEffect<Type extends Effect['type']>(
  effect: Extract<Effect, { type: Type }>,
  draft: Draft,
  speaker: Speaker,
): void {
  const apply: Appliers[Type] = APPLIERS[effect.type as Type];
  apply(effect, draft, speaker);
}
