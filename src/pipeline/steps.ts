/** Steps: what a turn has to answer, one after the other, from the events that are unhandled. Pure. */
import type { NewerMessagePolicy } from '../agent.ts';
import type { DialogInput, MessageInput } from '../dialog.ts';
import type { StoredEvent } from '../event.ts';
import type { MessageUnderstanding } from '../understanding.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { joinMessages } from './parts.ts';

export interface Step {
  readonly input: DialogInput;
  /** The dialog that started the task, or set the timer, which this is the end of. */
  readonly startedBy: string | undefined;
}

interface MessageStep extends Step {
  readonly input: MessageInput;
}

export interface StepsOptions {
  readonly library: DialogLibrary;
  policyOf(agent: string): NewerMessagePolicy;
}

const NOT_UNDERSTOOD: MessageUnderstanding = {
  intent: null,
  confidence: 0,
  certainty: 'unknown',
  alternatives: [],
  entities: [],
  locale: 'und',
  decidedBy: 'nobody',
};

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
function inTakingOrder(events: readonly StoredEvent[], { policyOf }: StepsOptions): StoredEvent[] {
  const isWaitedFor = ({ body }: StoredEvent) =>
    (body.type === 'task-answered' || body.type === 'task-failed') && policyOf(body.agent) === 'queue';
  return [...events.filter(isWaitedFor), ...events.filter((event) => !isWaitedFor(event))];
}

/** In order; messages in a row become one. */
export function toSteps(events: readonly StoredEvent[], options: StepsOptions): Step[] {
  const steps: Step[] = [];
  let row: MessageInput[] = [];
  const endRow = () => {
    if (row.length > 0) steps.push({ input: joinMessages(row, options.library), startedBy: undefined });
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
