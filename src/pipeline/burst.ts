/**
 * Burst: people send a thought in pieces. A turn waits a moment for the rest when the words look as
 * if more were coming, and not at all when they do not. Pure; times are in milliseconds.
 */
import { splitWords } from '../words.ts';
import { ASKING_WORDS, CONNECTING_WORDS, GREETING_WORDS } from './burst-words.ts';

/** A mark that leads on, as people write it at the end of a piece. */
const LEADS_ON = /(?:[,;:–—-]|\.\.|…)$/u;
/** A mark, a picture or a face, as people put it at the end of a thought. */
const CLOSED = /[.?!][\)\]"”’'»]*$|(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v;
const FACE = /(?:^|\s)(?:[:;=]['’-]?[()DPp/\\|]+|<3)$/u;
/** An answer: any number alone; at the end of a sentence one of a document, a day, a telephone. */
const NUMBER = /^[\d\s.,:/()+-]*\d\)?$|(?:\d[\s./()-]{0,2}){4,24}\d$/u;
/** A sentence of so many words says what it is about; a question does so sooner. */
const LONG_WORDS = 5;
const QUESTION_WORDS = 3;
/** How a text ends is seen in so many UTF-16 units: a wall of pictures takes no longer. */
const END = 40;

/** How long after a text that was just sent the next piece is waited for. */
export const PATIENCE_MS = { ended: 0, sentence: 300, fragment: 1_000, leadsOn: 2_500 } as const;
/** As long as somebody is typing, it is looked again this often. */
const TYPING_RECHECK_MS = 250;
/** Who has not been heard typing for so long is done. */
const TYPING_FRESH_MS = 1_500;

export type Ending = keyof typeof PATIENCE_MS;

/** "oiii" and "ooi" are "oi". */
const shorten = (word: string): string => word.replace(/(\p{L})\1+/gu, '$1');
const GREETINGS: ReadonlySet<string> = new Set([...GREETING_WORDS].map(shorten));

function isGreeting(words: readonly string[]): boolean {
  return words.length > 0 && words.every((word) => GREETINGS.has(shorten(word)));
}

/** How finished a text looks. */
export function readEnding(text: string): Ending {
  const trimmed = text.trim();
  const end = trimmed.slice(-END);
  if (FACE.test(end) || NUMBER.test(end)) return 'ended';
  if (LEADS_ON.test(end)) return 'leadsOn';
  const words = splitWords(trimmed);
  if (isGreeting(words)) return 'fragment';
  if (CLOSED.test(end)) return 'ended';
  const last = end.toLowerCase().split(/\s+/u).at(-1) ?? '';
  if (words.length > 1 && CONNECTING_WORDS.has(last)) return 'leadsOn';
  const isQuestion = ASKING_WORDS.has(words[0] ?? '') && words.length >= QUESTION_WORDS;
  return isQuestion || words.length >= LONG_WORDS ? 'sentence' : 'fragment';
}

export interface Burst {
  /** The messages that wait for a turn, oldest first. */
  readonly messages: readonly { readonly text: string; readonly ageMs: number }[];
  /** Since the person was last heard typing; Infinity where they were not. */
  readonly typingAgoMs: number;
  /** The channel tells when somebody types: silence then means that they do not. */
  readonly channelTellsTyping: boolean;
  /** The assistant asked, and this is the answer. */
  readonly isAnswer: boolean;
  /** Nobody waits longer than this, from their first message on; 0: nobody waits. */
  readonly windowMs: number;
}

/** How long the turn should still wait; 0: take it. */
export function burstWaitMs(burst: Burst): number {
  const { messages, windowMs } = burst;
  const [oldest, newest] = [messages.at(0), messages.at(-1)];
  // A message of the future: the database's clock was set back, which shall hold nobody up.
  if (!oldest || !newest || oldest.ageMs < 0 || newest.ageMs < 0) return 0;
  const leftMs = Math.max(0, windowMs - oldest.ageMs);
  // Typing that was heard before the newest message was that message.
  const isTyping = burst.typingAgoMs < Math.min(TYPING_FRESH_MS, newest.ageMs);
  if (isTyping) return Math.min(TYPING_RECHECK_MS, leftMs);
  const ending = readEnding(newest.text);
  if (burst.isAnswer && ending !== 'leadsOn') return 0;
  const patienceMs = PATIENCE_MS[ending] / (burst.channelTellsTyping ? 2 : 1);
  return Math.min(Math.max(0, patienceMs - newest.ageMs), leftMs);
}
