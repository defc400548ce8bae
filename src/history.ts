/**
 * History: what was said in a contact's conversations, as the contact gets it back.
 *
 * Decreto 11.034/2022, art. 12: whoever was attended may ask for the history of their request, and gets
 * it within five calendar days, by the channel they choose. It binds suppliers that federal bodies
 * regulate; here it is the bar for everybody, and the copy comes at once.
 */
import type { ConversationStatus } from './dialog.ts';
import type { EventBody, EventType } from './event.ts';

/** The conversation in which it was asked for, or all of the contact's. */
export type HistoryScope = 'conversation' | 'all';

/**
 * Events that a citizen gets to read. What is not named here stays inside: what was understood, the
 * work of agents and why it failed, and whatever events are added later.
 */
export const TOLD_EVENTS = [
  'message-received',
  'reply-added',
  'handoff-requested',
  'handoff-ended',
  'feedback-given',
  'conversation-reopened',
  'conversation-continued',
  'conversation-closed',
] as const satisfies readonly EventType[];

export type ToldEvent = Extract<EventBody, { readonly type: (typeof TOLD_EVENTS)[number] }>;

export interface HistoryLine {
  readonly at: Date;
  readonly body: ToldEvent;
}

export interface HistoryConversation {
  readonly protocolNumber: string;
  readonly status: ConversationStatus;
  readonly openedAt: Date;
  /** In the order in which it happened. */
  readonly lines: readonly HistoryLine[];
}

export interface History {
  /** BCP 47 tag: the language it is told in. */
  readonly locale: string;
  /** When it was asked for: nothing in it is newer. */
  readonly until: Date;
  /** In the order in which they were opened. */
  readonly conversations: readonly HistoryConversation[];
  /** More was said than one copy holds: only the newest part is here. */
  readonly isCut: boolean;
}

/** What an agent gets to hand on. */
export interface HistoryCopy {
  /** 15 digits each, in the order in which they were opened. */
  readonly protocolNumbers: readonly string[];
  /** What the citizen and the assistant said. */
  readonly messages: number;
  readonly from: Date;
  readonly until: Date;
  /** What was said and what happened, one paragraph each, in order; plain text. */
  readonly paragraphs: readonly string[];
  /** Where the whole of it lies. Whoever has the address can read it, for `linksLastMs`. */
  readonly pdfUrl: string;
  readonly textUrl: string;
  readonly linksLastMs: number;
}

/** Whose history, and from where it was asked for. */
export interface HistoryAsker {
  readonly contactId: string;
  readonly conversationId: string;
}

export interface HistoryCopies {
  /** Errors: AssistantError `not-found` where the contact has no such conversation. */
  copy(asker: HistoryAsker, scope: HistoryScope): Promise<HistoryCopy>;
}
