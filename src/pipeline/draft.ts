/** Draft: a decision in the making, and what each effect a dialog returns does to it. */
import type { Button, OutboundActivity } from '../activity.ts';
import type { NewerMessagePolicy } from '../agent.ts';
import type { Effect, ResponseValues, Saying } from '../dialog.ts';
import type { EventBody, Reason } from '../event.ts';
import type { JsonObject } from '../json.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import type { Conversation, Decision, OpenTask, Said, TimerChange } from '../turn.ts';
import { NO_SIGNALS, type PriorityReason, type Signals, withPriority } from '../urgency.ts';
import { askIfSolved } from './asking-if-solved.ts';
import { isHeldByPerson } from './attended.ts';
import type { DialogLibrary } from './dialog-library.ts';
import type { Candidate } from './policy.ts';

/** What the message in hand says of danger, distress and priority. */
export interface Heard {
  readonly signals: Signals;
  /** What gives priority, and had not been said before. */
  readonly saidNow: readonly PriorityReason[];
}

export interface Draft extends Decision {
  heard: Heard;
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
  heard: { signals: NO_SIGNALS, saidNow: [] },
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
  readonly before?: readonly Saying[];
  readonly expectsDigits?: true;
  readonly buttons?: readonly Button[];
  readonly moreButtons?: readonly Button[];
}

/** Several things said in one message. */
function joinTexts(activities: readonly OutboundActivity[]): Pick<OutboundActivity, 'text' | 'speak'> {
  const text = activities.map((each) => each.text).join('\n');
  const spoken = activities.some(({ speak }) => speak !== undefined);
  return { text, ...(spoken ? { speak: activities.map((each) => each.speak ?? each.text).join('\n') } : {}) };
}

const eachOnce = (buttons: readonly Button[]): Button[] => [
  ...new Map(buttons.map((button) => [button.value, button])).values(),
];

function say(
  { response, values, before = [], buttons = [], moreButtons = [], expectsDigits }: Words,
  draft: Draft,
  speaker: Speaker,
): void {
  const { conversation, candidate, library } = speaker;
  const { dialog, rule } = candidate;
  const protocolNumber = formatProtocolNumber(conversation.protocolNumber);
  const render = (said: Saying) =>
    library.render(dialog, said.response, { protocolNumber, ...said.values }, draft.locale);
  const rendered = render({ response, values });
  const all = eachOnce([...buttons, ...(rendered.buttons ?? []), ...moreButtons]);
  const activity: OutboundActivity = {
    ...rendered,
    ...joinTexts([...before.map(render), rendered]),
    ...(expectsDigits ? { expectsDigits } : {}),
    ...(all.length > 0 ? { buttons: all } : {}),
  };
  addReply(draft, activity, { dialog, rule, response });
}

function addReply(draft: Draft, activity: OutboundActivity, reason: Reason): void {
  draft.events.push({ type: 'reply-added', activity, reason });
  const { buttons = [], expectsDigits = false } = activity;
  draft.state = { ...draft.state, offered: buttons, expectsDigits };
}

/** The dialog waits for an answer; where it was paused, it no longer is. */
function wait(draft: Draft, dialog: string, state: JsonObject): void {
  const paused = draft.state.paused.filter((each) => each.dialog !== dialog);
  draft.state = { ...draft.state, active: { dialog, state }, paused };
}

const TASK_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

type Appliers = {
  readonly [Type in Effect['type']]: (
    effect: Extract<Effect, { type: Type }>,
    draft: Draft,
    speaker: Speaker,
  ) => void;
};

const APPLIERS: Appliers = {
  reply: say,
  ask({ state, expectsDigits, ...words }, draft, speaker) {
    wait(draft, speaker.candidate.dialog, state);
    say(expectsDigits ? { ...words, expectsDigits } : words, draft, speaker);
  },
  'ask-activity': ({ activity, taskId, state }, draft, { candidate: { dialog, rule } }) => {
    wait(draft, dialog, state);
    addReply(draft, activity, { dialog, rule, taskId });
  },
  'reply-activity': ({ activity, taskId, isAnswer }, draft, speaker) => {
    const { dialog, rule } = speaker.candidate;
    const said = isAnswer ? askIfSolved(activity, taskId, draft, speaker.library) : activity;
    addReply(draft, said, { dialog, rule, taskId });
    if (isAnswer) draft.state = { ...draft.state, answered: taskId };
  },
  'give-feedback': ({ feedback: { taskId, ...said } }, draft) => {
    // Who taps may have made up what stands behind the button.
    const about = taskId !== undefined && TASK_ID.test(taskId) ? { taskId } : {};
    draft.events.push({ type: 'feedback-given', ...about, ...said });
  },
  continue({ of }, draft) {
    draft.events.push({ type: 'conversation-continued', of });
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
  'hand-off': ({ queue: wanted, reason, details }, draft, { conversation }) => {
    supersede(draft, () => true);
    // A person has it already: it stays with them, whatever is said.
    const queue = isHeldByPerson(conversation, draft) ? (draft.queue ?? wanted) : wanted;
    draft.status = 'waiting';
    draft.queue = queue;
    // Whoever asked for a person no longer waits for the question that was put off.
    draft.state = { ...draft.state, paused: draft.state.paused.filter((each) => !each.isUnasked) };
    const inTheMiddle = draft.state.paused.at(-1);
    const all = { ...details, ...(inTheMiddle ? { unfinished: { ...inTheMiddle } } : {}) };
    const known = Object.keys(all).length > 0 ? { details: all } : {};
    const priority = withPriority(draft.state.priority);
    draft.events.push({ type: 'handoff-requested', queue, reason, ...known, ...priority });
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
  remember({ memory }, draft, { candidate: { dialog } }) {
    draft.state = { ...draft.state, memories: { ...draft.state.memories, [dialog]: memory } };
  },
  miss(_effect, draft) {
    draft.state = { ...draft.state, misses: draft.state.misses + 1 };
  },
  abandon(_effect, draft) {
    supersede(draft, () => true);
    draft.state = { ...draft.state, active: null, paused: [] };
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
