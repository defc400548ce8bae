/**
 * Numbers that identify something, as people type and dictate them: in pieces, with any
 * punctuation, in words ("zero zero um ponto vinte e três").
 */
import type { Reading } from './candidate.ts';
import { readWords } from './numerals.ts';

/** A piece: one run of digits, or what one number in words says. */
export interface Segment {
  readonly digits: string;
  readonly from: number;
  readonly to: number;
  /** Whether people would take it for a new group: after a space, a comma, or in words. */
  readonly opens: boolean;
  readonly spoken: boolean;
}

const MARKS_BETWEEN = 3;

const MARK = /^[.\-–—‐‑−/,;:_*'"|\\]$/;
const SPOKEN_MARKS: ReadonlySet<string> = new Set(
  'ponto traco hifen barra virgula espaco tracinho punto guion dot dash hyphen slash'.split(' '),
);
/** Words that touch a number and are none of its letters: "cpf52998224725". */
const LABELS: ReadonlySet<string> = new Set(
  'cpf cnpj cep nup processo protocolo n nº no num numero tel cel fone whats zap'.split(' '),
);

/** "meia" is short for half a dozen, where digits are said. */
const SPOKEN_DIGITS: ReadonlyMap<string, string> = new Map([['meia', '6']]);

function readPiece({ tokens, numerals }: Reading, at: number): { digits: string; to: number } | undefined {
  const token = tokens[at];
  if (token?.kind === 'digits') {
    const before = tokens[at - 1];
    const after = tokens[at + 1];
    const inWord =
      (token.glued && before?.kind === 'word' && !LABELS.has(before.word)) ||
      (after?.glued && after.kind === 'word');
    return inWord ? undefined : { digits: token.word, to: at + 1 };
  }
  if (token?.kind !== 'word') return undefined;
  const digit = SPOKEN_DIGITS.get(token.word);
  if (digit !== undefined) return { digits: digit, to: at + 1 };
  const words = readWords(tokens, at, numerals);
  return words && { digits: String(words.value), to: words.end };
}

/** Index of the next piece of the same number, and whether a comma stands before it. */
function skipMarks({ tokens }: Reading, at: number): { next: number; comma: boolean } {
  let next = at;
  let comma = false;
  while (next < at + MARKS_BETWEEN) {
    const token = tokens[next];
    if (!token || !(MARK.test(token.word) || SPOKEN_MARKS.has(token.word))) break;
    comma ||= token.word === ',' || token.word === ';';
    next++;
  }
  return { next, comma };
}

/** Runs of pieces that may belong to one number. */
export function splitSegments(reading: Reading): Segment[][] {
  const runs: Segment[][] = [];
  let run: Segment[] = [];
  let at = 0;
  while (at < reading.tokens.length) {
    const last = run.at(-1);
    const { next, comma } = last ? skipMarks(reading, at) : { next: at, comma: false };
    const piece = readPiece(reading, next);
    if (piece) {
      const token = reading.tokens[next];
      const spoken = token?.kind === 'word';
      const spaced = !last || reading.tokens.slice(at, next + 1).some(({ glued }) => !glued);
      run.push({ ...piece, from: next, opens: spaced || comma || spoken || last.spoken, spoken });
      at = piece.to;
    } else {
      if (run.length > 0) runs.push(run);
      run = [];
      at = Math.max(next, at + (last ? 0 : 1));
    }
  }
  return run.length > 0 ? [...runs, run] : runs;
}

/**
 * Pieces side by side that begin and end where a person would see a group.
 * Each start has at most as many as digits, so their number grows with the text, not with its square.
 */
export function findWindows(
  runs: readonly (readonly Segment[])[],
  fewestDigits: number,
  mostDigits: number,
): (readonly Segment[])[] {
  const windows: (readonly Segment[])[] = [];
  for (const run of runs) {
    for (let from = 0; from < run.length; from++) {
      if (!run[from]?.opens) continue;
      let digits = 0;
      for (let to = from; to < run.length; to++) {
        digits += run[to]?.digits.length ?? 0;
        if (digits > mostDigits) break;
        if (digits >= fewestDigits && run[to + 1]?.opens !== false) windows.push(run.slice(from, to + 1));
      }
    }
  }
  return windows;
}

/** What a window says, without its punctuation. */
export const joinDigits = (pieces: readonly Segment[]): string => pieces.map(({ digits }) => digits).join('');
