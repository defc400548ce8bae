/** A corpus while its file is read. */
import { type AnnotatedExample, type Corpus, corpusError } from '../corpus.ts';
import { describeError } from '../errors.ts';
import { parseMarkedText } from './rasa-markup.ts';

/** A name that comes twice goes on where it stood. */
export interface CorpusDraft extends Corpus {
  readonly examples: AnnotatedExample[];
  readonly synonyms: Map<string, string[]>;
  readonly lookups: Map<string, string[]>;
  readonly patterns: Map<string, string[]>;
  readonly ignored: string[];
}

/** A phrase as it stands in a file. */
export interface Phrase {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

export const createDraft = (): CorpusDraft => ({
  examples: [],
  synonyms: new Map(),
  lookups: new Map(),
  patterns: new Map(),
  ignored: [],
});

export function appendTo(lists: Map<string, string[]>, name: string, phrases: readonly Phrase[]): void {
  lists.set(name, [...(lists.get(name) ?? []), ...phrases.map(({ text }) => text)]);
}

/** @throws AssistantError `configuration` naming the line of an entity that cannot be read */
export const readAnnotated = (
  fileName: string,
  intent: string,
  phrases: readonly Phrase[],
): readonly AnnotatedExample[] =>
  phrases.map(({ text, line }) => {
    try {
      return { intent, ...parseMarkedText(text) };
    } catch (error) {
      throw corpusError(fileName, line, describeError(error));
    }
  });
