/** The entities that corpora themselves define: words of lookup tables and of marks, and what patterns match. */
import type { Corpus } from '../corpus.ts';
import type { Entity } from '../recognizer.ts';
import type { FindEntities } from '../understanding.ts';
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

type Named = Omit<Term, 'words'> & { readonly said: string };

/** Of a marked number the next will be another: that is a pattern's to find. */
const hasLetter = (text: string): boolean => /\p{L}/u.test(text);

/** Words of tables and of marks, and the other ways of writing what they stand for. */
function findNamed(corpora: readonly Corpus[], normalOf: (said: string) => string): readonly Named[] {
  const tables = corpora
    .flatMap(({ lookups }) => [...lookups])
    .flatMap(([name, values]) => values.map((said) => ({ name, said, value: normalOf(said) })));
  const marks = corpora
    .flatMap(({ examples }) => examples)
    .flatMap(({ text, entities }) =>
      entities.map(({ name, value, start, end }) => {
        const said = text.slice(start, end);
        return { name, said, value: said === value ? normalOf(said) : value };
      }),
    )
    .filter(({ said }) => hasLetter(said));
  const named = [...tables, ...marks];
  const nameOf = new Map(named.map(({ name, value }) => [keyOf(value), name]));
  const synonyms = corpora
    .flatMap((corpus) => [...corpus.synonyms])
    .flatMap(([value, others]) => {
      const name = nameOf.get(keyOf(value));
      return name === undefined ? [] : others.filter(hasLetter).map((said) => ({ name, said, value }));
    });
  return [...named, ...synonyms];
}

/** Longest first, so that "São Paulo do Potengi" is not "São Paulo". */
function readTerms(named: readonly Named[]): ReadonlyMap<string, readonly Term[]> {
  const terms = named
    .map(({ name, value, said }) => ({ name, value, words: splitWords(said) }))
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

/** The longest stands, then the earlier of the list. */
function withoutOverlaps(entities: readonly Entity[]): readonly Entity[] {
  const kept: Entity[] = [];
  for (const each of entities.toSorted((one, other) => other.end - other.start - (one.end - one.start)))
    if (!kept.some(({ start, end }) => each.start < end && each.end > start)) kept.push(each);
  return kept.sort((one, other) => one.start - other.start);
}

/**
 * Finds words of the corpora's lookup tables and marked words, whatever their case and accents, and what their
 * patterns match. The value is what the words are a synonym of, else as the table writes them, else as they
 * stand in the text.
 * @returns in the text's order, without overlaps
 */
export function createCorpusEntities(corpora: readonly Corpus[]): (text: string) => readonly Entity[] {
  const values = new Map(
    corpora
      .flatMap(({ synonyms }) => [...synonyms])
      .flatMap(([value, words]) => words.map((each) => [keyOf(each), value] as const)),
  );
  const normalOf = (said: string): string => values.get(keyOf(said)) ?? said;
  const terms = readTerms(findNamed(corpora, normalOf));
  const patterns = readPatterns(corpora);
  return (text) => {
    const matches = findMatches(text, patterns).map((each) => ({ ...each, value: normalOf(each.value) }));
    return withoutOverlaps(
      [...findTerms(text, terms), ...matches].toSorted((one, other) => one.start - other.start),
    );
  };
}

/** They say no more than that there is a number: what an author says of the same digits says more. */
const UNSPECIFIC: ReadonlySet<string> = new Set(['number', 'ordinal']);

/**
 * Finds what is built in and what the corpora define. Of two that overlap the longer stands; of two as long
 * the one that is built in, for most of those are verified, unless it is a mere number.
 */
export function addCorpusEntities(findBuiltIn: FindEntities, corpora: readonly Corpus[]): FindEntities {
  const findOwn = createCorpusEntities(corpora);
  return (text, options) => {
    const own = findOwn(text);
    const builtIn = findBuiltIn(text, options);
    if (own.length === 0) return builtIn;
    const [specific, numbers] = [
      builtIn.filter(({ name }) => !UNSPECIFIC.has(name)),
      builtIn.filter(({ name }) => UNSPECIFIC.has(name)),
    ];
    return withoutOverlaps([...specific, ...own, ...numbers]);
  };
}
