/** Review: real messages that were not surely understood, ten ways of asking the same put together. */
import { goToTarget } from '../activity.ts';
import type { Guess } from '../recognizer.ts';
import type { HeardMessage, MessageUnderstanding } from '../understanding.ts';
import { countWords } from '../words.ts';
import { joinAlike } from './likeness.ts';
import { keyOf } from './phrases.ts';

/** What people said they meant, when they were asked. */
export const SOMETHING_ELSE = 'something else';

export interface Wording {
  readonly text: string;
  readonly messages: number;
}

/** Messages that look alike. */
export interface ReviewGroup {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly messages: number;
  readonly conversations: number;
  readonly doubtful: number;
  readonly lastSaidAt: Date;
  /** Masked, most frequent first. */
  readonly wordings: readonly Wording[];
  /** Means over the messages, likeliest first. */
  readonly guesses: readonly Guess[];
  /** Dialogs, or `SOMETHING_ELSE`, by how often people chose them when asked; most frequent first. */
  readonly chosen: readonly { readonly what: string; readonly messages: number }[];
}

/** Rules by which words go to somebody who waits for them: they are not the recognizer's to understand. */
const AWAITED: ReadonlySet<string> = new Set(['active', 'waiting']);
/** A clarifying question is answered in as many words ("a segunda", "nenhuma dessas"); more is said anew. */
const ANSWER_WORDS = 3;
const MOST_GUESSES = 3;

const isForRecognizer = ({ text, rule, ruleBefore }: HeardMessage): boolean =>
  !(rule !== null && AWAITED.has(rule)) && !(ruleBefore === 'doubtful' && countWords(text) <= ANSWER_WORDS);

const guessesOf = ({ intent, confidence, alternatives }: MessageUnderstanding): readonly Guess[] => [
  ...(intent === null ? [] : [{ intent, confidence }]),
  ...alternatives,
];

/** The dialog chosen; "yes" stands for what was asked about. */
function readChoice({ understanding, rule, tapped }: HeardMessage): string | undefined {
  if (rule !== 'doubtful' || tapped === null) return undefined;
  return goToTarget(tapped) ?? (tapped === 'yes' ? (understanding.intent ?? undefined) : SOMETHING_ELSE);
}

const countBy = <T>(items: readonly T[]): readonly (readonly [T, number])[] =>
  [...Map.groupBy(items, (item) => item)]
    .map(([item, own]) => [item, own.length] as const)
    .sort((one, other) => other[1] - one[1]);

function averageGuesses(messages: readonly HeardMessage[]): readonly Guess[] {
  const guesses = messages.flatMap(({ understanding }) => guessesOf(understanding));
  return [...Map.groupBy(guesses, ({ intent }) => intent)]
    .map(([intent, own]) => ({
      intent,
      confidence: own.reduce((sum, { confidence }) => sum + confidence, 0) / messages.length,
    }))
    .sort((one, other) => other.confidence - one.confidence)
    .slice(0, MOST_GUESSES);
}

/** Those of one text, as the author knows texts: whatever their case, accents and signs. */
interface Said {
  readonly key: string;
  readonly messages: readonly HeardMessage[];
}

function toGroup(locale: string, said: readonly Said[]): ReviewGroup {
  const messages = said.flatMap((each) => each.messages);
  return {
    locale,
    messages: messages.length,
    conversations: new Set(messages.map(({ conversationId }) => conversationId)).size,
    doubtful: messages.filter(({ understanding }) => understanding.certainty === 'doubtful').length,
    lastSaidAt: new Date(Math.max(...messages.map(({ saidAt }) => saidAt.getTime()))),
    wordings: said
      .map((each) => ({ text: each.messages[0]?.text ?? '', messages: each.messages.length }))
      .sort((one, other) => other.messages - one.messages),
    guesses: averageGuesses(messages),
    chosen: countBy(messages.flatMap((message) => readChoice(message) ?? [])).map(([what, count]) => ({
      what,
      messages: count,
    })),
  };
}

/**
 * What authors may want to teach, most frequent first.
 * @param mask takes out of a text what could tell who wrote it
 */
export function groupForReview(
  heard: readonly HeardMessage[],
  mask: (message: HeardMessage) => string,
): readonly ReviewGroup[] {
  const masked = heard.filter(isForRecognizer).map((message) => ({ ...message, text: mask(message) }));
  const byLocale = Map.groupBy(masked, ({ understanding }) => understanding.locale);
  return [...byLocale]
    .flatMap(([locale, messages]) => {
      const said = [...Map.groupBy(messages, ({ text }) => keyOf(text))]
        .map(([key, own]) => ({ key, messages: own }))
        .sort((one, other) => other.messages.length - one.messages.length);
      return joinAlike(said).map((group) => toGroup(locale, group));
    })
    .sort((one, other) => other.messages - one.messages);
}
