/**
 * Masking by what the citizen wrote: their names, numbers and addresses are taken out of any text, and the
 * body's own (the telephone of an office, in a document) stay.
 */

import { findNames } from '../personal.ts';
import type { Entity } from '../recognizer.ts';
import { HARMLESS, LONG_NUMBER } from './mask.ts';

const LETTER = '[\\p{L}\\p{M}\\p{N}]';

/**
 * A name as a whole word, in any case, also behind the `\n` of a JSON text: “Ana” is no part of “banana”.
 * Names are letters, apostrophes, hyphens and blanks, none of which a pattern would misread.
 */
const toNamePattern = (name: string): RegExp =>
  new RegExp(`(?:(?<!${LETTER})|(?<=\\\\[nrt]))${name.replace(/\s+/g, '\\s+')}(?!${LETTER})`, 'giu');

/**
 * @param texts of the citizen's
 * @returns replaces what is personal in them, wherever it stands
 */
export function createMask(
  texts: readonly string[],
  findEntities: (text: string) => readonly Entity[],
): (text: string) => string {
  const personal = new Map<string, string>();
  const names = new Set<string>();
  for (const text of texts) {
    for (const { start, end } of findNames(text)) names.add(text.slice(start, end));
    for (const [number] of text.matchAll(LONG_NUMBER)) personal.set(number, '[number]');
    for (const { name, start, end } of findEntities(text))
      if (!HARMLESS.has(name)) personal.set(text.slice(start, end), `[${name}]`);
  }
  // The longest first: a number may stand within another.
  const pieces = [...personal].toSorted(([one], [two]) => two.length - one.length);
  const patterns = [...names].toSorted((one, two) => two.length - one.length).map(toNamePattern);
  return (text) => {
    const masked = pieces.reduce((rest, [piece, name]) => rest.replaceAll(piece, name), text);
    return patterns.reduce((rest, pattern) => rest.replace(pattern, '[name]'), masked);
  };
}
