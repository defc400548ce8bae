/** Markdown to blocks under their headings; HTML in it is read as HTML. */
import { lexer, type Token, type Tokens } from 'marked';
import { parseFragment } from 'parse5';
import { cleanText } from '../../activity.ts';
import { type Block, type Document, documentError } from '../document.ts';
import { decodeText } from './decode.ts';
import { readFrontMatter } from './front-matter.ts';
import { htmlBlocks } from './html-blocks.ts';
import { checkDepth } from './html-tree.ts';
import { createOutline, finishDocument } from './outline.ts';
import { listLines, showLink, tableRows, textBlock, tidyLines } from './plain-blocks.ts';

function fromHtml(html: string): Block[] {
  const root = parseFragment(html, { scriptingEnabled: false });
  checkDepth(root);
  return htmlBlocks(root);
}

const REFERENCE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi;

/** The lexer leaves references as they are written. */
const decode = (text: string): string =>
  text.replace(REFERENCE, (reference) =>
    htmlBlocks(parseFragment(`x${reference}x`))
      .map((block) => block.text.slice(1, -1))
      .join(''),
  );

/** What stands between these tags is no text. */
const NO_TEXT = /^<(script|style|template|iframe|object|svg|noscript)\b/i;

const closes = (html: string, tag: string): boolean => html.toLowerCase().startsWith(`</${tag}`);

function inlineToken(token: Tokens.Generic): string {
  switch (token.type) {
    case 'html':
      return /^<br\b/i.test(token.raw) ? '\n' : '';
    case 'br':
      return '\n';
    case 'codespan':
    case 'escape':
      return String(token['text']);
    case 'image':
      return '';
    case 'link':
      return showLink(inlineText(token.tokens ?? []), String(token['href']));
    default:
      return token.tokens ? inlineText(token.tokens) : decode(String(token['text'] ?? ''));
  }
}

function inlineText(tokens: readonly Token[]): string {
  let inside: string | undefined;
  let text = '';
  for (const token of tokens as readonly Tokens.Generic[]) {
    if (inside !== undefined) {
      if (token.type === 'html' && closes(token.raw, inside)) inside = undefined;
      continue;
    }
    if (token.type === 'html') inside = NO_TEXT.exec(token.raw)?.[1]?.toLowerCase();
    if (inside === undefined) text += inlineToken(token);
  }
  return text;
}

/** A paragraph is one line: the line ends of its source mean nothing, and those its author made do. */
const paragraphText = (tokens: readonly Token[]): string => tidyLines(inlineText(tokens.map(unwrap)));

const lineOf = (tokens: readonly Token[]): string => paragraphText(tokens).replace(/\s+/g, ' ');

function unwrap(token: Token): Token {
  const { tokens, type, text } = token as Tokens.Generic;
  if (tokens) return { ...token, tokens: tokens.map(unwrap) } as Token;
  return type === 'text' ? ({ ...token, text: String(text).replace(/\s*\n\s*/g, ' ') } as Token) : token;
}

function listText(list: Tokens.List, indent: string): string {
  const items = list.items.map((item) => blocksOf(item.tokens, `${indent}  `).map(({ text }) => text));
  return listLines(items, { first: list.ordered ? Number(list.start || 1) : undefined, indent });
}

function blockOf(token: Token, indent: string): Block[] {
  switch (token.type) {
    case 'list':
      return [textBlock(listText(token as Tokens.List, indent))];
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const texts = (cells: readonly Tokens.TableCell[]) => cells.map((cell) => lineOf(cell.tokens));
      return [{ kind: 'table', text: tableRows(texts(header), rows.map(texts)) }];
    }
    case 'blockquote':
      return blocksOf((token as Tokens.Blockquote).tokens, indent);
    case 'code':
      return [textBlock(String((token as Tokens.Code).text))];
    case 'html':
      return fromHtml(token.raw);
    case 'heading':
    case 'paragraph':
    case 'text': {
      const { tokens, text } = token as Tokens.Paragraph;
      return [textBlock(tokens ? paragraphText(tokens) : decode(text))];
    }
    default:
      return [];
  }
}

const blocksOf = (tokens: readonly Token[], indent = ''): Block[] =>
  tokens.flatMap((token) => blockOf(token, indent)).filter(({ text }) => text.trim() !== '');

/** Lists within lists and quotes within quotes, as deep as the stack goes. */
function checkNesting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw documentError('it is nested too deep to be read');
    throw error;
  }
}

/** The blocks of what somebody wrote into a field: its line ends are meant, and its headings are text. */
export const markdownBlocks = (source: string): Block[] =>
  checkNesting(() => blocksOf(lexer(source, { gfm: true, breaks: true })))
    // Stars that Markdown does not take for emphasis, as in `** this**`.
    .map(({ kind, text }) => ({ kind, text: cleanText(text.replaceAll('**', '')) }));

/**
 * Reads a document, with YAML front matter or without.
 * @throws AssistantError when it is not UTF-8, its front matter is wrong, or it has no text
 */
export function readMarkdown(bytes: Uint8Array, name: string): Document {
  const { title, locale, about, body } = readFrontMatter(decodeText(bytes, { strict: true }));
  const outline = createOutline();
  checkNesting(() => {
    for (const token of lexer(body)) {
      if (token.type === 'heading') {
        const { depth, tokens } = token as Tokens.Heading;
        outline.heading(depth, lineOf(tokens));
      } else for (const block of blockOf(token, '')) outline.block(block);
    }
  });
  return finishDocument({ titles: [title], locale, mediaType: 'text/markdown', about, outline }, name);
}
