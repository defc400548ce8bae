/**
 * What the widget and the gateway say to each other over socket.io (namespace `/chat`). Types only:
 * both sides import this file.
 *
 * A client connects with `auth: { token, locale }` (`token` absent the first time). The server
 * answers with `session`. The client keeps the token: it is the proof that the conversation is its
 * own. Then the client asks for `sync`, and applies `lines` in order; a line is known by its
 * conversation and seq, so a line that comes twice is shown once.
 */
import type { Button, Citation, SentFile } from '#assistant';

/** Something happened. `name`: the person's that it is about; `number`: another protocol's. */
export interface SystemBody {
  readonly from: 'system';
  readonly what:
    | 'handoff-requested'
    | 'handoff-ended'
    | 'ticket-assigned'
    | 'ticket-returned'
    | 'ticket-moved'
    | 'person-ended'
    | 'to-assistant'
    | 'conversation-closed'
    | 'conversation-reopened'
    | 'conversation-merged';
  readonly name?: string;
  readonly number?: string;
}

/** One line of the conversation, as the citizen sees it. */
export interface ChatLine {
  readonly conversationId: string;
  readonly seq: number;
  readonly protocolNumber: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly body:
    | {
        /** The citizen's own; `clientId` is what the client sent it under, if it came from a widget. */
        readonly from: 'citizen';
        readonly text: string;
        readonly clientId: string | null;
      }
    | {
        readonly from: 'assistant';
        readonly text: string;
        readonly buttons: readonly Button[];
        readonly citations: readonly Citation[];
        /** The task whose partial text this line replaces. */
        readonly taskId: string | null;
      }
    | {
        /** Of the house: what they wrote themselves. */
        readonly from: 'person';
        /** As citizens see their name. */
        readonly by: string;
        readonly text: string;
        readonly buttons: readonly Button[];
        readonly citations: readonly Citation[];
        readonly files: readonly SentFile[];
      }
    | SystemBody;
}

/** Where the citizen stands in the queue; times count from when it is told. */
export interface QueuePlace {
  readonly conversationId: string;
  /** From 1. */
  readonly position: number;
  /** Null where nothing is known of it. */
  readonly estimate: { readonly lowMs: number; readonly highMs: number } | null;
}

export type ClientMessage =
  | { readonly clientId: string; readonly type: 'message'; readonly text: string }
  | { readonly clientId: string; readonly type: 'choice'; readonly value: string; readonly title: string };

export type Acknowledgement =
  | {
      readonly ok: true;
      readonly conversationId: string;
      readonly protocolNumber: string;
      readonly seq: number;
    }
  | {
      readonly ok: false;
      /** `empty-message`, `message-too-long`, `too-many-requests`, `invalid-request`, `not-ready` … */
      readonly code: string;
      /** The same message may be sent again, after so long. */
      readonly retryable: boolean;
      readonly retryAfterMs: number | null;
    };

export interface PassageText {
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
}

/** Server to client. */
export interface ServerEvents {
  /** `login`: what citizens may log in with, as they call it. */
  session(session: { readonly token: string; readonly login: string | null }): void;
  /** New lines, in order. The client answers with the last seq it has put on screen. */
  lines(lines: readonly ChatLine[], seen: (upToSeq: number) => void): void;
  /** The assistant is at work on an answer, or no longer. */
  working(on: boolean): void;
  /** What an answer says so far: the whole of it. Ends with the line of the same `taskId`. */
  partial(partial: { readonly taskId: string; readonly text: string }): void;
  /** Null: the citizen waits for nobody. */
  queue(place: QueuePlace | null): void;
  /** A person of the house writes; told again while it goes on. */
  typing(typist: { readonly name: string }): void;
}

/** Client to server. Every message is answered, once it is kept. */
export interface ClientEvents {
  message(message: ClientMessage, answer: (acknowledgement: Acknowledgement) => void): void;
  /**
   * The citizen writes on, while a message of theirs has no answer yet: what they write is waited for; or
   * while a person has the conversation, who sees it.
   */
  typing(): void;
  /** Asks for all lines of the newest conversation after the one named; all of them when null. */
  sync(
    after: { readonly conversationId: string; readonly seq: number } | null,
    answer: (lines: readonly ChatLine[]) => void,
  ): void;
  /** The citizen has these before their eyes. */
  read(read: { readonly conversationId: string; readonly upToSeq: number }): void;
  passage(passageId: string, answer: (passage: PassageText | null) => void): void;
}
