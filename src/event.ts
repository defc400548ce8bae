/**
 * Event: one line of a conversation's log. The log is the only account of what happened: what was
 * said, what was understood, which rule decided, which agent answered from which passages.
 */
import type { InboundActivity, OutboundActivity } from './activity.ts';
import type { JsonObject } from './json.ts';
import type { MessageUnderstanding } from './understanding.ts';

/** Why a reply was made: enough to explain it from the log alone. */
export interface Reason {
  readonly dialog: string;
  /** The rule of the policy that chose the dialog. */
  readonly rule: string;
  /** The response's key in the dialog's responses file. */
  readonly response?: string;
  /** The task whose answer this is; its event holds passages, model and prompt version. */
  readonly taskId?: string;
}

/** What an agent came back with. `output` is the agent's own, and it documents it. */
export interface AgentAnswer {
  readonly status: 'answered' | 'unanswered';
  /** Ready for the citizen, where the agent's work is a text. */
  readonly activity?: OutboundActivity;
  readonly output: JsonObject;
  /** For the log: passages, scores, model, prompt version, why nothing was answered. */
  readonly explanation: JsonObject;
}

/** Of an event that was taken up again from the dead letters: the seq it first had. */
interface Replayed {
  readonly replayOf?: number;
}

export type EventBody =
  | (Replayed & {
      readonly type: 'message-received';
      readonly activity: InboundActivity;
      readonly channel: string;
      readonly address: string;
    })
  | { readonly type: 'reply-added'; readonly activity: OutboundActivity; readonly reason: Reason }
  | {
      readonly type: 'task-started';
      readonly taskId: string;
      readonly agent: string;
      readonly dialog: string;
      readonly input: JsonObject;
    }
  | (Replayed & {
      readonly type: 'task-answered';
      readonly taskId: string;
      readonly agent: string;
      readonly dialog: string;
      readonly answer: AgentAnswer;
      readonly tookMs: number;
    })
  | (Replayed & {
      readonly type: 'task-failed';
      readonly taskId: string;
      readonly agent: string;
      readonly dialog: string;
      readonly error: string;
      readonly tookMs: number;
    })
  | { readonly type: 'task-superseded'; readonly taskId: string; readonly agent: string }
  | (Replayed & {
      readonly type: 'timer-fired';
      readonly dialog: string;
      readonly name: string;
      readonly payload: JsonObject;
    })
  | { readonly type: 'handoff-requested'; readonly queue: string; readonly reason: string }
  | { readonly type: 'handoff-ended'; readonly reason: string }
  | { readonly type: 'conversation-closed'; readonly reason: string }
  | { readonly type: 'turn-failed'; readonly error: string; readonly deadLetterId: string };

export type EventType = EventBody['type'];

/**
 * Version of the events' form. Raised when a program that knows the older form would misread the
 * newer: it then leaves such events to those who know them, and works on with the rest.
 */
export const EVENT_FORMAT = 1;

/** Events that call for a turn. Everything else is what turns leave behind. */
export const CALLS_FOR_TURN: ReadonlySet<string> = new Set<EventType>([
  'message-received',
  'task-answered',
  'task-failed',
  'timer-fired',
]);

export interface StoredEvent {
  readonly conversationId: string;
  /** 1, 2, 3 … without gaps within a conversation. */
  readonly seq: number;
  readonly body: EventBody;
  /** Only of messages, once the recognizer has read them. */
  readonly understanding: MessageUnderstanding | null;
  readonly createdAt: Date;
}
