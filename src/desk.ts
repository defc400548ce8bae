/**
 * Desk: what the server and the desk's web application say to each other. Types alone: both import this
 * file. What somebody does goes through the HTTP API, `/api/v1/desk`; what happens comes by socket.io, at
 * the path `/desk/live`. All times are ISO 8601, UTC.
 */
import type { InboundActivity, OutboundActivity } from './activity.ts';
import type { DeliveryStatus } from './channel.ts';
import type { EventBody } from './event.ts';
import type { Person, Presence } from './person.ts';
import type { TicketLine } from './ticket.ts';

/** Where the socket listens. */
export const LIVE_PATH = '/desk/live';
/** Must stand in every request that changes something and is authenticated by the cookie: no other site can set it. */
export const DESK_HEADER = 'x-guiche-desk';

/** Why the assistant said what it said, as far as the log tells. */
export interface Why {
  readonly dialog: string;
  readonly rule: string;
  readonly response: string | null;
  /** What the message that it answers was understood as. */
  readonly intent: string | null;
  readonly confidence: number | null;
  readonly recognizer: string | null;
  readonly agent: string | null;
  readonly model: string | null;
  readonly promptVersion: string | null;
  readonly tookMs: number | null;
  readonly passages: readonly {
    readonly passageId: string;
    readonly title: string;
    readonly score: number | null;
  }[];
}

/** What the desk shows of an event; those of the assistant's own workings are not shown. */
export type StoryBody =
  | { readonly from: 'citizen'; readonly activity: InboundActivity; readonly channel: string }
  | {
      readonly from: 'assistant' | 'person';
      readonly activity: OutboundActivity;
      readonly by: string | null;
      readonly personId: string | null;
      /** Null of a person's words. */
      readonly why: Why | null;
      readonly delivery: DeliveryStatus | null;
      readonly deliveryError: string | null;
      /** The action id under which a window sent it. */
      readonly actionId: string | null;
    }
  | { readonly from: 'note'; readonly event: Extract<EventBody, { readonly type: 'note-added' }> }
  /** Something happened: handed off, assigned, moved, closed … */
  | { readonly from: 'happened'; readonly event: EventBody };

export interface StoryLine {
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly seq: number;
  readonly at: string;
  readonly body: StoryBody;
}

/** One of a contact's addresses, as much of it as the reader may see. */
export interface ContactAddress {
  readonly channel: string;
  readonly address: string;
  readonly since: string;
  /** Of an address that was linked: how it was proven; undone by `DELETE /links/{linkId}`. */
  readonly linkId: string | null;
  readonly proof: string | null;
}

/** Something a citizen has agreed to: that channels are one conversation, or that they are called back. */
export interface Consent {
  readonly purpose: 'one-conversation' | 'call-back';
  readonly givenAt: string;
  /** Of `one-conversation`: the channel that was added, and how it was shown to be theirs. */
  readonly channel: string | null;
  readonly proof: string | null;
  /** Of `call-back`: as much of the number as the reader may see. */
  readonly phone: string | null;
  readonly withdrawnAt: string | null;
}

export interface ContactView {
  readonly contactId: string;
  readonly name: string | null;
  readonly locale: string;
  readonly since: string;
  readonly addresses: readonly ContactAddress[];
  readonly protocols: readonly {
    readonly conversationId: string;
    readonly protocolNumber: string;
    readonly status: 'open' | 'waiting' | 'closed';
    readonly channel: string;
    readonly openedAt: string;
    readonly closedAt: string | null;
  }[];
  readonly consents: readonly Consent[];
  readonly feedback: readonly {
    readonly at: string;
    readonly solved: boolean | null;
    readonly rating: number | null;
    readonly comment: string | null;
  }[];
}

export interface TicketView {
  readonly ticket: TicketLine;
  /** What people need to know to go on: `details` of the handoff. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly contact: ContactView;
  /** Of the whole contact, all channels; oldest first; the newest part where there is more. */
  readonly story: readonly StoryLine[];
  readonly hasEarlier: boolean;
  /** How far this person had read. */
  readonly readUpTo: number;
}

/** Server to browser. */
export interface DeskServerEvents {
  /** Who it is; sent first, and again when a role or queue changed. */
  welcome(me: Person, presences: readonly Presence[]): void;
  /** Changed or new; those that ended, or that this person may no longer see, are in `gone`. */
  tickets(changed: readonly TicketLine[], gone: readonly string[]): void;
  /** New lines, and old ones whose delivery changed, of conversations that this window follows. */
  story(conversationId: string, lines: readonly StoryLine[]): void;
  /** A conversation that this window followed may not be seen any more. */
  unfollowed(conversationId: string): void;
  typing(
    conversationId: string,
    who: { readonly from: 'citizen' } | { readonly from: 'person'; readonly name: string },
  ): void;
  presence(changed: readonly Presence[]): void;
  /** For supervisors: something is due or overdue. */
  alert(alert: DeskAlert): void;
  /** What was missed cannot be told any more: read everything again. */
  stale(): void;
  /** The session is over: sign in again. */
  signedOut(): void;
}

/** Browser to server. */
export interface DeskClientEvents {
  /** Shows a conversation: the answer is what came after `afterSeq`. Null: it may not be seen. */
  follow(
    conversationId: string,
    afterSeq: number,
    answer: (lines: readonly StoryLine[] | null) => void,
  ): void;
  unfollow(conversationId: string): void;
  typing(conversationId: string): void;
}

export interface DeskAlert {
  readonly alertId: string;
  readonly kind: 'sla-due' | 'sla-broken' | 'long-wait' | 'nobody-there' | 'priority';
  readonly ticketId: string | null;
  readonly conversationId: string | null;
  readonly queue: string;
  readonly at: string;
  /** Of `sla-…`: first-answer, next-answer, resolution. */
  readonly clock: string | null;
}

/** The topic on which processes tell each other what changed at the desk; published by src/pipeline/desk-news.ts. */
export type DeskNews =
  /** Something was appended to these conversations, or changed about their tickets. */
  | { readonly type: 'conversations'; readonly ids: readonly string[] }
  /** What became of messages in these conversations that were on their way to citizens. */
  | { readonly type: 'deliveries'; readonly ids: readonly string[] }
  | { readonly type: 'people'; readonly ids: readonly string[] }
  | {
      readonly type: 'typing';
      readonly conversationId: string;
      readonly personId: string;
      readonly name: string;
    }
  | { readonly type: 'signed-out'; readonly personId: string; readonly sessionId: string | null }
  | { readonly type: 'alert'; readonly alert: DeskAlert }
  /** Some may have been missed. */
  | { readonly type: 'gap' };
