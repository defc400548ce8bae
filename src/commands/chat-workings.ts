/** The line under an answer that tells how it came about. Pure. */
import type { StoredEvent } from '../event.ts';
import type { Json } from '../json.ts';
import type { Workings } from '../store/workings.ts';
import type { DialogueState, Unfinished } from '../turn.ts';

const SEPARATOR = ' · ';
/** A filled-in slot is shown so far; what is longer nobody reads on one line. */
const VALUE_LIMIT = 40;

const percent = (confidence: number): string => confidence.toFixed(2);

/** What the citizen's words were understood as. */
export function describeIntent(intent: string | null, confidence: number | null, certainty = ''): string {
  return `${intent ?? 'not understood'} ${confidence === null ? '' : percent(confidence)} ${certainty}`.trim();
}

function describeValue(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)}…` : text;
}

/** A form's state lies one deeper than that of other dialogs: its `values` are the slots. */
function describeState({ dialog, state }: Unfinished): string {
  const pairs = Object.entries(state).flatMap(([name, value]) =>
    name === 'values' && value !== null && typeof value === 'object'
      ? Object.entries(value)
      : [[name, value]],
  ) as [string, Json][];
  return `${dialog} {${pairs.map(([name, value]) => `${name}: ${describeValue(value)}`).join(', ')}}`;
}

function describeEvent({ body, understanding }: StoredEvent): string[] {
  switch (body.type) {
    case 'message-received': {
      if (!understanding)
        return [body.activity.type === 'choice' ? `tapped ${body.activity.value}` : 'unread'];
      const entities = understanding.entities.map(({ name, value }) => `${name}=${describeValue(value)}`);
      const { intent, confidence, certainty } = understanding;
      return [describeIntent(intent, confidence, certainty), ...entities];
    }
    case 'reply-added': {
      const { dialog, response, rule } = body.reason;
      return [`${dialog}/${response ?? 'agent'} by rule ${rule}`];
    }
    case 'task-answered':
      return [`${body.agent} ${body.answer.status} in ${Math.round(body.tookMs)} ms`];
    case 'task-failed':
      return [`${body.agent} failed: ${body.error}`];
    case 'timer-fired':
      return [`timer ${body.dialog}/${body.name}`];
    case 'handoff-requested':
      return [`handed to ${body.queue}: ${body.reason}`];
    default:
      return [];
  }
}

function describeDialogs({ active, paused, misses }: DialogueState): string[] {
  return [
    ...(active ? [`asks: ${describeState(active)}`] : []),
    ...(paused.length > 0 ? [`paused: ${paused.map(describeState).join(', ')}`] : []),
    ...(misses > 0 ? [`misses: ${misses}`] : []),
  ];
}

/** What was understood, which rule and response answered, and what is being asked or paused. */
export const describeWorkings = ({ events, state }: Workings): string =>
  [...events.flatMap(describeEvent), ...(state ? describeDialogs(state) : [])].join(SEPARATOR);
