/**
 * Turn: one short transaction over a conversation's log. It is handed what is unhandled, decides,
 * and leaves events; everything else (status, deliveries, tasks) follows from those.
 */
import type { ConversationStatus } from './dialog.ts';
import type { EventBody, StoredEvent } from './event.ts';
import type { JsonObject } from './json.ts';

/** What the assistant remembers from turn to turn. */
export interface DialogueState {
  /** The dialog that asked last and waits for an answer. */
  readonly active: { readonly dialog: string; readonly state: JsonObject } | null;
  /** Turns in a row in which the citizen was not helped. */
  readonly misses: number;
}

export const INITIAL_STATE: DialogueState = { active: null, misses: 0 };

export interface OpenTask {
  readonly taskId: string;
  readonly agent: string;
}

/** A conversation as a turn finds it, locked. */
export interface Conversation {
  readonly conversationId: string;
  readonly contactId: string;
  readonly protocolNumber: string;
  readonly channel: string;
  readonly address: string;
  readonly locale: string;
  readonly status: ConversationStatus;
  readonly queue: string | null;
  readonly state: DialogueState;
  readonly lastSeq: number;
  readonly openTasks: readonly OpenTask[];
  /** Unhandled events that call for a turn, in order, as far as they are understood. */
  readonly unhandled: readonly StoredEvent[];
}

export interface Decision {
  readonly state: DialogueState;
  readonly status: ConversationStatus;
  readonly queue: string | null;
  /** To append, in order. */
  readonly events: readonly EventBody[];
}
