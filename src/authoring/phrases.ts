/** Training phrases with the places where they stand, as authors look for them. */
import type { CorpusFile } from '../corpus.ts';
import type { Example } from '../recognizer.ts';
import { splitWords } from '../words.ts';

export interface Phrase extends Example {
  /** `file:line`. */
  readonly place: string;
  /** BCP 47 tag. */
  readonly locale: string;
}

export const toPhrases = (files: readonly CorpusFile[]): readonly Phrase[] =>
  files.flatMap(({ fileName, locale, examples }) =>
    examples.map(({ text, intent, line }) => ({ text, intent, locale, place: `${fileName}:${line}` })),
  );

/** The same for phrases that differ in case, accents and signs alone. */
export const keyOf = (text: string): string => splitWords(text).join(' ') || text.trim();
