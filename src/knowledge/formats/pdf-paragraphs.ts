/** Lines to paragraphs and headings, by where they stand and how large their type is. */
import type { Line } from './pdf-columns.ts';
import { joinLines } from './pdf-words.ts';

export interface Paragraph {
  readonly text: string;
  readonly page: number;
  readonly size: number;
  /** Undefined where it is set in several. */
  readonly font: string | undefined;
  readonly lines: number;
  readonly kind: 'text' | 'item' | 'row';
  /** Of a table's row. */
  readonly cells: readonly string[];
}

/** The type most of the text is set in. */
export interface BodyType {
  readonly size: number;
  readonly font: string;
}

/** Sizes in halves of a point. */
const rounded = (size: number): number => Math.round(size * 2) / 2;

export function findBodyType(lines: Iterable<Line>): BodyType {
  const lengths = new Map<string, { size: number; font: string; length: number }>();
  for (const { size, font, text } of lines) {
    const key = `${rounded(size)} ${font}`;
    const entry = lengths.get(key) ?? { size: rounded(size), font, length: 0 };
    entry.length += text.length;
    lengths.set(key, entry);
  }
  const most = { size: 0, font: '', length: 0 };
  return [...lengths.values()].reduce((best, one) => (one.length > best.length ? one : best), most);
}

const BULLET = /^(?:[•●▪■◦○‣⁃·\uf0b7\uf0a7\uf0fc]|[-–—*](?=\s))\s*/u;
const NUMBER = /^(?:\d{1,3}[.)]|[a-z]\)|[IVX]{1,5}\s?[-–])\s/u;

const isItem = (text: string): boolean => BULLET.test(text) || NUMBER.test(text);

/** Lines further apart than this, in sizes of the type, are two paragraphs, whatever the distance usually is. */
const FAR = 2.6;
/** Of the usual distance between two lines of a paragraph. */
const FARTHER = 1.3;

/** The usual distance between lines, in points. */
export function findLeading(lines: readonly Line[], body: BodyType): number {
  const distances = lines
    .slice(1)
    .map((line, index) => line.top - (lines[index]?.top ?? 0))
    .filter((distance) => distance > 0.5 * body.size && distance < FAR * body.size)
    .sort((a, b) => a - b);
  return distances[Math.floor(distances.length / 2)] ?? 1.2 * body.size;
}

const isShort = ({ right, columnRight, columnLeft }: Line): boolean =>
  right < columnRight - 0.15 * (columnRight - columnLeft);

/** Whether the line begins a paragraph, seen from the line before. */
function begins(line: Line, before: Line, leading: number): boolean {
  const distance = line.top - before.top;
  if (line.cells.length > 1 || before.cells.length > 1) return true;
  if (Math.abs(line.size - before.size) > 0.12 * before.size) return true;
  if (line.plain && before.plain && line.font !== before.font && isShort(before)) return true;
  if (distance < 0) return !goesOn(line, before);
  if (distance > FARTHER * leading * Math.max(1, line.size / 14)) return true;
  if (isItem(line.text)) return true;
  return (isShort(before) && /[.!?:;]$/.test(before.text)) || isHalf(before) || isIndented(line, before);
}

const isCentered = ({ left, right, columnLeft, columnRight, size }: Line): boolean =>
  left > columnLeft + size && Math.abs(left - columnLeft - (columnRight - right)) < size;

/** Its author ended it there: the next word had room. */
const isHalf = (line: Line): boolean =>
  !isCentered(line) && line.columnRight - line.right > 0.4 * (line.columnRight - line.columnLeft);

/** The first line of a paragraph, not of what hangs behind an item's mark or stands in the middle. */
const isIndented = (line: Line, before: Line): boolean =>
  line.left > before.left + 1.2 * line.size &&
  !isItem(before.text) &&
  !(isCentered(line) && (isCentered(before) || before.left <= before.columnLeft + before.size));

/** In the next column, or on the next page: a sentence that is not at its end. */
const goesOn = (line: Line, before: Line): boolean =>
  /[\p{L}\p{N},-]$/u.test(before.text) && /^\p{Ll}/u.test(line.text) && !isItem(line.text);

/** @param pages the lines of each */
export function toParagraphs(
  pages: readonly (readonly Line[])[],
  body: BodyType,
  hyphened: ReadonlySet<string>,
): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let before: Line | undefined;
  for (const [index, lines] of pages.entries()) {
    const leading = findLeading(lines, body);
    for (const [at, line] of lines.entries()) {
      const last = paragraphs.at(-1);
      const isNew = before && (at === 0 ? !goesOn(line, before) : begins(line, before, leading));
      if (last && before && !isNew) paragraphs[paragraphs.length - 1] = extend(last, line, hyphened);
      else paragraphs.push(start(line, index + 1));
      before = line;
    }
  }
  return paragraphs;
}

const start = (line: Line, page: number): Paragraph => ({
  text: line.text.replace(BULLET, '- '),
  page,
  size: rounded(line.size),
  font: line.plain ? line.font : undefined,
  lines: 1,
  kind: line.cells.length > 1 ? 'row' : isItem(line.text) ? 'item' : 'text',
  cells: line.cells,
});

const extend = (paragraph: Paragraph, line: Line, hyphened: ReadonlySet<string>): Paragraph => ({
  ...paragraph,
  text: joinLines(paragraph.text, line.text, hyphened),
  font: line.plain && line.font === paragraph.font ? paragraph.font : undefined,
  lines: paragraph.lines + 1,
});
