/** Masking: what could tell who wrote does not leave the house with the words. */
import type { Entity } from '../recognizer.ts';

/** They tell nobody. */
const HARMLESS: ReadonlySet<string> = new Set([
  'date',
  'time',
  'period',
  'duration',
  'money',
  'percent',
  'number',
  'ordinal',
]);
/** So many digits, however they are grouped, may be anybody's number even where none is known to be like it. */
const LONG_NUMBER = /\d(?:[\s./()-]{0,2}\d){4,}/gu;

/** Numbers and addresses of people as `[cpf]`, `[phone]` …, and long numbers of no known kind as `[number]`. */
export function maskPersonal(text: string, entities: readonly Entity[]): string {
  const spans = entities
    .filter(({ name }) => !HARMLESS.has(name))
    .toSorted((one, two) => one.start - two.start);
  let masked = '';
  let end = 0;
  for (const { name, start, end: next } of spans) {
    if (start < end) continue;
    masked += `${text.slice(end, start)}[${name}]`;
    end = next;
  }
  return (masked + text.slice(end)).replaceAll(LONG_NUMBER, '[number]');
}
