/** Tables for a terminal. */

/** Fits beside another window, and in a review on the web. */
export const WIDTH = 100;
const GAP = '  ';

/** Control characters in a phrase are not for the terminal to obey. */
export const toLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

export function shorten(text: string, width: number): string {
  const characters = [...toLine(text)];
  return characters.length > width
    ? `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
    : characters.join('');
}

export const formatShare = (share: number | null): string =>
  share === null ? '-' : `${(share * 100).toFixed(1)} %`;

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** Gives way where a line would be longer than the terminal. */
  readonly flexible?: boolean;
}

/** Columns as wide as their widest cell; what is too wide for the line is cut from the flexible ones. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  indent = '  ',
): string[] {
  const cells = rows.map((row) => columns.map(({ cell }) => toLine(cell(row))));
  const natural = columns.map(({ title }, at) =>
    Math.max([...title].length, ...cells.map((row) => [...(row[at] ?? '')].length)),
  );
  const excess =
    indent.length +
    natural.reduce((sum, width) => sum + width, 0) +
    GAP.length * (columns.length - 1) -
    WIDTH;
  const flexible = columns.filter(({ flexible: gives }) => gives).length;
  const widths = natural.map((width, at) =>
    columns[at]?.flexible && excess > 0 ? Math.max(8, width - Math.ceil(excess / flexible)) : width,
  );
  const renderRow = (row: readonly string[]) =>
    `${indent}${row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        const text = shorten(cell, width);
        const filling = ' '.repeat(Math.max(0, width - [...text].length));
        return columns[at]?.right ? filling + text : text + filling;
      })
      .join(GAP)}`.trimEnd();
  return [renderRow(columns.map(({ title }) => title)), ...cells.map(renderRow)];
}
