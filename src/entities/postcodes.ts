/** CEP: eight digits, written 01310-100, or in any way after the word. */
import type { Candidate, Reading } from './candidate.ts';
import { isAnnounced } from './candidate.ts';
import { findWindows, joinDigits, type Segment } from './segments.ts';

const SAYS_CEP: ReadonlySet<string> = new Set(['cep', 'ceps']);
const DIGITS = 8;
const WRITTEN = /^\d{2}\.?\d{3}-\d{3}$/;

/** The first region, Greater São Paulo, begins at 01000-000 (Correios). */
const LOWEST = 1_000_000;

export function findPostcodes({ text, tokens }: Reading, runs: readonly (readonly Segment[])[]): Candidate[] {
  const found: Candidate[] = [];
  for (const pieces of findWindows(runs, DIGITS, DIGITS)) {
    const [first, last] = [pieces[0], pieces.at(-1)];
    const value = joinDigits(pieces);
    if (!first || !last || Number(value) < LOWEST) continue;
    const said = isAnnounced(tokens, first.from, SAYS_CEP);
    const written = text.slice(tokens[first.from]?.start, tokens[last.to - 1]?.end);
    if (said || WRITTEN.test(written))
      found.push({ name: 'cep', value, from: first.from, to: last.to, said });
  }
  return found;
}
