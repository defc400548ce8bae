/**
 * Several things said in one message: cut where sentences, lines and clauses end, and only where each
 * piece surely means something else than the one before it.
 */
import { readYesNo } from '../choices.ts';
import type { Entity, Reading } from '../recognizer.ts';

/** More pieces are a letter, not a list of wishes; it bounds how often the recognizer is asked. */
const MAX_PIECES = 6;
/** Longer texts, in UTF-16 units, are taken as a whole. */
const MAX_LENGTH = 400;
/** Pieces as likely as this are what was said, however sure a recognizer is of their words in one bag. */
const CLEAR = 0.9;

/**
 * Ends of sentences, lines and clauses; "e", "and" and "y" with what goes on from there. A mark
 * between digits is part of a number.
 */
const CUT =
  /[.!?;…]+\s+|\s*\n\s*|,(?!\d)\s*(?:e|and|y)?(?=\s)|\s(?:e|and|y)\s(?:também\s|tambem\s|also\s|también\s|depois\s|then\s|después\s)?/giu;

export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly reading: Reading;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

type Read = (text: string) => Promise<Reading>;

/** Without the space and the marks around it. */
function trimSpan(text: string, { start, end }: Span): Span {
  const inner = text.slice(start, end);
  const first = inner.search(/[\p{L}\p{N}]/u);
  return first < 0 ? { start, end: start } : { start: start + first, end: start + inner.trimEnd().length };
}

/** The pieces between the places where the text may be cut; never within an entity. */
export function findPieces(text: string, entities: readonly Entity[]): readonly Span[] {
  const cuts = [...text.matchAll(CUT)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter((cut) => !entities.some(({ start, end }) => cut.start < end && cut.end > start));
  const starts = [0, ...cuts.map(({ end }) => end)];
  const ends = [...cuts.map(({ start }) => start), text.length];
  const spans = starts
    .map((start, index) => trimSpan(text, { start, end: ends[index] ?? text.length }))
    .filter(({ start, end }) => end > start);
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    if (isBareAnswer(text, span) && index < spans.length - 1) return [];
    return [before && isBareAnswer(text, before) ? { ...span, start: before.start } : span];
  });
}

/** A "não," in front is no wish: it belongs to what follows. */
const isBareAnswer = (text: string, { start, end }: Span): boolean =>
  readYesNo(text.slice(start, end)) !== undefined;

const bestOf = ({ reading }: Piece) => reading.guesses[0];
const isSure = ({ reading }: Piece): boolean => reading.certainty === 'sure' && reading.guesses.length > 0;

/** A piece that is not sure, or means the same, goes with the one before it; the first with the next. */
function group(pieces: readonly Piece[]): Piece[] {
  const groups: Piece[] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (!last) groups.push(piece);
    else if (!isSure(piece) || (isSure(last) && bestOf(last)?.intent === bestOf(piece)?.intent))
      groups.splice(-1, 1, { ...last, end: piece.end });
    else if (!isSure(last)) groups.splice(-1, 1, { ...piece, start: last.start });
    else groups.push(piece);
  }
  return groups;
}

const readSpans = (text: string, spans: readonly Span[], read: Read): Promise<Piece[]> =>
  Promise.all(
    spans.map(async ({ start, end }) => ({ start, end, reading: await read(text.slice(start, end)) })),
  );

/** Each surely, and each something else than the one before it. */
const areApart = (pieces: readonly Piece[]): boolean =>
  pieces.every((piece, index) => {
    const before = pieces[index - 1];
    return isSure(piece) && (!before || bestOf(before)?.intent !== bestOf(piece)?.intent);
  });

/** How likely all of them are right: confidences are calibrated. */
const likelihoodOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((product, piece) => product * (bestOf(piece)?.confidence ?? 0), 1);

/**
 * @param whole what the recognizer made of the whole text
 * @returns none where the text is better taken as a whole
 */
export async function splitText(
  text: string,
  {
    whole,
    entities,
    read,
  }: { readonly whole: Reading; readonly entities: readonly Entity[]; readonly read: Read },
): Promise<readonly Piece[]> {
  if (text.length > MAX_LENGTH) return [];
  const spans = findPieces(text, entities);
  if (spans.length < 2 || spans.length > MAX_PIECES) return [];
  const groups = group(await readSpans(text, spans, read));
  if (groups.length < 2) return [];
  // What was put together may mean something else than its pieces did.
  const pieces = groups.length === spans.length ? groups : await readSpans(text, groups, read);
  const wholeLikelihood = whole.certainty === 'sure' ? (whole.guesses[0]?.confidence ?? 0) : 0;
  return areApart(pieces) && likelihoodOf(pieces) > Math.min(wholeLikelihood, CLEAR) ? pieces : [];
}
