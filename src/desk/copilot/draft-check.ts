/**
 * Looks through what a person is about to send: plain words, kindness, and nothing promised that others
 * decide. Lists and counts alone; it points, and never changes anything.
 */
import { splitSentences } from '../../sentences.ts';
import { countWords } from '../../words.ts';
import { measureEase } from './readability.ts';
import { ENGLISH } from './words/en.ts';
import { SPANISH } from './words/es.ts';
import { PORTUGUESE } from './words/pt.ts';
import type { DraftWords, WordPattern } from './words/shape.ts';

export const FINDING_KINDS = [
  'unkind',
  'promise',
  'jargon',
  'officialese',
  'long-sentence',
  'shouting',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** Where it stands, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** What to say instead, or how; null where it is better left out. */
  readonly instead: string | null;
}

export interface DraftCheck {
  /** In the text's order. */
  readonly findings: readonly Finding[];
  /** From 0 to 100; null where it is not known: other languages, short texts. */
  readonly ease: number | null;
}

/** Guides of plain language ask for 20 to 25 words; this leaves room for names and dates. */
const MOST_WORDS = 30;

/** Lower case without accents, each place as it was. */
const foldInPlace = (text: string): string =>
  text
    .replace(/[^\0-\x7f]/gu, (letter) => {
      const plain = letter.normalize('NFD').replace(/\p{M}/gu, '');
      return plain.length === letter.length ? plain : letter;
    })
    .replace(/\p{Lu}/gu, (letter) => {
      const small = letter.toLowerCase();
      return small.length === letter.length ? small : letter;
    });

interface Rule {
  readonly kind: FindingKind;
  readonly pattern: RegExp;
  readonly plain: string;
}

const toRules = (kind: FindingKind, patterns: readonly WordPattern[]): readonly Rule[] =>
  patterns.map(({ pattern, plain }) => ({
    kind,
    plain,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern.replaceAll(' ', '\\s+')})(?![\\p{L}\\p{N}])`, 'gu'),
  }));

const rulesOf = ({ jargon, officialese, unkind, promises }: DraftWords): readonly Rule[] => [
  ...toRules('unkind', unkind),
  ...toRules('promise', promises),
  ...toRules('jargon', jargon),
  ...toRules('officialese', officialese),
];

const RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['pt', rulesOf(PORTUGUESE)],
  ['en', rulesOf(ENGLISH)],
  ['es', rulesOf(SPANISH)],
]);

function findWords(text: string, rules: readonly Rule[]): Finding[] {
  const folded = foldInPlace(text);
  return rules.flatMap(({ kind, pattern, plain }) =>
    [...folded.matchAll(pattern)].map(({ 0: found, index: start }) => ({
      kind,
      start,
      end: start + found.length,
      instead: plain || null,
    })),
  );
}

function findLong(text: string): Finding[] {
  let from = 0;
  return splitSentences(text).flatMap((sentence) => {
    const start = text.indexOf(sentence, from);
    from = start + sentence.length;
    return countWords(sentence) > MOST_WORDS
      ? [{ kind: 'long-sentence' as const, start, end: from, instead: null }]
      : [];
  });
}

/** Four words in capitals, two of them longer than the names of offices are; or marks without end. */
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}+(?:[\s,]+\p{Lu}+){3,}(?![\p{L}\p{N}])/gu;
const MARKS = /[!?]{2,}/gu;
const LONG_CAPITALS = /\p{Lu}{4,}/gu;

const findShouts = (text: string): Finding[] =>
  [
    ...[...text.matchAll(CAPITALS)].filter(([words]) => (words.match(LONG_CAPITALS)?.length ?? 0) >= 2),
    ...[...text.matchAll(MARKS)].filter(([marks]) => marks.includes('!!') || marks.length > 2),
  ].map(({ 0: found, index: start }) => ({
    kind: 'shouting',
    start,
    end: start + found.length,
    instead: null,
  }));

/** Of two that overlap, the one that begins first, then the longer. */
function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const isWide = ({ kind }: Finding) => kind === 'long-sentence';
  const sorted = findings.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return sorted.filter((finding) => {
    if (isWide(finding)) return true;
    if (finding.start < end) return false;
    end = finding.end;
    return true;
  });
}

/** @param locale of the citizen: a BCP 47 tag; languages without lists are looked at for length and shouting alone */
export function checkDraft(text: string, locale: string): DraftCheck {
  const language = locale.slice(0, 2).toLowerCase();
  const findings = [...findWords(text, RULES.get(language) ?? []), ...findLong(text), ...findShouts(text)];
  return { findings: withoutOverlaps(findings), ease: language === 'pt' ? measureEase(text) : null };
}
