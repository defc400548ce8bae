/**
 * Event: one line of a conversation's log. The log is the only account of what happened: what was
 * said, what was understood, which rule decided, which agent answered from which passages.
 */
import type { InboundActivity, OutboundActivity } from './activity.ts';
import type { Proof } from './identity.ts';
import type { JsonObject } from './json.ts';
import type { PersonName } from './person.ts';
import type { MessageUnderstanding } from './understanding.ts';
import type { Priority } from './urgency.ts';

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

/** Who goes on where an agent is not the right one: another dialog, with these words, or people. */
export type Handover =
  | { readonly dialog: string; readonly text: string }
  | { readonly queue: string; readonly reason: string; readonly details: JsonObject };

/** What an answer cost. */
export interface AgentUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of `LLM_PRICE_INPUT` and `LLM_PRICE_OUTPUT`, where those are set. */
  readonly cost?: number;
}

/**
 * What an agent came back with. `answered` and `unanswered` end its work. `asks`: its activity is a
 * question, and what the citizen answers comes back in a new task with `state`. `hands-over`:
 * somebody else goes on.
 */
export interface AgentAnswer {
  readonly status: 'answered' | 'unanswered' | 'asks' | 'hands-over';
  /** Ready for the citizen, where the agent's work is a text. */
  readonly activity?: OutboundActivity;
  /** Of `asks`: what the agent needs to go on. */
  readonly state?: JsonObject;
  /** Of `hands-over`. */
  readonly to?: Handover;
  /** Where a model worked on it; counted by the pipeline for agents that run in it. */
  readonly usage?: AgentUsage;
  /** The agent's own; it declares and documents it. */
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
  | {
      readonly type: 'reply-added';
      readonly activity: OutboundActivity;
      readonly reason: Reason;
      /** Of the words of a person; left out where the assistant speaks. */
      readonly by?: PersonName;
      /** The id under which that person's window sent it. */
      readonly actionId?: string;
    }
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
  | {
      readonly type: 'handoff-requested';
      readonly queue: string;
      readonly reason: string;
      /** What people need to know to go on: what was asked for, filled in, tried. */
      readonly details?: JsonObject;
      /** Left out where the citizen is served in the order in which people came. */
      readonly priority?: Priority;
    }
  | {
      readonly type: 'handoff-ended';
      readonly reason: string;
      readonly by?: PersonName;
      /** What the person tells whoever goes on. */
      readonly summary?: string;
    }
  /** Somebody has the conversation now. `by` is null where the queue gave it to them. */
  | {
      readonly type: 'ticket-assigned';
      readonly ticketId: string;
      readonly to: PersonName;
      readonly by: PersonName | null;
      readonly summary?: string;
    }
  /** Nobody has it any more: it waits again, with the place its time gives it. */
  | {
      readonly type: 'ticket-returned';
      readonly ticketId: string;
      readonly from: PersonName;
      readonly by: PersonName | null;
      readonly reason: 'silent' | 'gone' | 'put-back' | 'moved';
    }
  | {
      readonly type: 'ticket-moved';
      readonly ticketId: string;
      readonly from: string;
      readonly to: string;
      readonly by: PersonName | null;
      readonly reason: 'transferred' | 'overflow';
      readonly summary?: string;
    }
  | { readonly type: 'ticket-labelled'; readonly labels: readonly string[]; readonly by: PersonName }
  /** The law's term was prolonged, with a reason that the citizen is told. */
  | {
      readonly type: 'ticket-extended';
      readonly ticketId: string;
      readonly reason: string;
      readonly by: PersonName;
    }
  /** For people alone. `whisper`: a supervisor's word to whoever has the conversation. */
  | {
      readonly type: 'note-added';
      readonly kind: 'note' | 'whisper';
      readonly by: PersonName;
      readonly text: string;
      readonly mentions: readonly PersonName[];
      /** As of a reply. */
      readonly actionId?: string;
    }
  | {
      readonly type: 'conversation-closed';
      readonly reason: string;
      readonly by?: PersonName;
      /** Protocol number of the conversation that is gone on with instead. */
      readonly continuedIn?: string;
    }
  /** It was closed, and goes on: the citizen asked for it in that of the protocol number `from`. */
  | { readonly type: 'conversation-reopened'; readonly from: string; readonly by?: PersonName }
  /**
   * This conversation goes on with what that of the protocol number `of` was about; of one that people
   * split, with what was said there from `fromSeq` on.
   */
  | {
      readonly type: 'conversation-continued';
      readonly of: string;
      readonly by?: PersonName;
      readonly fromSeq?: number;
    }
  /** What the citizen says of an answer, or of the whole. Said twice, the newest counts. */
  | {
      readonly type: 'feedback-given';
      /**
       * The task whose answer it is about: its `task-answered`, in this conversation, holds the passages.
       * Left out where it is about no answer of an agent.
       */
      readonly taskId?: string;
      readonly solved?: boolean;
      /** From 1, very bad, to 5, very good. */
      readonly rating?: number;
      /** What they wrote with it. */
      readonly comment?: string;
    }
  /** The citizen goes on here from another channel, and has shown that it is them. */
  | {
      readonly type: 'channel-linked';
      readonly linkId: string;
      readonly channel: string;
      readonly address: string;
      readonly proof: Proof;
    }
  | {
      readonly type: 'channel-unlinked';
      readonly linkId: string;
      readonly channel: string;
      readonly address: string;
    }
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
