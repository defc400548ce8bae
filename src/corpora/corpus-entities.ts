/** The entities that corpora themselves define: words of lookup tables, and what patterns match. */
import type { Corpus } from '../corpus.ts';
import type { Entity } from '../recognizer.ts';
import { fold, splitWords } from '../words.ts';
import { toRegExp } from './draft.ts';

/** Patterns look no further into a text, in UTF-16 units: some take a time that grows faster than it. */
const PATTERN_REACH = 1_000;

interface Term {
  readonly name: string;
  readonly value: string;
  /** Folded. */
  readonly words: readonly string[];
}

interface Word {
  /** Folded. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const keyOf = (text: string): string => splitWords(text).join(' ') || text;

const findWords = (text: string): readonly Word[] =>
  [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    text: fold(word),
    start: index,
    end: index + word.length,
  }));

/** Longest first, so that "São Paulo do Potengi" is not "São Paulo". */
function readTerms(corpora: readonly Corpus[]): ReadonlyMap<string, readonly Term[]> {
  const terms = corpora
    .flatMap(({ lookups }) => [...lookups])
    .flatMap(([name, values]) => values.map((value) => ({ name, value, words: splitWords(value) })))
    .filter(({ words }) => words.length > 0)
    .sort((one, other) => other.words.length - one.words.length);
  return Map.groupBy(terms, ({ words }) => words[0] as string);
}

const readPatterns = (corpora: readonly Corpus[]) =>
  corpora
    .flatMap(({ patterns }) => [...patterns])
    .flatMap(([name, own]) => own.map((pattern) => ({ name, pattern: toRegExp(pattern) })));

function findTerms(text: string, terms: ReadonlyMap<string, readonly Term[]>): Entity[] {
  const words = findWords(text);
  return words.flatMap(({ text: first, start }, at) => {
    const term = terms
      .get(first)
      ?.find((each) => each.words.every((word, offset) => words[at + offset]?.text === word));
    const last = term && words[at + term.words.length - 1];
    return term && last ? [{ name: term.name, value: term.value, start, end: last.end }] : [];
  });
}

const findMatches = (text: string, patterns: ReturnType<typeof readPatterns>): Entity[] =>
  patterns.flatMap(({ name, pattern }) =>
    [...text.slice(0, PATTERN_REACH).matchAll(pattern)]
      .filter(({ 0: match }) => match !== '')
      .map(({ 0: value, index }) => ({ name, value, start: index, end: index + value.length })),
  );

/** The longest stands, then the first. */
function withoutOverlaps(entities: readonly Entity[]): readonly Entity[] {
  const kept: Entity[] = [];
  const byLength = entities.toSorted(
    (one, other) => other.end - other.start - (one.end - one.start) || one.start - other.start,
  );
  for (const each of byLength)
    if (!kept.some(({ start, end }) => each.start < end && each.end > start)) kept.push(each);
  return kept.sort((one, other) => one.start - other.start);
}

/**
 * Finds words of the corpora's lookup tables, whatever their case and accents, and what their patterns
 * match. The value is what the words are a synonym of, else as the table writes them, else as they
 * stand in the text.
 * @returns in the text's order, without overlaps
 */
export function createCorpusEntities(corpora: readonly Corpus[]): (text: string) => readonly Entity[] {
  const terms = readTerms(corpora);
  const patterns = readPatterns(corpora);
  const values = new Map(
    corpora
      .flatMap(({ synonyms }) => [...synonyms])
      .flatMap(([value, words]) => words.map((each) => [keyOf(each), value] as const)),
  );
  return (text) =>
    withoutOverlaps([...findTerms(text, terms), ...findMatches(text, patterns)]).map((entity) => ({
      ...entity,
      value: values.get(keyOf(entity.value)) ?? entity.value,
    }));
}
