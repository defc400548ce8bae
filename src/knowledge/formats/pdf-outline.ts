/** Paragraphs of a PDF to blocks under headings, which are told by their type. */
import { createOutline, type Outline } from './outline.ts';
import type { BodyType, Paragraph } from './pdf-paragraphs.ts';
import { tableRows, textBlock } from './plain-blocks.ts';

/** Larger than the body by this much, type is a heading's. */
const LARGER = 1.15;
const HEADING_LENGTH = 200;
const HEADING_LINES = 4;
/** Sizes that are told apart; smaller ones are all of the last depth. */
const DEPTHS = 4;
/** Of what differs from the body by its type only. */
const BOLD_LENGTH = 100;

const endsOpen = (text: string): boolean => !/[.,;:]$/.test(text) && /^[\p{Lu}\d]/u.test(text);

function isHeading({ text, size, font, lines, kind }: Paragraph, body: BodyType): boolean {
  if (kind === 'row' || !/\p{L}{2}/u.test(text)) return false;
  if (size >= LARGER * body.size) return text.length <= HEADING_LENGTH && lines <= HEADING_LINES;
  const bold = font !== undefined && font !== body.font && size >= 0.95 * body.size;
  return bold && lines <= 2 && text.length <= BOLD_LENGTH && endsOpen(text);
}

/** Depth of a heading by its size, the largest first. */
function rankSizes(headings: readonly Paragraph[], body: BodyType): (size: number) => number {
  const sizes = [...new Set(headings.map(({ size }) => size))]
    .filter((size) => size >= LARGER * body.size)
    .sort((a, b) => b - a);
  return (size) => {
    const rank = sizes.indexOf(size);
    return rank < 0 ? Math.min(sizes.length, DEPTHS) + 1 : Math.min(rank + 1, DEPTHS);
  };
}

/** Paragraphs that make one heading, list or table, on one page. */
function* group(paragraphs: readonly Paragraph[], body: BodyType): Generator<[Paragraph, ...Paragraph[]]> {
  let open: [Paragraph, ...Paragraph[]] | undefined;
  for (const paragraph of paragraphs) {
    const last = open?.at(-1);
    const same = last && last.page === paragraph.page && last.kind === paragraph.kind;
    const together =
      same &&
      (isHeading(paragraph, body)
        ? isHeading(last, body) && last.size === paragraph.size && last.font === paragraph.font
        : paragraph.kind !== 'text' && !isHeading(last, body));
    if (open && together) open.push(paragraph);
    else {
      if (open) yield open;
      open = [paragraph];
    }
  }
  if (open) yield open;
}

/** The first row is the columns' headings where it is set in a type of its own. */
function rowsText(rows: readonly Paragraph[], body: BodyType): string {
  const [first, ...others] = rows;
  const headed =
    first?.font !== undefined &&
    first.font !== body.font &&
    others.length > 0 &&
    others.every(({ cells, font }) => cells.length <= first.cells.length && font !== first.font);
  if (headed) {
    return tableRows(
      first.cells,
      others.map(({ cells }) => cells),
    );
  }
  // A form: what it is, and what stands there.
  const pairs = rows.every(({ cells }) => cells.length === 2);
  return rows
    .map(({ cells: [name = '', value = ''], text }) => (pairs ? `${name.replace(/:$/, '')}: ${value}` : text))
    .join('\n');
}

export function writePdf(paragraphs: readonly Paragraph[], body: BodyType): Outline {
  const outline = createOutline();
  const depthOf = rankSizes(
    paragraphs.filter((paragraph) => isHeading(paragraph, body)),
    body,
  );
  let page = 0;
  for (const grouped of group(paragraphs, body)) {
    const [first] = grouped;
    if (first.page !== page) outline.page(first.page);
    page = first.page;
    const text = grouped.map((paragraph) => paragraph.text).join('\n');
    if (isHeading(first, body)) outline.heading(depthOf(first.size), text);
    else if (first.kind === 'row') outline.block({ kind: 'table', text: rowsText(grouped, body) });
    else outline.block(textBlock(text));
  }
  return outline;
}
