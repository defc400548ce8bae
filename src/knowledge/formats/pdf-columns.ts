/** The lines of a page in the order in which they are read: columns one after the other, tables row by row. */
import type { Row, Segment } from './pdf-rows.ts';

/** A line as it is read, and the column it stands in. */
export interface Line extends Segment {
  /** Of a table's row; one where it is running text. */
  readonly cells: readonly string[];
  readonly columnLeft: number;
  readonly columnRight: number;
}

/** Columns of text have at least so many lines side by side; fewer are a table or a letterhead. */
const COLUMN_LINES = 4;
/** Lines of a column have this many words as a rule; cells of a table have fewer. */
const COLUMN_WORDS = 3.5;

const wordsOf = ({ text }: Segment): number => text.split(/\s+/).length;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const boundsOf = (segments: readonly Segment[]) => ({
  columnLeft: segments.reduce((least, { left }) => Math.min(least, left), Infinity),
  columnRight: segments.reduce((most, { right }) => Math.max(most, right), -Infinity),
});

/** Gaps of one page that are looked at: each is compared with each. */
const GAPS_LIMIT = 1_000;

/** The place that most rows leave free between two of their segments. */
function findGutter(rows: readonly Row[]): number | undefined {
  const gaps = rows
    .flatMap((row) => row.slice(1).map((segment, at) => ({ from: row[at]?.right ?? 0, to: segment.left })))
    .slice(0, GAPS_LIMIT);
  const counted = gaps.map(({ from, to }) => {
    const place = (from + to) / 2;
    return { place, rows: gaps.filter((gap) => gap.from < place && place < gap.to).length };
  });
  const best = counted.reduce((most, one) => (one.rows > most.rows ? one : most), { place: 0, rows: 0 });
  return best.rows >= COLUMN_LINES ? best.place : undefined;
}

const crosses = (row: Row, place: number): boolean =>
  row.some(({ left, right }) => left < place && place < right);

/** Runs of rows that all cross the gutter, or all leave it free. */
function toBands(rows: readonly Row[], gutter: number): { rows: Row[]; free: boolean }[] {
  const bands: { rows: Row[]; free: boolean }[] = [];
  for (const row of rows) {
    const free = !crosses(row, gutter);
    const band = bands.at(-1);
    if (band?.free === free) band.rows.push(row);
    else bands.push({ rows: [row], free });
  }
  return bands;
}

const toRow = (segments: readonly Segment[]): Row[] => {
  const [first, ...others] = segments;
  return first ? [[first, ...others]] : [];
};

/** What stands before an item or a heading, with a gap behind it. */
const MARKER = /^(?:[^\p{L}\p{N}\s]|\d{1,3}(?:\.\d{1,3})*[.)]?|[a-z][.)]|[IVXLC]+[.)]?)$/u;

function joinRow(row: Row, bounds: Pick<Line, 'columnLeft' | 'columnRight'>): Line {
  const [first, second] = row;
  const texts = row.map(({ text }) => text);
  const cells =
    second && MARKER.test(first.text) ? [`${first.text} ${second.text}`, ...texts.slice(2)] : texts;
  return {
    ...first,
    ...bounds,
    cells,
    text: cells.join('; '),
    right: row.at(-1)?.right ?? first.right,
    size: Math.max(...row.map(({ size }) => size)),
    plain: row.every(({ plain, font }) => plain && font === first.font),
  };
}

/** Lines of a column begin this close to one another, in points. */
const ALIGNED = 3;

/** Rows above the columns that begin where none of them does, as a title in the middle. */
function countAbove(rows: readonly Row[], gutter: number): number {
  const first = Math.max(
    rows.findIndex((row) => row.length > 1),
    0,
  );
  const { columnLeft: left } = boundsOf(rows.slice(first).flat());
  const right = rows.slice(first).flatMap((row) => row.filter((segment) => segment.left >= gutter));
  const begins = [left, boundsOf(right).columnLeft];
  const isAbove = ([segment]: Row) => begins.every((begin) => Math.abs(begin - segment.left) > ALIGNED);
  const other = rows.slice(0, first).findIndex((row) => !isAbove(row));
  return other < 0 ? first : other;
}

/** Whether these are columns of running text, and no cells. */
const isText = (rows: readonly Row[]): boolean => {
  const segments = rows.flat();
  return rows.length >= COLUMN_LINES && mean(segments.map(wordsOf)) >= COLUMN_WORDS;
};

export function readColumns(rows: readonly Row[]): Line[] {
  const bounds = boundsOf(rows.flat());
  const asRows = () => rows.map((row) => joinRow(row, bounds));
  const gutter = findGutter(rows);
  if (gutter === undefined) return asRows();
  return toBands(rows, gutter).flatMap((band) => {
    if (!band.free) return band.rows.map((row) => joinRow(row, bounds));
    const above = countAbove(band.rows, gutter);
    if (above > 0) {
      const heads = band.rows.slice(0, above).map((row) => joinRow(row, bounds));
      return [...heads, ...readColumns(band.rows.slice(above))];
    }
    const left = band.rows.flatMap((row) => toRow(row.filter((segment) => segment.right <= gutter)));
    const right = band.rows.flatMap((row) => toRow(row.filter((segment) => segment.left >= gutter)));
    if (isText(left) && isText(right)) return [...readColumns(left), ...readColumns(right)];
    return band.rows.map((row) => joinRow(row, bounds));
  });
}
