/**
 * Reads a case number from what somebody says: whole, in pieces, two at once, or with something wrong.
 *
 * CNJ, Resolução 65/2008, article 1: NNNNNNN-DD.AAAA.J.TR.OOOO, in which DD are check digits, AAAA is the
 * year, J the segment of justice, TR the court and OOOO the place.
 */
import { findEntities, joinPieces, TIME_ZONE } from '#assistant';
import type { Courts } from './courts.ts';

/** What looks wrong in a number of the right length. */
export type WrongPart = 'year' | 'court' | 'check-digits';

export type ReadNumber =
  | { readonly type: 'valid'; readonly number: string }
  | { readonly type: 'several'; readonly numbers: readonly string[] }
  | { readonly type: 'wrong'; readonly digits: string; readonly part: WrongPart }
  /** Fewer digits than a number has. */
  | { readonly type: 'partial'; readonly digits: string }
  | { readonly type: 'too-long'; readonly digits: string }
  /** A number of this assistant's own. */
  | { readonly type: 'protocol' }
  | { readonly type: 'absent' };

export const CASE_NUMBER_DIGITS = 20;
const PROTOCOL_DIGITS = 15;

/** Fewer, where no number was asked for, are an amount, a floor or a year. */
const FEWEST_UNASKED = 7;
/** As many at once are the number again rather than its rest. */
const FEWEST_ANEW = 14;

/** As it is written; the zeros before the first group may be left out. */
const WRITTEN = /(?<!\d)(\d{1,7})-(\d{2})\.(\d{4})\.(\d)\.(\d{2})\.(\d{4})(?!\d)/;

/** `0000832-35.2018.4.01.3202`; of fewer digits as far as they go. */
export function formatCaseNumber(digits: string): string {
  const groups = [digits.slice(0, 7), digits.slice(7, 9), digits.slice(9, 13), digits.slice(13, 14)];
  const [first = '', ...rest] = [...groups, digits.slice(14, 16), digits.slice(16)].filter(Boolean);
  const [check, ...others] = rest;
  return check === undefined ? first : [`${first}-${check}`, ...others].join('.');
}

/** `8.26`: the segment of justice and the court. */
export const courtCodeOf = (number: string): string => `${number.slice(13, 14)}.${number.slice(14, 16)}`;

const findIn = (text: string, name: string): string[] => {
  const found = findEntities(text, { locale: 'pt-BR', now: new Date(), timeZone: TIME_ZONE });
  return [...new Set(found.filter((entity) => entity.name === name).map(({ value }) => value))];
};

function findWrongPart(digits: string, courts: Courts): WrongPart {
  const year = Number(digits.slice(9, 13));
  if (year < 1900 || year > new Date().getFullYear()) return 'year';
  return courts.has(courtCodeOf(digits)) ? 'check-digits' : 'court';
}

function judgeDigits(digits: string, courts: Courts): ReadNumber {
  if (digits.length < CASE_NUMBER_DIGITS) return { type: 'partial', digits };
  if (digits.length > CASE_NUMBER_DIGITS) return { type: 'too-long', digits };
  return findIn(digits, 'case-number').includes(digits)
    ? { type: 'valid', number: digits }
    : { type: 'wrong', digits, part: findWrongPart(digits, courts) };
}

/** The beginning of a case number, as it is written, may have as many digits as a protocol number. */
const isProtocol = (text: string): boolean =>
  !/\d{7}-\d\d/.test(text) &&
  (findIn(text, 'protocol-number').length > 0 ||
    (/protocol/i.test(text) && joinPieces([text]).length === PROTOCOL_DIGITS));

export interface Awaited {
  /** The digits that came before; '' where the number is awaited from its beginning. */
  readonly pieces: string;
}

/** @param awaited undefined where no number was asked for */
export function readCaseNumber(text: string, courts: Courts, awaited: Awaited | undefined): ReadNumber {
  const [number, ...others] = findIn(text, 'case-number');
  if (number !== undefined) {
    return others.length > 0 ? { type: 'several', numbers: [number, ...others] } : { type: 'valid', number };
  }
  const pieces = awaited?.pieces ?? '';
  if (pieces === '' && isProtocol(text)) return { type: 'protocol' };
  const written = WRITTEN.exec(text);
  if (written) return judgeDigits(written.slice(1).join('').padStart(CASE_NUMBER_DIGITS, '0'), courts);

  const alone = joinPieces([text]);
  const isAttempt = alone.length >= FEWEST_UNASKED || (awaited !== undefined && alone !== '');
  if (!isAttempt) return { type: 'absent' };
  return judgeDigits(pieces === '' || alone.length >= FEWEST_ANEW ? alone : pieces + alone, courts);
}
