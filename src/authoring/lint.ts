/** What is wrong with the corpora, seen without training anything. */
import { OUT_OF_SCOPE } from '../recognizer.ts';
import { keyOf, type Phrase } from './phrases.ts';

export interface Finding {
  /** An error makes the assistant understand worse than it could; of a warning the author is the judge. */
  readonly severity: 'error' | 'warning';
  /** `file:line`. */
  readonly place: string;
  readonly reason: string;
}

/** A dialog as far as phrases concern it. */
export interface IntentOwner {
  readonly place: string;
  /** The intents that begin it. */
  readonly intents: readonly string[];
}

export interface LintQuestion {
  readonly phrases: readonly Phrase[];
  /** Left out where the corpora are not those of this house's dialogs. */
  readonly dialogs?: readonly IntentOwner[];
  /** What the recognizer is tested with: none of it may be learnt. */
  readonly tests?: readonly Phrase[];
}

/** Fewer phrases of an intent than this, in a language, do not show how people ask for it. */
export const LEAST_PHRASES = 10;
/** Longer ones, in UTF-16 units, are stories, of which little belongs to the intent. */
export const LONGEST_PHRASE = 200;

const error = (place: string, reason: string): Finding => ({ severity: 'error', place, reason });
const warning = (place: string, reason: string): Finding => ({ severity: 'warning', place, reason });
const quote = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`;

function findDuplicates(phrases: readonly Phrase[]): Finding[] {
  const same = Map.groupBy(phrases, ({ locale, text }) => `${locale} ${keyOf(text)}`);
  return [...same.values()].flatMap(([first, ...others]) =>
    others.map((other) =>
      first && other.intent !== first.intent
        ? error(
            other.place,
            `${quote(other.text)} is a phrase of ${other.intent}, and at ${first.place} of ${first.intent}`,
          )
        : warning(other.place, `${quote(other.text)} stands already at ${first?.place}`),
    ),
  );
}

const isEmpty = (text: string): boolean => !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);

const findOddPhrases = (phrases: readonly Phrase[]): Finding[] =>
  phrases.flatMap(({ text, place }) => [
    ...(isEmpty(text) ? [error(place, `${quote(text)} has no words`)] : []),
    ...(text.length > LONGEST_PHRASE
      ? [warning(place, `has ${text.length} characters: above ${LONGEST_PHRASE} it is a story, not a phrase`)]
      : []),
  ]);

/** In each language that an intent has. */
const findFewPhrases = (phrases: readonly Phrase[]): Finding[] =>
  [...Map.groupBy(phrases, ({ locale, intent }) => `${locale} ${intent}`).values()].flatMap((own) => {
    const [first] = own;
    return first && own.length < LEAST_PHRASES
      ? [
          warning(
            first.place,
            `${first.intent} has ${own.length} of at least ${LEAST_PHRASES} phrases in ${first.locale}`,
          ),
        ]
      : [];
  });

function findMissingLanguages(phrases: readonly Phrase[]): Finding[] {
  const locales = [...new Set(phrases.map(({ locale }) => locale))].sort();
  return [...Map.groupBy(phrases, ({ intent }) => intent)].flatMap(([intent, own]) => {
    const missing = locales.filter((locale) => own.every((phrase) => phrase.locale !== locale));
    const place = own[0]?.place ?? '';
    return missing.map((locale) => warning(place, `${intent} has no phrases in ${locale}`));
  });
}

function findLeaks(phrases: readonly Phrase[], tests: readonly Phrase[]): Finding[] {
  const places = new Map(tests.map(({ text, place }) => [keyOf(text), place]));
  return phrases.flatMap(({ text, place }) => {
    const test = places.get(keyOf(text));
    return test === undefined ? [] : [error(place, `${quote(text)} is a test phrase too, at ${test}`)];
  });
}

function findStrays(phrases: readonly Phrase[], dialogs: readonly IntentOwner[]): Finding[] {
  const owned = new Set(dialogs.flatMap(({ intents }) => intents));
  const taught = Map.groupBy(phrases, ({ intent }) => intent);
  return [
    ...[...taught].flatMap(([intent, [first]]) =>
      first && !owned.has(intent) && intent !== OUT_OF_SCOPE
        ? [error(first.place, `no dialog begins with the intent ${intent}`)]
        : [],
    ),
    ...dialogs.flatMap(({ place, intents }) =>
      intents
        .filter((intent) => !taught.has(intent))
        .map((intent) => error(place, `the intent ${intent} has no phrases, so nobody can ask for it`)),
    ),
  ];
}

/** By file and line, as numbers go. */
const inReadingOrder = (one: Finding, other: Finding): number =>
  one.place.localeCompare(other.place, 'en', { numeric: true }) || one.reason.localeCompare(other.reason);

/** Errors first, in the order of files and lines. */
export function lintPhrases({ phrases, dialogs, tests = [] }: LintQuestion): readonly Finding[] {
  const findings = [
    ...findDuplicates(phrases),
    ...findOddPhrases(phrases),
    ...findFewPhrases(phrases),
    ...findMissingLanguages(phrases),
    ...findLeaks(phrases, tests),
    ...(dialogs ? findStrays(phrases, dialogs) : []),
  ].sort(inReadingOrder);
  return [
    ...findings.filter(({ severity }) => severity === 'error'),
    ...findings.filter(({ severity }) => severity === 'warning'),
  ];
}
