/**
 * Masking by what the citizen wrote: their numbers and addresses are taken out of any text, and the
 * body's own (the telephone of an office, in a document) stay.
 */
import type { Entity } from '../recognizer.ts';
import { HARMLESS, LONG_NUMBER } from './mask.ts';

/**
 * @param texts of the citizen's
 * @returns replaces what is personal in them, wherever it stands
 */
export function createMask(
  texts: readonly string[],
  findEntities: (text: string) => readonly Entity[],
): (text: string) => string {
  const personal = new Map<string, string>();
  for (const text of texts) {
    for (const [number] of text.matchAll(LONG_NUMBER)) personal.set(number, '[number]');
    for (const { name, start, end } of findEntities(text))
      if (!HARMLESS.has(name)) personal.set(text.slice(start, end), `[${name}]`);
  }
  // The longest first: a number may stand within another.
  const pieces = [...personal].toSorted(([one], [two]) => two.length - one.length);
  return (text) => pieces.reduce((masked, [piece, name]) => masked.replaceAll(piece, name), text);
}
