/** Text into parts to be rendered as text: nothing here or later becomes markup. */

/** The same limit as the server's, in UTF-16 units; a test compares them. */
export const TEXT_LIMIT = 8_000;

export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly href: string; readonly text: string }
  /** `tail`: the punctuation that must not begin a line without the mark. */
  | { readonly type: 'mark'; readonly mark: number; readonly tail: string };

const LINK_OR_MARK = /\[(\d{1,3})\]([.,;:!?…)»”]*)|https?:\/\/[^\s<>"'[\]]+/gi;

/**
 * Finds http and https addresses, and the marks of citations there are. A number in brackets
 * without a citation stays text.
 */
export function splitText(text: string, marks: ReadonlySet<number>): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  const add = (part: TextPart, start: number, length: number): void => {
    if (start > end) parts.push({ type: 'text', text: text.slice(end, start) });
    parts.push(part);
    end = start + length;
  };
  for (const match of text.matchAll(LINK_OR_MARK)) {
    const mark = Number(match[1]);
    const address = match[1] === undefined ? trimAddress(match[0]) : '';
    if (marks.has(mark)) add({ type: 'mark', mark, tail: match[2] ?? '' }, match.index, match[0].length);
    else if (URL.canParse(address))
      add({ type: 'link', href: address, text: address }, match.index, address.length);
  }
  if (end < text.length) parts.push({ type: 'text', text: text.slice(end) });
  return parts;
}

/** Without the punctuation of the sentence it stands in; a bracket stays when it opens inside. */
function trimAddress(address: string): string {
  let trimmed = address.replace(/[.,;:!?…»”]+$/, '');
  while (trimmed.endsWith(')') && trimmed.split(')').length > trimmed.split('(').length) {
    trimmed = trimmed.slice(0, -1).replace(/[.,;:!?…»”]+$/, '');
  }
  return trimmed;
}

/** Only what may be put behind a link: http and https. */
export const isWebAddress = (address: string): boolean =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

export interface Highlighted {
  readonly before: string;
  readonly quote: string;
  readonly after: string;
}

/** Finds the quoted words in a passage, however their spaces and line ends differ. */
export function findQuote(passage: string, quote: string): Highlighted | undefined {
  const words = quote.split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(escaped.join('\\s+')).exec(passage);
  if (!found) return undefined;
  const end = found.index + found[0].length;
  return { before: passage.slice(0, found.index), quote: found[0], after: passage.slice(end) };
}

/** Digits in groups of three, as people read and dictate them. */
export const formatProtocolNumber = (digits: string): string => digits.replace(/(\d{3})(?=\d)/g, '$1 ');

/** Puts values into the `{name}` places of a text. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** "240 kB", "1,3 MB". */
export function describeBytes(bytes: number, locale: string): string {
  const power = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const format = { style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locale, {
    ...format,
    maximumFractionDigits: power === 2 ? 1 : 0,
  }).format(bytes / 1_000 ** power);
}
