/** Understanding: from a message as it came in to what is written beside it in the log. */
import type { Entity, Understanding } from './recognizer.ts';

/** One of several things said in a message. */
export interface Part {
  /** Span in the message, in UTF-16 units: [start, end). */
  readonly start: number;
  readonly end: number;
  /** Its entities' spans are those in the part's own text. */
  readonly understanding: Understanding;
}

/** The entities of a text that stands so much further back, in UTF-16 units, in another one. */
export const shiftEntities = (entities: readonly Entity[], by: number): readonly Entity[] =>
  by === 0 ? entities : entities.map((each) => ({ ...each, start: each.start + by, end: each.end + by }));

/** What a whole message means. */
export interface MessageUnderstanding extends Understanding {
  /** BCP 47 tag of the language it is clearly written in; left out where the words do not tell. */
  readonly spoken?: string;
  /** What is said one after the other, each of it surely; left out where it is one thing. */
  readonly parts?: readonly Part[];
}

/** A message as the log has it, with what came before and after it. */
export interface HeardMessage {
  readonly conversationId: string;
  readonly saidAt: Date;
  /** As it was written, personal data and all. */
  readonly text: string;
  readonly understanding: MessageUnderstanding;
  /** The rule by which the assistant last spoke before it; null where it had not. */
  readonly ruleBefore: string | null;
  /** The rule by which it was answered; null where it was not yet, or with something that came later. */
  readonly rule: string | null;
  /** The value of the button that was tapped next, before anything else was said. */
  readonly tapped: string | null;
}

export interface UnderstandOptions {
  /** The conversation's language: of words that do not tell theirs. */
  readonly locale: string;
  /** What "tomorrow" counts from. */
  readonly saidAt: Date;
}

/** Reads one text. */
export type Understand = (text: string, options: UnderstandOptions) => Promise<MessageUnderstanding>;

/** @param options.now what "tomorrow" counts from, in `timeZone` */
export type FindEntities = (
  text: string,
  options: { readonly locale: string; readonly now: Date; readonly timeZone: string },
) => readonly Entity[];

/** Decides what the recognizer doubts. Slow; never rejects: what it cannot decide it returns as it was. */
export type Judge = (text: string, doubtful: MessageUnderstanding) => Promise<MessageUnderstanding>;

/** The language of a text. */
export interface DetectedLanguage {
  /** BCP 47 tag: the one it was asked for where nothing speaks for another. */
  readonly locale: string;
  /** Whether nobody would take it for another: a conversation then goes on in it. */
  readonly isClear: boolean;
}

/** @param prior the conversation's language, BCP 47 */
export type DetectLanguage = (text: string, prior: string) => Promise<DetectedLanguage>;
