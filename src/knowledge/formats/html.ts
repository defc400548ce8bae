/** Pages of the web: their main content, without the frame around it. */
import { parse } from 'parse5';
import { fold } from '../../words.ts';
import type { Document } from '../document.ts';
import { decodeText } from './decode.ts';
import { plainText, writeBlocks } from './html-blocks.ts';
import { attributeOf, checkDepth, type Element, findAll, type Parent } from './html-tree.ts';
import { findMain } from './html-visible.ts';
import { createOutline, type Draft, finishDocument, type Outline } from './outline.ts';

const named =
  (...names: readonly string[]) =>
  ({ tagName }: Element): boolean =>
    names.includes(tagName);

/** What the page says its address is, else the one it was fetched from. */
function baseOf(root: Parent, name: string): string | undefined {
  const [base] = findAll(root, named('base'));
  const address = /^https?:\/\//i.test(name) ? name : undefined;
  const written = base && attributeOf(base, 'href');
  return written && URL.canParse(written, address) ? new URL(written, address).href : address;
}

/** The only main heading; else the heading that the page's title is made of; else that title, with the site's name. */
function titlesOf(root: Parent, outline: Outline): (string | undefined)[] {
  const main = outline.headings.filter(({ depth }) => depth === 1);
  const [title] = findAll(root, named('title'));
  const text = title && plainText(title);
  const part = outline.headings.find(({ text: heading }) => fold(text ?? '').includes(fold(heading)));
  return [main.length === 1 ? main[0]?.text : undefined, part?.text, text];
}

const localeOf = (root: Parent): string | undefined =>
  findAll(root, named('html'))
    .map((html) => attributeOf(html, 'lang') ?? attributeOf(html, 'xml:lang'))
    .find((lang) => lang !== undefined && lang !== '');

/** @param name address or file name; relative links start from an address */
export function draftHtml(source: string, name: string): Draft {
  const root = parse(source, { scriptingEnabled: false });
  checkDepth(root);
  const outline = createOutline();
  writeBlocks(findMain(root), outline, baseOf(root, name));
  return { titles: titlesOf(root, outline), locale: localeOf(root), mediaType: 'text/html', outline };
}

/** @throws AssistantError when no text is left of it, or it is nested deeper than anybody writes */
export const readHtml = (bytes: Uint8Array, name: string, mediaType?: string): Document =>
  finishDocument(draftHtml(decodeText(bytes, { mediaType }), name), name);
