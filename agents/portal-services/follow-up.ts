/** What somebody wants to know of the service they are looking at, by the words they use. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { splitWords } from '#assistant';

/** What there is to see of a service. `terms`: costs and deadline together. */
export const VIEWS = [
  'card',
  'steps',
  'documents',
  'costs',
  'deadline',
  'terms',
  'channels',
  'audience',
] as const;
export type View = (typeof VIEWS)[number];
const WISHES = [...VIEWS, 'next', 'previous'] as const;
/** Of the service in hand. */
export type Wish = (typeof WISHES)[number];
/** `which`: any service, without saying which. */
const NAMES = [...WISHES, 'which'] as const;

/** Also the values of the buttons. */
export const isWish = (value: string): value is Wish => (WISHES as readonly string[]).includes(value);

export interface FollowUp {
  /** Undefined where none is named. */
  readonly wish: (typeof NAMES)[number] | undefined;
  /** The other words, in their order. */
  readonly rest: string;
}

export type ReadFollowUp = (text: string) => FollowUp;

interface Phrase {
  readonly wish: (typeof NAMES)[number];
  readonly words: readonly string[];
}

const phrasesSchema = z.record(z.enum(NAMES), z.array(z.string().min(1)));

const standsAt = (words: readonly string[], at: number, phrase: readonly string[]): boolean =>
  phrase.every((word, index) => words[at + index] === word);

/** Reads `follow-ups.yml`. */
export async function openFollowUps(folder: URL): Promise<ReadFollowUp> {
  const known = phrasesSchema.parse(parse(await readFile(new URL('follow-ups.yml', folder), 'utf8')));
  const phrases: readonly Phrase[] = NAMES.flatMap((wish) =>
    known[wish].map((text) => ({ wish, words: splitWords(text) })),
  ).toSorted((a, b) => b.words.length - a.words.length);
  return (text) => {
    let words = splitWords(text);
    let wish: FollowUp['wish'];
    for (const phrase of phrases) {
      const at = words.findIndex((_, index) => standsAt(words, index, phrase.words));
      if (at < 0) continue;
      // “o passo a passo de um serviço” wishes for the steps, of whichever it may be.
      if (wish === undefined || wish === 'which') wish = phrase.wish;
      words = words.toSpliced(at, phrase.words.length);
    }
    return { wish, rest: words.join(' ') };
  };
}
