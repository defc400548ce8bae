/** Numbers that come in several messages. */
import type { Reading } from './candidate.ts';
import { languageOf } from './languages.ts';
import { joinDigits, type Segment, splitSegments } from './segments.ts';
import { splitTokens } from './tokens.ts';

/** "só um minuto" adds no digit; "um" alone, "um dois" and "1" do. */
const counts = (run: readonly Segment[], { tokens }: Reading): boolean =>
  run.length > 1 || run.some(({ spoken, from, to }) => !spoken || to - from === tokens.length);

/** See `joinPieces`. */
export function readPieces(pieces: readonly string[], locale: string): string {
  const { spellings, numerals, dollarSign } = languageOf(locale);
  return pieces
    .flatMap((text) => {
      const reading = { text, tokens: splitTokens(text, spellings), numerals, dollarSign };
      return splitSegments(reading).filter((run) => counts(run, reading));
    })
    .map(joinDigits)
    .join('');
}
