/** A table of a page as rows of texts, spans filled in. */
import {
  attributeOf,
  childElements,
  type Element,
  findAll,
  hasInside,
  isText,
  type Parent,
} from './html-tree.ts';

export interface TableText {
  /** Of the columns; none where the table has no row of them. */
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What HTML allows for columns; for rows it allows more than anybody can read. */
const SPAN_LIMIT = 1_000;
/** Places of one table that are filled in for cells that span more than one. */
const FILLED_LIMIT = 200_000;

const spanOf = (cell: Element, name: string): number => {
  const span = Number.parseInt(attributeOf(cell, name) ?? '', 10);
  return span >= 1 ? Math.min(span, SPAN_LIMIT) : 1;
};

const isCell = ({ tagName }: Element): boolean => tagName === 'td' || tagName === 'th';
const BLOCKS_OF_PAGES = /^(?:table|h[1-6]|article|section|main|form|div)$/;

/** Tables that only put things side by side: their cells hold what no table of data has. */
export const isLayoutTable = (table: Element): boolean =>
  /^(?:presentation|none)$/.test(attributeOf(table, 'role') ?? '') ||
  findAll(table, isCell).some((cell) =>
    hasInside(cell, ({ tagName }) => /^(?:table|h[1-6])$/.test(tagName)),
  ) ||
  (findAll(table, ({ tagName }) => tagName === 'tr').length === 1 &&
    hasInside(table, ({ tagName }) => BLOCKS_OF_PAGES.test(tagName) && tagName !== 'table'));

const rowsOf = (table: Element): { row: Element; inHead: boolean }[] =>
  childElements(table).flatMap((child) => {
    if (child.tagName === 'tr') return [{ row: child, inHead: false }];
    if (!/^(?:thead|tbody|tfoot)$/.test(child.tagName)) return [];
    return childElements(child)
      .filter(({ tagName }) => tagName === 'tr')
      .map((row) => ({ row, inHead: child.tagName === 'thead' }));
  });

/** Whether every word of it is in bold type. */
function isBold(parent: Parent): boolean {
  return parent.childNodes.every((node) => {
    if (isText(node)) return node.value.trim() === '';
    return !('tagName' in node) || /^(?:b|strong)$/.test(node.tagName) || isBold(node);
  });
}

interface Row {
  readonly cells: readonly Element[];
  readonly inHead: boolean;
}

const isHeadingRow = ({ cells, inHead }: Row, rows: readonly Row[]): boolean => {
  if (inHead || (cells.length > 1 && cells.every(({ tagName }) => tagName === 'th'))) return true;
  // A table whose author knew nothing of heading cells, and made the first row bold.
  const plain = rows.every((row) => row.cells.every(({ tagName }) => tagName === 'td'));
  return plain && cells.length > 1 && rows[0]?.cells === cells && cells.every(isBold);
};

/** Texts by column, with what reaches down from the rows above. */
function fillGrid(rows: readonly Row[], textOf: (cell: Element) => string): string[][] {
  const below: Map<number, { text: string; rows: number }> = new Map();
  let filled = 0;
  return rows.map(({ cells }) => {
    const texts: string[] = [];
    const skip = () => {
      for (let from = below.get(texts.length); from; from = below.get(texts.length)) {
        if (filled++ > FILLED_LIMIT) return;
        if (from.rows === 1) below.delete(texts.length);
        else from.rows--;
        texts.push(from.text);
      }
    };
    for (const cell of cells) {
      skip();
      const text = textOf(cell);
      const down = spanOf(cell, 'rowspan') - 1;
      const across = spanOf(cell, 'colspan');
      for (let column = 0; column === 0 || (column < across && filled++ < FILLED_LIMIT); column++) {
        if (down > 0) below.set(texts.length, { text, rows: down });
        texts.push(text);
      }
    }
    skip();
    return texts;
  });
}

/** Headings in several rows, one below the other, belong together. */
const joinHeadings = (rows: readonly (readonly string[])[]): string[] =>
  Array.from({ length: rows.reduce((most, row) => Math.max(most, row.length), 0) }, (_, column) =>
    [...new Set(rows.map((row) => row[column] ?? '').filter(Boolean))].join(' '),
  );

/** A row that has a heading of its own, and no columns' headings: "Prazo: 15 dias". */
const joinRow = (row: readonly string[], cells: readonly Element[]): string[] => {
  const [first = '', ...others] = row;
  const rest = others.filter(Boolean).join('; ');
  const headed = cells[0]?.tagName === 'th' && first !== '' && rest !== '';
  return headed ? [`${first.replace(/:$/, '')}: ${rest}`] : [...row];
};

/** @param textOf reads one cell */
export function readTable(table: Element, textOf: (cell: Element) => string): TableText {
  const rows = rowsOf(table)
    .map(({ row, inHead }): Row => ({ cells: childElements(row).filter(isCell), inHead }))
    .filter(({ cells }) => cells.length > 0);
  const grid = fillGrid(rows, textOf);
  const first = rows.findIndex((row) => !isHeadingRow(row, rows));
  // Where every row says that it is one of headings, the first is.
  const heads = first < 0 ? Math.min(rows.length - 1, 1) : first;
  const headings = joinHeadings(grid.slice(0, heads));
  const body = grid.slice(heads).map((row, at) => {
    const cells = rows[heads + at]?.cells ?? [];
    // One cell across the whole table is said once.
    if (cells.length === 1) return row.slice(0, 1);
    return headings.length === 0 ? joinRow(row, cells) : row;
  });
  return { headings, rows: body };
}
