/** A corpus while its file is read. */
import { type AnnotatedExample, type Corpus, corpusError } from '../corpus.ts';
import { describeError } from '../errors.ts';
import { parseMarkedText } from './rasa-markup.ts';

/** A lookup table that names a file with a word on each line. */
export interface LookupFile {
  readonly name: string;
  /** As it is written. */
  readonly path: string;
  readonly line: number;
}

/** A name that comes twice goes on where it stood. */
export interface CorpusDraft extends Corpus {
  readonly examples: AnnotatedExample[];
  readonly synonyms: Map<string, string[]>;
  readonly lookups: Map<string, string[]>;
  readonly patterns: Map<string, string[]>;
  readonly ignored: string[];
  /** Not read yet. */
  readonly lookupFiles: LookupFile[];
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
  lookupFiles: [],
});

export function appendTo(lists: Map<string, string[]>, name: string, texts: readonly string[]): void {
  const known = lists.get(name) ?? [];
  lists.set(name, [...known, ...texts.filter((text) => !known.includes(text))]);
}

/**
 * Rasa's are Python's: groups are named `(?P<name>…)`, flags stand at the beginning, and more signs
 * may be escaped than JavaScript's stricter mode allows.
 * @throws SyntaxError when it is no regular expression
 */
export function toRegExp(pattern: string): RegExp {
  const body = pattern.replace(/^\(\?[aiLmsux]+\)/, '').replaceAll('(?P<', '(?<');
  try {
    return new RegExp(body, 'giu');
  } catch {
    return new RegExp(body, 'gi');
  }
}

/** What is marked with a value other than its words says what those words stand for. */
function addExample(draft: CorpusDraft, intent: string, { text: marked, line }: Phrase): void {
  const { text, entities } = parseMarkedText(marked);
  draft.examples.push({ intent, text, entities, line });
  for (const { value, start, end } of entities) {
    const words = text.slice(start, end);
    if (words !== value) appendTo(draft.synonyms, value, [words]);
  }
}

export const SECTION_KINDS = ['intent', 'synonym', 'lookup', 'regex'] as const;

export interface DraftSection {
  readonly kind: (typeof SECTION_KINDS)[number];
  readonly name: string;
  readonly phrases: readonly Phrase[];
}

/** @throws AssistantError `configuration` naming the line of an entity or a pattern that cannot be read */
export function addSection(draft: CorpusDraft, section: DraftSection, fileName: string): void {
  const { kind, name, phrases } = section;
  for (const phrase of phrases) {
    try {
      if (kind === 'intent') addExample(draft, name, phrase);
      if (kind === 'regex') toRegExp(phrase.text);
    } catch (error) {
      throw corpusError(fileName, phrase.line, describeError(error));
    }
  }
  const lists = { synonym: draft.synonyms, lookup: draft.lookups, regex: draft.patterns };
  if (kind === 'intent') return;
  appendTo(
    lists[kind],
    name,
    phrases.map(({ text }) => text),
  );
}
