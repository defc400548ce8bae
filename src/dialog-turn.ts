/** What a dialog is handed: one input, its own state, and what it may know of the conversation. */
import type { Button } from './activity.ts';
import type { AgentAnswer, EventBody } from './event.ts';
import type { JsonObject } from './json.ts';
import type { Routing } from './routing.ts';
import type { MessageUnderstanding } from './understanding.ts';

/** `open`: with the assistant. `waiting`: in a queue for a person. `closed`: over. */
export type ConversationStatus = 'open' | 'waiting' | 'closed';

/** What the citizen says of an answer, or of the whole. */
export type Feedback = Pick<
  Extract<EventBody, { readonly type: 'feedback-given' }>,
  'taskId' | 'solved' | 'rating' | 'comment'
>;

/** What a dialog may know of the conversation it speaks in. */
export interface ConversationFacts {
  readonly protocolNumber: string;
  /** BCP 47 tag. */
  readonly locale: string;
  readonly channel: string;
  readonly status: ConversationStatus;
  /** A person has it: what the citizen writes is for them, and the assistant keeps silent. */
  readonly isAttended: boolean;
  /** Since the citizen or the assistant last spoke. */
  readonly silentMs: number;
  /** Turns in a row in which nobody understood or knew; 0 after any that succeeded. */
  readonly misses: number;
  /** When this turn's newest event came about. */
  readonly now: Date;
  /** The task whose answer was said last; undefined where there was none. */
  readonly lastAnswer: string | undefined;
  /** The dialog that is, or was before a digression, in the middle of something. */
  readonly inProgress: string | undefined;
}

/** What somebody said, and what it was understood as. */
export interface MessageInput {
  readonly type: 'message';
  readonly text: string;
  readonly understanding: MessageUnderstanding;
}

export type DialogInput =
  | MessageInput
  | { readonly type: 'choice'; readonly value: string; readonly title: string }
  | {
      readonly type: 'answered';
      readonly agent: string;
      readonly taskId: string;
      readonly answer: AgentAnswer;
    }
  | { readonly type: 'failed'; readonly agent: string; readonly taskId: string }
  | { readonly type: 'timer'; readonly name: string; readonly payload: JsonObject }
  | { readonly type: 'redirected'; readonly from: string }
  /**
   * What else was said is dealt with: the dialog goes on where it was. `isFirst`: its question was
   * put off, and has not been asked yet.
   */
  | { readonly type: 'resumed'; readonly isFirst: boolean };

/** A dialog that may have been meant. */
export interface DialogOption {
  readonly dialog: string;
  /** The guess that leads to it. */
  readonly intent: string;
  /** Its `title` in the citizen's language. */
  readonly title: string;
}

/** A response as it stands in the file. */
export interface Wording {
  readonly text: string;
  readonly buttons: readonly Button[];
}

export interface DialogTurn {
  /** The dialog's name. */
  readonly dialog: string;
  readonly input: DialogInput;
  /** What this dialog left with its last `ask`; undefined when it is not in the middle of one. */
  readonly state: JsonObject | undefined;
  /** What this dialog last chose to `remember` in this conversation. */
  readonly memory: JsonObject | undefined;
  readonly conversation: ConversationFacts;
  readonly routing: Routing;
  /** What the citizen may have meant, likeliest first; empty where there is no doubt. */
  readonly options: readonly DialogOption[];
  /** One of the dialog's responses in the citizen's language; undefined where it has none of that key. */
  wording(response: string): Wording | undefined;
}

/** Values for the `{name}` places of a response. `{protocolNumber}` is always there. */
export type ResponseValues = Readonly<Record<string, string | number>>;
