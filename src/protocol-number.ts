/**
 * Protocol numbers: 15 digits, `YYDDD RRRRRRRR CC`, said and shown in five groups of three.
 *
 * - YYDDD: year and day of the year, in UTC, so numbers sort by date until 2099.
 * - RRRRRRRR: from a cryptographic random source: a guess at a day's numbers hits one in a hundred
 *   million over the contacts of that day, and a number alone opens nothing.
 * - CC: check digits of ISO 7064 MOD 97-10, which find every wrong digit and every swap of two
 *   digits, neighbours or not.
 *
 * Fifteen digits are neither a NUP (17), nor a CNJ case number (20), a CNPJ (14), a CPF (11) or the
 * usual card number (16).
 */
import { randomInt } from 'node:crypto';

const DAY_MS = 86_400_000;
const RANDOM_SPAN = 100_000_000;

/** @param now the day it is dated with */
export function createProtocolNumber(now: Date): string {
  const year = now.getUTCFullYear();
  const dayOfYear = Math.floor((now.getTime() - Date.UTC(year, 0, 1)) / DAY_MS) + 1;
  const body =
    String(year % 100).padStart(2, '0') +
    String(dayOfYear).padStart(3, '0') +
    String(randomInt(RANDOM_SPAN)).padStart(8, '0');
  // Below 10^15, so exact in a double.
  const check = 98 - ((Number(body) * 100) % 97);
  return body + String(check).padStart(2, '0');
}

/** Whether these 15 digits carry the right check digits and a day that exists. */
export function isProtocolNumber(digits: string): boolean {
  if (!/^\d{15}$/.test(digits)) return false;
  const dayOfYear = Number(digits.slice(2, 5));
  return dayOfYear >= 1 && dayOfYear <= 366 && Number(digits) % 97 === 1;
}

/** As people read and dictate it: `263 254 839 201 576`. */
export const formatProtocolNumber = (digits: string): string => digits.replace(/(\d{3})(?=\d)/g, '$1 ');

export type ParsedProtocolNumber =
  | { readonly type: 'valid'; readonly protocolNumber: string }
  /** Digits that were meant as one: too few, too many, or one of them wrong. */
  | { readonly type: 'invalid'; readonly reason: 'length' | 'check-digits'; readonly digits: string }
  | { readonly type: 'absent' };

/**
 * Finds the number in what a person typed, however they grouped it. Six digits or more count as an
 * attempt.
 */
export function parseProtocolNumber(text: string): ParsedProtocolNumber {
  const runs = text.match(/\d(?:[ \u00a0.\-/]*\d)*/g) ?? [];
  const attempts = runs.map((run) => run.replace(/\D/g, '')).filter((digits) => digits.length >= 6);
  const valid = attempts.find(isProtocolNumber);
  if (valid) return { type: 'valid', protocolNumber: valid };
  const [first] = attempts;
  if (first === undefined) return { type: 'absent' };
  return { type: 'invalid', reason: first.length === 15 ? 'check-digits' : 'length', digits: first };
}
