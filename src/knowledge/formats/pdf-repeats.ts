/** What stands at the head or foot of most pages is not the document's text. */
import { fold } from '../../words.ts';
import type { Row } from './pdf-rows.ts';

export interface PageRows {
  readonly height: number;
  readonly rows: readonly Row[];
}

/** Heads and feet stand in this share of the page. */
const MARGIN = 0.13;
/** Of all pages; heads of left and right pages differ. */
const MOST = 0.4;
/** A second page that begins as the first does may be chance; then it must be all pages. */
const FEW_PAGES = 3;

const textOf = (row: Row): string => row.map(({ text }) => text).join(' ');

const place = (row: Row, height: number): number => Math.round((row[0].top / height) * 50);

/** What a head or foot says; the numbers in it differ from page to page. Rows of figures are no heads. */
function textKey(row: Row, height: number): string {
  const text = fold(textOf(row)).replace(/\s+/g, ' ');
  const figures = text.match(/\d+/g)?.length ?? 0;
  const key = /\p{L}{2}/u.test(text) || figures < 3 ? text.replace(/\d+/g, '#') : text;
  return JSON.stringify([key, place(row, height)]);
}

/** A number at either end that counts with the pages: what else stands there may name the chapter. */
const countKeys = (row: Row, height: number, page: number): string[] =>
  [row[0], row.at(-1) ?? row[0]]
    .filter(({ text }) => /^\d{1,4}$/.test(text))
    .map(({ text }) => JSON.stringify([Number(text) - page, place(row, height)]));

const keysOf = (row: Row, height: number, page: number): ReadonlySet<string> =>
  new Set([textKey(row, height), ...countKeys(row, height, page)]);

const isAtMargin = (row: Row, height: number): boolean =>
  row[0].top < height * MARGIN || row[0].top > height * (1 - MARGIN);

/** The rows of each page without its head and foot. */
export function dropRepeats(pages: readonly PageRows[]): Row[][] {
  const counts = new Map<string, number>();
  for (const [page, { rows, height }] of pages.entries()) {
    const margin = rows.filter((row) => isAtMargin(row, height));
    const keys = new Set(margin.flatMap((row) => [...keysOf(row, height, page)]));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const least = pages.length < FEW_PAGES ? pages.length : Math.max(2, pages.length * MOST);
  const repeats = (row: Row, height: number, page: number) =>
    isAtMargin(row, height) && [...keysOf(row, height, page)].some((key) => (counts.get(key) ?? 0) >= least);
  if (pages.length === 1) return pages.map(({ rows }) => [...rows]);
  return pages.map(({ rows, height }, page) => rows.filter((row) => !repeats(row, height, page)));
}
