/**
 * Dialog: something we can talk about. A dialog is pure: it is handed one input and its own state
 * and returns effects; the pipeline applies them in one transaction. Nothing else writes.
 */
import type { Button, OutboundActivity } from './activity.ts';
import type { AgentAnswer } from './event.ts';
import type { JsonObject } from './json.ts';
import type { MessageUnderstanding } from './understanding.ts';

/** `open`: with the assistant. `waiting`: in a queue for a person. `closed`: over. */
export type ConversationStatus = 'open' | 'waiting' | 'closed';

/** What a dialog may know of the conversation it speaks in. */
export interface ConversationFacts {
  readonly protocolNumber: string;
  /** BCP 47 tag. */
  readonly locale: string;
  readonly channel: string;
  readonly status: ConversationStatus;
  /** Since the citizen or the assistant last spoke. */
  readonly silentMs: number;
  /** Turns in a row in which nobody understood or knew; 0 after any that succeeded. */
  readonly misses: number;
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
  | { readonly type: 'redirected'; readonly from: string };

/** A dialog that may have been meant. */
export interface DialogOption {
  readonly dialog: string;
  /** The guess that leads to it. */
  readonly intent: string;
  /** Its `title` in the citizen's language. */
  readonly title: string;
}

export interface DialogTurn {
  readonly input: DialogInput;
  /** What this dialog left with its last `ask`; undefined when it is not in the middle of one. */
  readonly state: JsonObject | undefined;
  readonly conversation: ConversationFacts;
  /** What the citizen may have meant, likeliest first; empty where there is no doubt. */
  readonly options: readonly DialogOption[];
}

/** Values for the `{name}` places of a response. `{protocolNumber}` is always there. */
export type ResponseValues = Readonly<Record<string, string | number>>;

export type Effect =
  | { readonly type: 'reply'; readonly response: string; readonly values: ResponseValues }
  | { readonly type: 'reply-activity'; readonly activity: OutboundActivity; readonly taskId: string }
  | {
      readonly type: 'ask';
      readonly response: string;
      readonly values: ResponseValues;
      readonly state: JsonObject;
      readonly buttons: readonly Button[];
    }
  | { readonly type: 'start-task'; readonly agent: string; readonly input: JsonObject }
  | {
      readonly type: 'set-timer';
      readonly name: string;
      readonly afterMs: number | null;
      readonly payload: JsonObject;
    }
  | { readonly type: 'hand-off'; readonly queue: string; readonly reason: string }
  | { readonly type: 'end-handoff'; readonly reason: string }
  | { readonly type: 'redirect'; readonly dialog: string; readonly message: MessageInput | undefined }
  | { readonly type: 'miss' }
  | { readonly type: 'pass' }
  | { readonly type: 'close'; readonly reason: string };

/** Says the response of that key in the citizen's language. */
export const reply = (response: string, values: ResponseValues = {}): Effect => ({
  type: 'reply',
  response,
  values,
});
/** Passes on what an agent wrote. */
export const replyWith = (activity: OutboundActivity, taskId: string): Effect => ({
  type: 'reply-activity',
  activity,
  taskId,
});
/**
 * Says the response and waits: the next message comes to this dialog, with `state`.
 * @param buttons stand before the response's own
 */
export const ask = (
  response: string,
  state: JsonObject,
  values: ResponseValues = {},
  buttons: readonly Button[] = [],
): Effect => ({ type: 'ask', response, values, state, buttons });
/** Gives work to an agent; its answer comes to this dialog as `answered` or `failed`. */
export const startTask = (agent: string, input: JsonObject): Effect => ({ type: 'start-task', agent, input });
/**
 * Has this dialog called again, once, with a `timer` input, after so long; setting a timer of the
 * same name again replaces it. It survives restarts, and ends with the conversation.
 */
export const setTimer = (name: string, afterMs: number, payload: JsonObject = {}): Effect => ({
  type: 'set-timer',
  name,
  afterMs,
  payload,
});
/** Takes a timer of this dialog away, if there is one. */
export const cancelTimer = (name: string): Effect => ({
  type: 'set-timer',
  name,
  afterMs: null,
  payload: {},
});
/** Puts the conversation into a queue for people. */
export const handOff = (queue: string, reason: string): Effect => ({ type: 'hand-off', queue, reason });
/** Takes the conversation out of the queue, back to the assistant. */
export const endHandoff = (reason: string): Effect => ({ type: 'end-handoff', reason });
/**
 * Lets another dialog go on with this turn.
 * @param message what it is to answer; where left out it only hears that it was redirected to
 */
export const redirect = (dialog: string, message?: MessageInput): Effect => ({
  type: 'redirect',
  dialog,
  message,
});
/** Counts this turn as one in which the citizen was not helped. */
export const miss = (): Effect => ({ type: 'miss' });
/** Not for me: the policy goes on to its next rule, and this dialog is no longer active. */
export const pass = (): Effect => ({ type: 'pass' });
/** Ends the conversation; the next message opens another, with a protocol number of its own. */
export const closeConversation = (reason: string): Effect => ({ type: 'close', reason });

export interface Dialog {
  /** Intents that begin it; the folder's name where this is left out. */
  readonly intents?: readonly string[];
  /**
   * Begins even in the middle of another dialog, and while a person is awaited: for what must
   * always be reachable.
   */
  readonly interrupts?: boolean;
  /** Answers a courtesy, or the like: beside anything else that was said it needs no answer of its own. */
  readonly courtesy?: boolean;
  /** Must not write, wait, or depend on anything but its argument. */
  respond(turn: DialogTurn): readonly Effect[];
}

/** The default export of `dialogs/<name>/dialog.ts`. */
export const defineDialog = (dialog: Dialog): Dialog => dialog;
