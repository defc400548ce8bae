/**
 * Event: one line of a conversation's log. The log is the only account of what happened: what was
 * said, what was understood, which rule decided, which agent answered from which passages.
 */
import type { InboundActivity, OutboundActivity } from './activity.ts';
import type { JsonObject } from './json.ts';
import type { Understanding } from './recognizer.ts';

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

export type EventBody =
  | {
      readonly type: 'message-received';
      readonly activity: InboundActivity;
      readonly channel: string;
      readonly address: string;
    }
  | { readonly type: 'reply-added'; readonly activity: OutboundActivity; readonly reason: Reason }
  | {
      readonly type: 'task-started';
      readonly taskId: string;
      readonly agent: string;
      readonly dialog: string;
      readonly input: JsonObject;
    }
  | {
      readonly type: 'task-answered';
      readonly taskId: string;
      readonly agent: string;
      readonly dialog: string;
      readonly answer: AgentAnswer;
      readonly tookMs: number;
    }
  | {
      readonly type: 'task-failed';
      readonly taskId: string;
      readonly agent: string;
      readonly dialog: string;
      readonly error: string;
      readonly tookMs: number;
    }
  | { readonly type: 'task-superseded'; readonly taskId: string; readonly agent: string }
  | { readonly type: 'handoff-requested'; readonly queue: string; readonly reason: string }
  | { readonly type: 'handoff-ended'; readonly reason: string }
  | { readonly type: 'conversation-closed'; readonly reason: string }
  | { readonly type: 'turn-failed'; readonly error: string; readonly deadLetterId: string };

export type EventType = EventBody['type'];

/** Events that call for a turn. Everything else is what turns leave behind. */
export const CALLS_FOR_TURN: ReadonlySet<EventType> = new Set<EventType>([
  'message-received',
  'task-answered',
  'task-failed',
]);

export interface StoredEvent {
  readonly conversationId: string;
  /** 1, 2, 3 … without gaps within a conversation. */
  readonly seq: number;
  readonly body: EventBody;
  /** Only of messages, once the recognizer has read them. */
  readonly understanding: Understanding | null;
  readonly createdAt: Date;
}
