/**
 * What a catalogue says, as plain text: charters are written in Markdown with HTML in between.
 * html-to-text was looked at: it wants HTML, and would have brought ten packages for what marked's
 * tokens nearly are.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { cleanText } from '#assistant';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ordm: 'º',
  ordf: 'ª',
  ndash: '–',
  mdash: '—',
  bull: '•',
};

const decode = (text: string): string =>
  text
    .replace(/&([a-z]{2,5});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/&#(\d{2,6});/g, (whole, code: string) =>
      Number(code) > 0x1f && Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole,
    );

/** Tags that end a line, and those that begin an item; the others go without a trace. */
const tagsToText = (html: string): string =>
  decode(
    html
      .replace(/\s+/g, ' ')
      .replace(/<li\b[^>]*>/gi, '\n- ')
      .replace(/<(?:br|\/p|\/div|\/h[1-6]|\/tr|\/ul|\/ol)\b[^>]*>/gi, '\n')
      .replace(/<\/?[a-z!][^>]*>/gi, ''),
  );

function linkText({ tokens, href }: Tokens.Link): string {
  const text = inlineText(tokens).trim();
  const address = href.replace(/^(?:mailto|tel):/, '');
  const shown = /^(?:https?|mailto|tel):/.test(href) && !text.includes(address.replace(/\/$/, ''));
  return shown ? `${text} (${address})`.trim() : text;
}

function inlineText(tokens: readonly Token[]): string {
  return (tokens as readonly Tokens.Generic[])
    .map((token) => {
      const text = String(token['text'] ?? '');
      if (token.type === 'html') return tagsToText(token.raw);
      if (token.type === 'br') return '\n';
      if (token.type === 'codespan' || token.type === 'escape') return text;
      if (token.type === 'link') return linkText(token as Tokens.Link);
      return token.tokens ? inlineText(token.tokens) : decode(text);
    })
    .join('');
}

function blockText(token: Token): string {
  switch (token.type) {
    case 'list': {
      const { items, ordered, start } = token as Tokens.List;
      const mark = (at: number) => (ordered ? `${Number(start || 1) + at}.` : '-');
      return items.map((item, at) => `${mark(at)} ${blocksText(item.tokens, '\n')}`).join('\n');
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return [header, ...rows].map((row) => row.map((cell) => inlineText(cell.tokens)).join('; ')).join('\n');
    }
    case 'blockquote':
      return blocksText((token as Tokens.Blockquote).tokens, '\n\n');
    case 'html':
      return tagsToText(token.raw);
    // Indented by whoever pasted it, not code.
    case 'code':
      return decode(String((token as Tokens.Code).text).replace(/^[^\S\n]+/gm, ''));
    case 'space':
    case 'hr':
    case 'def':
      return '';
    default: {
      const { tokens, text = '' } = token as Tokens.Paragraph;
      return tokens ? inlineText(tokens) : decode(text);
    }
  }
}

const blocksText = (tokens: readonly Token[], between: string): string =>
  tokens
    .map(blockText)
    .filter((text) => text.trim() !== '')
    .join(between);

/** Nothing of the markup survives, and what looks like markup in the result is text. */
export const toPlainText = (source: string): string =>
  cleanText(
    blocksText(lexer(source), '\n\n')
      // Stars that Markdown does not take for emphasis, as in `** this**`.
      .replaceAll('**', '')
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n'),
  );

const lastEnd = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].at(-1)?.index ?? 0;

/** Where to cut a text that is too long: after a paragraph, a line, a sentence, a word, or in the middle. */
function findCut(text: string, limit: number): number {
  const head = text.slice(0, limit);
  const least = limit / 2;
  const places = [/\n\n/g, /\n/g, /(?<=[.;!?]) /g, / /g].map((pattern) => lastEnd(head, pattern));
  return places.find((place) => place > least) ?? limit;
}

/** Parts of at most so many UTF-16 units, in which nothing but white space is lost. */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = findCut(rest, limit);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return [...parts, rest];
}

/** The beginning of a text, with an ellipsis where something was cut off. */
export function shorten(text: string, limit: number): string {
  const [first = ''] = splitText(text, limit - 1);
  return first.length < text.trim().length ? `${first.replace(/[\s,;:.]+$/, '')}…` : first;
}
