/** Corpus: what a recognizer learns from, as read from a file of training data. */
import { AssistantError } from './errors.ts';
import type { Entity, Example } from './recognizer.ts';

/** An entity that was marked by hand. */
export interface MarkedEntity extends Entity {
  /** What it is in this sentence: of two cities, the one left and the one gone to. */
  readonly role?: string;
  /** Entities of one group belong together. */
  readonly group?: string;
}

/** A phrase without its markup, and the entities that were marked in it. */
export interface AnnotatedExample extends Example {
  readonly entities: readonly MarkedEntity[];
  /** Where it stands in its file, counted from 1. */
  readonly line: number;
}

/** Lists of phrases by name. */
export type NamedLists = ReadonlyMap<string, readonly string[]>;

export interface Corpus {
  readonly examples: readonly AnnotatedExample[];
  /** Other ways of writing a value, by that value. */
  readonly synonyms: NamedLists;
  /** Words that are an entity, by the entity's name. */
  readonly lookups: NamedLists;
  /** Regular expressions, by name. */
  readonly patterns: NamedLists;
  /** Sections that were passed over, as `file:line: name`. */
  readonly ignored: readonly string[];
}

/** A corpus, and the file it is from. */
export interface CorpusFile extends Corpus {
  readonly fileName: string;
  /** BCP 47 tag. */
  readonly locale: string;
}

/** @param line counted from 1 */
export const corpusError = (fileName: string, line: number, reason: string): AssistantError =>
  new AssistantError('configuration', `${fileName}:${line}: ${reason}`);
