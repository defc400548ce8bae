/** Runs every reader over a text and lets the best readings stand. */
import { findAddresses } from './addresses.ts';
import type { Candidate, Reading } from './candidate.ts';
import { toLocalTime } from './dates/calendar.ts';
import { findDates } from './dates/find.ts';
import { type Language, languageOf } from './languages.ts';
import { findMoney } from './money.ts';
import { resolveOverlaps } from './overlaps.ts';
import { findPostcodes } from './postcodes.ts';
import { findQuantities } from './quantities.ts';
import { findAlphanumericCnpjs, findRegistrations } from './registrations.ts';
import { splitSegments } from './segments.ts';
import { findShields } from './shields.ts';
import { findTelephones } from './telephones.ts';
import { splitTokens } from './tokens.ts';

export interface FoundEntity {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

function findCandidates(reading: Reading, language: Language, now: Date, timeZone: string): Candidate[] {
  const runs = splitSegments(reading);
  return [
    ...findShields(reading),
    ...findAddresses(reading),
    ...findRegistrations(reading, runs),
    ...findAlphanumericCnpjs(reading),
    ...findPostcodes(reading, runs),
    ...findTelephones(reading, runs),
    ...findMoney(reading),
    ...findDates(reading.tokens, toLocalTime(now, timeZone), language.dates),
    ...findQuantities(reading, language.quantities),
  ];
}

/** See `findEntities`. */
export function readEntities(text: string, locale: string, now: Date, timeZone: string): FoundEntity[] {
  const language = languageOf(locale);
  const tokens = splitTokens(text, language.spellings);
  const { numerals, dollarSign } = language;
  const candidates = findCandidates({ text, tokens, numerals, dollarSign }, language, now, timeZone);
  return resolveOverlaps(candidates, tokens).flatMap(({ name, value, from, to }) => {
    const [first, last] = [tokens[from], tokens[to - 1]];
    const normal = typeof value === 'function' ? value() : value;
    return normal === undefined || !first || !last
      ? []
      : [{ name, value: normal, start: first.start, end: last.end }];
  });
}
