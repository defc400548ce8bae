/** How lists, tables and links of any format read as plain text. */
import type { Block } from '../document.ts';

export const textBlock = (text: string): Block => ({ kind: 'text', text });

/** Space at the ends of lines goes, and within them is one blank; runs first, or long ones take their square. */
export const tidyLines = (text: string): string =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();

const SHOWN_ADDRESS = /^(?:https?|mailto|tel):/i;

/**
 * The text with the address it leads to, where a person can go there: no scripts, no places on the same page.
 * @param base what relative addresses start from
 */
export function showLink(text: string, href: string, base?: string): string {
  const written = href.trim();
  const absolute = base !== undefined && !written.startsWith('#') && URL.canParse(written, base);
  const target = absolute && !SHOWN_ADDRESS.test(written) ? new URL(written, base).href : written;
  if (!SHOWN_ADDRESS.test(target) || /\s/.test(target)) return text;
  const address = target.replace(/^(?:mailto|tel):([^?]*).*$/i, '$1');
  if (address === '' || text.includes(address.replace(/\/$/, ''))) return text;
  return text.trim() === '' ? address : `${text.trimEnd()} (${address})`;
}

export interface ListOptions {
  /** Number of the first item; left out where the items have no numbers. */
  readonly first?: number | undefined;
  readonly indent?: string;
}

/** @param items the blocks of each */
export const listLines = (
  items: readonly (readonly string[])[],
  { first, indent = '' }: ListOptions = {},
): string =>
  items
    .map(
      (blocks, index) => `${indent}${first === undefined ? '-' : `${first + index}.`} ${blocks.join('\n')}`,
    )
    .join('\n');

const inLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * Each cell with its column's heading before it, so that a row can be read by itself. A row of one cell
 * stands across all columns.
 */
export const tableRows = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) =>
      row
        .map((cell, column) => {
          const text = inLine(cell);
          const across = row.length === 1 && headings.length > 1;
          const heading = across ? '' : inLine(headings[column] ?? '').replace(/:$/, '');
          return text === '' ? '' : [heading, text].filter(Boolean).join(': ');
        })
        .filter(Boolean)
        .join('; '),
    )
    .filter(Boolean)
    .join('\n');
