/** Masking: what could tell who wrote does not leave the house with the words. */

import { findNames, PERSONAL_ENTITIES } from '../personal.ts';
import type { Entity } from '../recognizer.ts';

/** They tell nobody. */
export const HARMLESS: ReadonlySet<string> = new Set([
  'date',
  'time',
  'date-time',
  'period',
  'duration',
  'working-days',
  'money',
  'percent',
  'number',
  'ordinal',
]);
/**
 * So many digits, however they are grouped, may be anybody's number even where none is known to be like it; but
 * "Lei 13.460/2017" is everybody's.
 */
export const LONG_NUMBER =
  /(?<!\d[\s./()-]{0,2})(?<!(?:lei|decreto|resolu[cç][aã]o|portaria|provis[oó]ria|emenda|instru[cç][aã]o normativa)(?: complementar| federal| estadual| municipal| constitucional)?(?: n[.ºo°]*)?\s)\d(?:[\s./()-]{0,2}\d){4,}/giu;

/**
 * Numbers and addresses of people as `[cpf]`, `[phone]` …, long numbers of no known kind as `[number]`, and names
 * where the words say that one follows as `[name]`.
 */
export function maskPersonal(text: string, entities: readonly Entity[]): string {
  const names = findNames(text).map((span) => ({ name: 'name', ...span }));
  // What the dialogs' authors declare may be somebody's number; the words of their tables are nobody's.
  const numbers = entities.filter(
    ({ name, start, end }) =>
      PERSONAL_ENTITIES.has(name) || (!HARMLESS.has(name) && /\d/.test(text.slice(start, end))),
  );
  const spans = [...numbers, ...names].sort((one, two) => one.start - two.start);
  let masked = '';
  let end = 0;
  for (const { name, start, end: next } of spans) {
    // Of two that overlap, what is left of the second must not stand.
    if (start >= end) masked += `${text.slice(end, start)}[${name}]`;
    end = Math.max(end, next);
  }
  return (masked + text.slice(end)).replaceAll(LONG_NUMBER, '[number]');
}
