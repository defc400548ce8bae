/**
 * Turn: one short transaction over a conversation's log. It is handed what is unhandled, decides,
 * and leaves events; everything else (status, deliveries, tasks) follows from those.
 */
import type { Button } from './activity.ts';
import type { ConversationStatus } from './dialog.ts';
import type { EventBody, StoredEvent } from './event.ts';
import type { JsonObject } from './json.ts';
import type { MessageUnderstanding } from './understanding.ts';
import type { PriorityReason } from './urgency.ts';

/** A dialog in the middle of something. */
export interface Unfinished {
  readonly dialog: string;
  readonly state: JsonObject;
  /** Its question has been put off, and was never asked. */
  readonly isUnasked?: boolean;
}

/** What the assistant remembers from turn to turn. */
export interface DialogueState {
  /** The dialog that asked last and waits for an answer. */
  readonly active: Unfinished | null;
  /** Those that something came up in the middle of, to be gone on with: the last one first. */
  readonly paused: readonly Unfinished[];
  /** The buttons under the last thing that was said, for who answers them in words. */
  readonly offered: readonly Button[];
  /** A bare number is then an answer of its own, and not the place of a button. */
  readonly expectsDigits: boolean;
  /** How often agents have handed over since the citizen last spoke. */
  readonly handovers: number;
  /** Turns in a row in which the citizen was not helped. */
  readonly misses: number;
  /** Agents that failed in a row. */
  readonly failures: number;
  /** What the citizen said that gives priority. */
  readonly priority: readonly PriorityReason[];
  /** The task whose answer was said last. */
  readonly answered: string | null;
  /** What dialogs keep until the conversation ends, by their names. */
  readonly memories: Readonly<Record<string, JsonObject>>;
  /** Whether a timer watches for the citizen's silence. */
  readonly watched: boolean;
}

export const INITIAL_STATE: DialogueState = {
  active: null,
  paused: [],
  offered: [],
  expectsDigits: false,
  handovers: 0,
  misses: 0,
  failures: 0,
  priority: [],
  answered: null,
  memories: {},
  watched: false,
};

/** What a citizen said, in one message or in several in a row, and what it was understood as. */
export interface Said {
  readonly text: string;
  readonly understanding: MessageUnderstanding;
}

export interface OpenTask {
  readonly taskId: string;
  readonly agent: string;
  /** Who started it, and gets its answer. */
  readonly dialog: string;
  /** What it was started for; null where that was no message. */
  readonly said: Said | null;
}

/** To set, or with `afterMs: null` to take away. One timer of a name per dialog and conversation. */
export interface TimerChange {
  readonly dialog: string;
  readonly name: string;
  readonly afterMs: number | null;
  readonly payload: JsonObject;
}

export interface UnhandledEvent extends StoredEvent {
  /** By the database's clock. */
  readonly ageMs: number;
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
  /** A person has it. */
  readonly isAttended: boolean;
  readonly state: DialogueState;
  readonly lastSeq: number;
  /** Since the last message or turn; timers do not count. */
  readonly silentMs: number;
  readonly openTasks: readonly OpenTask[];
  /** Unhandled events that call for a turn, in order, as far as they are understood. */
  readonly unhandled: readonly UnhandledEvent[];
}

export interface Decision {
  /** The language the conversation goes on in. */
  readonly locale: string;
  readonly state: DialogueState;
  readonly status: ConversationStatus;
  readonly queue: string | null;
  /** To append, in order. */
  readonly events: readonly EventBody[];
  readonly timers: readonly TimerChange[];
  /** What each of the started tasks was started for, by the task's id. */
  readonly said: ReadonlyMap<string, Said>;
}
