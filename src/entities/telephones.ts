/** Telephone numbers as people write them in Brazil. */
import type { Candidate, Reading } from './candidate.ts';
import { isAnnounced } from './candidate.ts';
import { findWindows, joinDigits, type Segment } from './segments.ts';
import { isSubscriberNumber, toE164 } from './telephone-plan.ts';

const SAYS_TELEPHONE: ReadonlySet<string> = new Set(
  `telefone telefones fone tel cel celular whatsapp whats wpp zap zapzap contato ligar ligue liga liguem ddd phone
   telefono movil mobile cell call`.split(/\s+/),
);

/** Without area code. */
const FEWEST_DIGITS = 8;
/** E.164's longest. */
const MOST_DIGITS = 15;

/** Lengths of the groups people write a number in, where no word says that it is one. */
const SHAPES = /^((2,)?(2|3),(1,)?[45],4|(2,)?2,[89]|10|11|12|13|2,1[01]|4,[36]|4,7|4,[34],[34]|4,2,2,[23])$/;

/** A number without area code has no E.164: its value is its digits. */
function readNumber(pieces: readonly Segment[], plus: boolean, said: boolean): string | undefined {
  const digits = joinDigits(pieces);
  const shape = pieces.map((piece) => piece.digits.length).join(',');
  if (plus || said || SHAPES.test(shape)) {
    const number = toE164(digits, plus);
    if (number !== undefined) return number;
  }
  return said && isSubscriberNumber(digits) ? digits : undefined;
}

/** From the brackets and the plus before the first digit. */
function findStart({ tokens }: Reading, from: number): { start: number; plus: boolean } {
  let start = from;
  if (tokens[start - 1]?.word === '(') start--;
  const plus = tokens[start - 1]?.word === '+';
  return { start: plus ? start - 1 : start, plus };
}

/** Brackets end a run of pieces: here they stand around the area code. */
function mergeBrackets({ tokens }: Reading, runs: readonly (readonly Segment[])[]): Segment[][] {
  const merged: Segment[][] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    const end = last?.at(-1)?.to ?? 0;
    const between = tokens.slice(end, Math.min(run[0]?.from ?? 0, end + 3)).map(({ word }) => word);
    const bridged = last && (run[0]?.from ?? 0) - end <= 2 && between.every((word) => /^[()-]$/.test(word));
    if (bridged) last.push(...run);
    else merged.push([...run]);
  }
  return merged;
}

export function findTelephones(reading: Reading, runs: readonly (readonly Segment[])[]): Candidate[] {
  const found: Candidate[] = [];
  for (const pieces of findWindows(mergeBrackets(reading, runs), FEWEST_DIGITS, MOST_DIGITS)) {
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (!first || !last || pieces.length > 11) continue;
    const { start, plus } = findStart(reading, first.from);
    const said = isAnnounced(reading.tokens, start, SAYS_TELEPHONE);
    const value = readNumber(pieces, plus, said);
    if (value !== undefined) found.push({ name: 'phone', value, from: start, to: last.to, said });
  }
  return found;
}
