/** Numbers and ordinals, in digits and in words. */
import type { Candidate, Reading } from './candidate.ts';
import { trimZeros } from './money.ts';
import { type Read, readAmount, readWords } from './numerals.ts';
import type { Token } from './tokens.ts';
import type { Ordinals } from './vocabularies/ordinals.ts';

export interface QuantityWords {
  readonly ordinals: Ordinals;
  /** Also articles: numbers only where they are the whole message. */
  readonly articles: ReadonlySet<string>;
  /** Before an ordinal that stands for its noun: "quero o segundo". */
  readonly determiners: ReadonlySet<string>;
  readonly half: ReadonlySet<string>;
  readonly isClosed: (tokens: readonly Token[], at: number) => boolean;
  /** Ordinals that are other words too, unless a determiner stands before: "segundo o site". */
  readonly doubtful: ReadonlySet<string>;
}

/** Digits said one by one, from so many on, are one number. */
const FEWEST_SAID_DIGITS = 3;
const MOST_SAID_DIGITS = 40;

const touches = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.glued === true && !/^[()[\]"'“”«»!?;…*]$/.test(tokens[at - 1]?.word ?? '');

/** Neither a part of a word nor of a longer row of digits. */
function standsAlone(tokens: readonly Token[], from: number, to: number): boolean {
  const after = tokens[to];
  const inFront =
    touches(tokens, from) &&
    (tokens[from - 1]?.kind !== 'mark' ||
      tokens[from - 1]?.word === '$' ||
      tokens[from - 2]?.kind === 'digits' ||
      /^[/-]$/.test(tokens[from - 1]?.word ?? ''));
  if (inFront || !after?.glued) return !inFront;
  if (after.kind !== 'mark') return after.word === 'x';
  const next = tokens[to + 1];
  const goesOn =
    next?.glued &&
    (next.kind === 'digits' ||
      (next.kind === 'word' && tokens[to + 3]?.kind === 'digits' && tokens[to + 3]?.glued));
  return !(goesOn && /^[-/.,:]$/.test(after.word)) && !/^[@#_]$/.test(after.word);
}

function readNumber(reading: Reading, at: number, words: QuantityWords): Read<string> | undefined {
  const { tokens, numerals } = reading;
  const scaled = readWords(tokens, at, numerals);
  const amount = readAmount(tokens, at, numerals);
  const read = scaled
    ? { end: scaled.end, value: String(scaled.value) }
    : amount && { ...amount, value: trimZeros(amount.value) };
  if (!read || !standsAlone(tokens, at, read.end)) return undefined;
  const half = tokens[read.end]?.word === numerals.and && words.half.has(tokens[read.end + 1]?.word ?? '');
  if (half && !read.value.includes('.')) return { end: read.end + 2, value: `${read.value}.5` };
  const article = words.articles.has(tokens[at]?.word ?? '') && read.end === at + 1;
  return article && tokens.length > 1 ? undefined : read;
}

/** "um dois meia": digits said one by one. */
function readSaidDigits({ tokens, numerals }: Reading, at: number): Read<string> | undefined {
  let value = '';
  let end = at;
  while (value.length < MOST_SAID_DIGITS) {
    const word = tokens[end]?.word ?? '';
    const digit = word === 'meia' ? 6 : tokens[end]?.kind === 'word' ? numerals.values.get(word) : undefined;
    if (digit === undefined || digit > 9) break;
    value += digit;
    end++;
  }
  return value.length >= FEWEST_SAID_DIGITS ? { end, value } : undefined;
}

function readOrdinal({ tokens }: Reading, at: number, words: QuantityWords): Read<string> | undefined {
  const { ordinals, determiners, doubtful, isClosed } = words;
  const token = tokens[at];
  if (token?.kind === 'digits') {
    const marked = tokens[at + 1]?.glued && ordinals.marks.has(tokens[at + 1]?.word ?? '');
    return marked && token.word.length <= 3 && !touches(tokens, at)
      ? { end: at + 2, value: String(Number(token.word)) }
      : undefined;
  }
  const ten = ordinals.tens.get(token?.word ?? '');
  const unit = ordinals.units.get(tokens[ten === undefined ? at : at + 1]?.word ?? '');
  if (ten === undefined && unit === undefined) return undefined;
  const end = at + (ten === undefined ? 0 : 1) + (unit === undefined ? 0 : 1);
  const determined = determiners.has(tokens[at - 1]?.word ?? '') || tokens.length === end - at;
  const beforeNoun = !isClosed(tokens, end) && !doubtful.has(token?.word ?? '');
  return determined || beforeNoun ? { end, value: String((ten ?? 0) + (unit ?? 0)) } : undefined;
}

export function findQuantities(reading: Reading, words: QuantityWords): Candidate[] {
  return reading.tokens.flatMap((_, from) => {
    const number = readSaidDigits(reading, from) ?? readNumber(reading, from, words);
    const ordinal = readOrdinal(reading, from, words);
    return [
      ...(number ? [{ name: 'number', value: number.value, from, to: number.end }] : []),
      ...(ordinal ? [{ name: 'ordinal', value: ordinal.value, from, to: ordinal.end }] : []),
    ];
  });
}
