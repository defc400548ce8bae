/**
 * Markdown to plain text: blocks under their headings. Nothing of the document's markup survives,
 * and its HTML is left out.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { fold } from '../words.ts';

export interface Section {
  /** Outermost first, without the title. */
  readonly headings: readonly string[];
  /** Paragraphs, lists, tables: items and rows on lines of their own. */
  readonly blocks: readonly string[];
}

export interface MarkdownDocument {
  readonly title: string;
  readonly sections: readonly Section[];
}

const FRONT_MATTER = /^---[^\S\n]*\n([\s\S]*?)^---[^\S\n]*(?:\n|$)/m;
const frontMatter = z.looseObject({ title: z.string().trim().min(1) });

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** The lexer leaves references as they are written. */
const decode = (text: string): string =>
  text
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/&#(\d{2,6});/g, (whole, code: string) =>
      Number(code) > 0x1f && Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole,
    );

const SHOWN_ADDRESS = /^(?:https?|mailto|tel):/;

function linkText(link: Tokens.Link): string {
  const text = inlineText(link.tokens);
  const address = link.href.replace(/^(?:mailto|tel):/, '');
  return SHOWN_ADDRESS.test(link.href) && !text.includes(address) ? `${text} (${address})` : text;
}

function inlineText(tokens: readonly Token[]): string {
  return (tokens as readonly Tokens.Generic[])
    .map((token) => {
      if (token.type === 'html') return '';
      if (token.type === 'br') return '\n';
      if (token.type === 'codespan' || token.type === 'escape') return String(token['text']);
      if (token.type === 'link') return linkText(token as Tokens.Link);
      if (token.tokens) return inlineText(token.tokens);
      return decode(String(token['text'] ?? ''));
    })
    .join('');
}

/** A paragraph is one line: the line ends of its source mean nothing. */
const paragraphText = (tokens: readonly Token[]): string => inlineText(tokens).replace(/\s+/g, ' ').trim();

function listText(list: Tokens.List, indent = ''): string {
  const first = Number(list.start || 1);
  return list.items
    .map((item, index) => {
      const mark = list.ordered ? `${first + index}.` : '-';
      const blocks = blocksOf(item.tokens, `${indent}  `);
      return `${indent}${mark} ${blocks.join('\n')}`;
    })
    .join('\n');
}

/** Each cell with its column's heading before it, so that a row can be read by itself. */
function tableText(table: Tokens.Table): string {
  const headings = table.header.map((cell) => paragraphText(cell.tokens));
  return table.rows
    .map((row) =>
      row
        .map((cell, column) => [headings[column], paragraphText(cell.tokens)].filter(Boolean).join(': '))
        .join('; '),
    )
    .join('\n');
}

function blockText(token: Token, indent: string): string[] {
  switch (token.type) {
    case 'list':
      return [listText(token as Tokens.List, indent)];
    case 'table':
      return [tableText(token as Tokens.Table)];
    case 'blockquote':
      return blocksOf((token as Tokens.Blockquote).tokens, indent);
    case 'code':
      return [String((token as Tokens.Code).text)];
    case 'paragraph':
    case 'text': {
      const { tokens, text } = token as Tokens.Paragraph;
      return [tokens ? paragraphText(tokens) : decode(text)];
    }
    default:
      return [];
  }
}

const blocksOf = (tokens: readonly Token[], indent = ''): string[] =>
  tokens.flatMap((token) => blockText(token, indent)).filter((text) => text.trim() !== '');

/**
 * Reads a document with YAML front matter that has a `title`.
 * @throws when the front matter is missing or wrong, or when no text follows it
 */
export function parseMarkdown(source: string): MarkdownDocument {
  const text = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const match = text.startsWith('---') ? FRONT_MATTER.exec(text) : null;
  if (match?.[1] === undefined)
    throw new Error('it does not begin with YAML front matter between lines of ---');
  const checked = frontMatter.safeParse(parseYaml(match[1]));
  if (!checked.success) throw new Error('its front matter has no title');
  const { title } = checked.data;

  const sections: { headings: string[]; blocks: string[] }[] = [{ headings: [], blocks: [] }];
  const path: { depth: number; text: string }[] = [];
  for (const token of lexer(text.slice(match[0].length))) {
    if (token.type === 'heading') {
      const heading = paragraphText((token as Tokens.Heading).tokens);
      const depth = Number((token as Tokens.Heading).depth);
      while ((path.at(-1)?.depth ?? 0) >= depth) path.pop();
      if (fold(heading) !== fold(title) && heading !== '') path.push({ depth, text: heading });
      sections.push({ headings: path.map((entry) => entry.text), blocks: [] });
    } else {
      sections.at(-1)?.blocks.push(...blockText(token, '').filter((block) => block.trim() !== ''));
    }
  }
  const filled = sections.filter((section) => section.blocks.length > 0);
  if (filled.length === 0) throw new Error('it has no text');
  return { title, sections: filled };
}
