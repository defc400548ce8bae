/** Masking: what could tell who wrote does not leave the house with the words. */
import type { Entity } from '../recognizer.ts';
import { findNames } from './names.ts';

/** Numbers and addresses of people, in digits or in words. */
const PERSONAL: ReadonlySet<string> = new Set([
  'cpf',
  'cnpj',
  'cep',
  'case-number',
  'protocol-number',
  'phone',
  'email',
  'url',
]);
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
/** So many digits, however they are grouped, may be anybody's number even where none is known to be like it. */
export const LONG_NUMBER = /\d(?:[\s./()-]{0,2}\d){4,}/gu;

/**
 * Numbers and addresses of people as `[cpf]`, `[phone]` …, long numbers of no known kind as `[number]`, and names
 * where the words say that one follows as `[name]`.
 */
export function maskPersonal(text: string, entities: readonly Entity[]): string {
  const names = findNames(text).map((span) => ({ name: 'name', ...span }));
  // What the dialogs' authors declare may be somebody's number; the words of their tables are nobody's.
  const numbers = entities.filter(
    ({ name, start, end }) =>
      PERSONAL.has(name) || (!HARMLESS.has(name) && /\d/.test(text.slice(start, end))),
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
