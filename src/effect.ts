/** Effects: what a dialog wants done. The pipeline applies them, in order, in one transaction. */
import type { Button, OutboundActivity } from './activity.ts';
import type { Feedback, MessageInput, ResponseValues } from './dialog-turn.ts';
import type { JsonObject } from './json.ts';

export type Effect =
  | {
      readonly type: 'reply';
      readonly response: string;
      readonly values: ResponseValues;
      readonly moreButtons?: readonly Button[];
    }
  | {
      readonly type: 'reply-activity';
      readonly activity: OutboundActivity;
      readonly taskId: string;
      /** Whether it answers what was asked: the citizen may then say if it did. */
      readonly isAnswer: boolean;
    }
  | {
      readonly type: 'ask';
      readonly response: string;
      readonly values: ResponseValues;
      readonly state: JsonObject;
      readonly before: readonly Saying[];
      readonly buttons: readonly Button[];
      readonly moreButtons: readonly Button[];
      /** A bare number is then an answer of its own, and not the place of a button. */
      readonly expectsDigits: boolean;
    }
  | {
      readonly type: 'ask-activity';
      readonly activity: OutboundActivity;
      readonly taskId: string;
      readonly state: JsonObject;
    }
  | { readonly type: 'start-task'; readonly agent: string; readonly input: JsonObject }
  | {
      readonly type: 'set-timer';
      readonly name: string;
      readonly afterMs: number | null;
      readonly payload: JsonObject;
    }
  | {
      readonly type: 'hand-off';
      readonly queue: string;
      readonly reason: string;
      readonly details: JsonObject;
    }
  | { readonly type: 'end-handoff'; readonly reason: string }
  | { readonly type: 'redirect'; readonly dialog: string; readonly message: MessageInput | undefined }
  | { readonly type: 'give-feedback'; readonly feedback: Feedback }
  | { readonly type: 'continue'; readonly of: string }
  | { readonly type: 'remember'; readonly memory: JsonObject }
  | { readonly type: 'miss' }
  | { readonly type: 'abandon' }
  | { readonly type: 'pass' }
  | { readonly type: 'close'; readonly reason: string };

/**
 * Says the response of that key in the citizen's language.
 * @param moreButtons they stand after the response's own
 */
export const reply = (
  response: string,
  values: ResponseValues = {},
  moreButtons: readonly Button[] = [],
): Effect => ({ type: 'reply', response, values, ...(moreButtons.length > 0 ? { moreButtons } : {}) });
/** Passes on what an agent wrote. */
export const replyWith = (activity: OutboundActivity, taskId: string): Effect => ({
  type: 'reply-activity',
  activity,
  taskId,
  isAnswer: false,
});
/** Passes on an agent's answer; with it the citizen can say whether that solved it. */
export const answerWith = (activity: OutboundActivity, taskId: string): Effect => ({
  type: 'reply-activity',
  activity,
  taskId,
  isAnswer: true,
});
/** A response, and what stands in its places. */
export interface Saying {
  readonly response: string;
  readonly values: ResponseValues;
}

export interface AskOptions {
  /** Said first, in the same message. */
  readonly before?: readonly Saying[];
  /** They stand before the response's own. */
  readonly buttons?: readonly Button[];
  /** They stand after the response's own. */
  readonly moreButtons?: readonly Button[];
  /** Whether a bare number is an answer of its own, and not the place of a button. */
  readonly expectsDigits?: boolean;
}
/**
 * Says the response and waits: the next message comes to this dialog, with `state`.
 */
export const ask = (
  response: string,
  state: JsonObject,
  values: ResponseValues = {},
  { before = [], buttons = [], moreButtons = [], expectsDigits = false }: AskOptions = {},
): Effect => ({ type: 'ask', response, values, state, before, buttons, moreButtons, expectsDigits });
/** Passes on a question that an agent asks, and waits: the next message comes to this dialog. */
export const askWith = (activity: OutboundActivity, taskId: string, state: JsonObject): Effect => ({
  type: 'ask-activity',
  activity,
  taskId,
  state,
});
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
/**
 * Puts the conversation into a queue for people.
 * @param details what they need to know to go on, beside the conversation itself
 */
export const handOff = (queue: string, reason: string, details: JsonObject = {}): Effect => ({
  type: 'hand-off',
  queue,
  reason,
  details,
});
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
/** Keeps what the citizen says of an answer, or of the whole; a task's id that is none is left out. */
export const giveFeedback = (feedback: Feedback): Effect => ({ type: 'give-feedback', feedback });
/** Notes that this conversation goes on with what that of the protocol number was about. */
export const continueFrom = (protocolNumber: string): Effect => ({ type: 'continue', of: protocolNumber });
/**
 * Keeps this for the dialog until the conversation ends, in place of what it kept before; each of its
 * turns is handed it as `memory`.
 */
export const remember = (memory: JsonObject): Effect => ({ type: 'remember', memory });
/** Counts this turn as one in which the citizen was not helped. */
export const miss = (): Effect => ({ type: 'miss' });
/** Ends whatever the assistant was in the middle of, tasks included. */
export const abandon = (): Effect => ({ type: 'abandon' });
/** Not for me: the policy goes on to its next rule, and this dialog is no longer active. */
export const pass = (): Effect => ({ type: 'pass' });
/** Ends the conversation; the next message opens another, with a protocol number of its own. */
export const closeConversation = (reason: string): Effect => ({ type: 'close', reason });
