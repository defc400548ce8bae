/** A page's pieces of text as rows: what stands at one height, with the wide gaps in it. */

/** A piece of text on a page, in points from the page's upper left corner as it is looked at. */
export interface Piece {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Of the baseline. */
  readonly top: number;
  readonly size: number;
  readonly font: string;
}

/** What stands together at one height, without a wide gap. */
export interface Segment extends Piece {
  /** Whether all of it is set in one type. */
  readonly plain: boolean;
}

/** Segments at one height, from left to right. */
export type Row = readonly [Segment, ...Segment[]];

/** Pieces this far from a baseline, in their sizes, still stand on it: raised letters do. */
const SAME_HEIGHT = 0.45;
/** A gap wider than this, in sizes of the type, parts columns or cells; justified text has narrower ones. */
const WIDE_GAP = 1.6;
/** Narrower gaps stand within words. */
const WORD_GAP = 0.15;

function startSegment({ text, ...piece }: Piece): Segment {
  return { ...piece, text: text.trimStart(), plain: true };
}

function extend(segment: Segment, piece: Piece): Segment {
  const size = Math.max(segment.size, piece.size);
  const spaced = piece.left - segment.right > WORD_GAP * size && !/\s$/.test(segment.text);
  return {
    ...segment,
    text: `${segment.text}${spaced ? ' ' : ''}${piece.text}`,
    right: Math.max(segment.right, piece.right),
    size,
    plain: segment.plain && (piece.font === segment.font || piece.text.trim() === ''),
  };
}

function cutRow(pieces: readonly Piece[]): Row | undefined {
  const segments: Segment[] = [];
  for (const piece of pieces.toSorted((a, b) => a.left - b.left)) {
    const last = segments.at(-1);
    // Bold type is imitated by drawing the same letters twice.
    if (last?.text.endsWith(piece.text) && piece.right - last.right < 1 && piece.left < last.right - 1)
      continue;
    const near = last && piece.left - last.right <= WIDE_GAP * Math.max(last.size, piece.size);
    if (last && near) segments[segments.length - 1] = extend(last, piece);
    else segments.push(startSegment(piece));
  }
  const [first, ...others] = segments.map((segment) => ({ ...segment, text: segment.text.trim() }));
  return first && [first, ...others];
}

/** The rows of a page from top to bottom. */
export function toRows(pieces: readonly Piece[]): Row[] {
  const rows: { top: number; size: number; pieces: Piece[] }[] = [];
  const visible = pieces.filter(({ text }) => text.trim() !== '');
  for (const piece of visible.toSorted((a, b) => a.top - b.top || a.left - b.left)) {
    const row = rows.at(-1);
    const near = row && Math.abs(piece.top - row.top) <= SAME_HEIGHT * Math.max(row.size, piece.size);
    if (row && near) {
      row.pieces.push(piece);
      // The larger type tells where the line is.
      if (piece.size > row.size) Object.assign(row, { top: piece.top, size: piece.size });
    } else rows.push({ top: piece.top, size: piece.size, pieces: [piece] });
  }
  return rows.map((row) => cutRow(row.pieces)).filter((row) => row !== undefined);
}
