/** A page's elements to blocks of plain text under their headings. */
import { cleanText } from '../../activity.ts';
import type { Block } from '../document.ts';
import { isLayoutTable, readTable } from './html-table.ts';
import {
  attributeOf,
  childElements,
  type Element,
  findAll,
  isElement,
  isText,
  type Node,
  type Parent,
} from './html-tree.ts';
import { isLeftOut, isOpener } from './html-visible.ts';
import type { Outline } from './outline.ts';
import { listLines, showLink, tableRows, textBlock, tidyLines } from './plain-blocks.ts';

/** Text goes on across these; every other element is a paragraph of its own. */
const INLINE = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small ' +
    'span strike strong sub sup time tt u var wbr'
  ).split(' '),
);

/** Deeper than any heading of the page. */
const FOLDED_DEPTH = 7;

/** Takes what is found. Inside items and cells there are no headings: they are text like the rest. */
export type Sink = Pick<Outline, 'block' | 'heading' | 'close'>;

interface Place {
  /** What relative addresses start from. */
  readonly base: string | undefined;
  readonly indent: string;
}

interface Flow extends Place {
  readonly sink: Sink;
  readonly preformatted: boolean;
  /** Of the paragraph that is open. */
  text: string;
}

/** An empty line is the end of a paragraph, however it was made. */
function flush(flow: Flow): void {
  for (const paragraph of flow.text.split(/\n\s*\n/)) {
    const text = flow.preformatted ? paragraph.trimEnd() : tidyLines(paragraph);
    if (text.trim() !== '') flow.sink.block(textBlock(text));
  }
  flow.text = '';
}

const walkInside = (parent: Parent, flow: Flow): void => {
  for (const child of parent.childNodes) walk(child, flow);
};

function walkBlock(element: Element, flow: Flow): void {
  flush(flow);
  walkInside(element, flow);
  flush(flow);
}

/** The blocks of an element, without headings. */
function blocksIn(parent: Parent, place: Place, indent = place.indent): Block[] {
  const blocks: Block[] = [];
  const sink: Sink = {
    block: (block) => void blocks.push(block),
    heading: (_, text) => void blocks.push(textBlock(text)),
    close: () => {},
  };
  const flow: Flow = { sink, base: place.base, indent, preformatted: false, text: '' };
  walkInside(parent, flow);
  flush(flow);
  return blocks;
}

const textIn = (parent: Parent, place: Place, between = '\n'): string =>
  blocksIn(parent, place)
    .map(({ text }) => text)
    .join(between);

const inLine = (parent: Parent, place: Place): string =>
  textIn(parent, place, ' ').replace(/\s+/g, ' ').trim();

/** What a link without text, of a picture as a rule, says to those who do not see it. */
const labelOf = (element: Element): string =>
  [element, ...findAll(element, ({ tagName }) => tagName === 'img')]
    .flatMap((one) => ['aria-label', 'alt', 'title'].map((name) => attributeOf(one, name)?.trim()))
    .find(Boolean) ?? '';

function walkLink(element: Element, flow: Flow): void {
  const href = attributeOf(element, 'href') ?? '';
  if (isOpener(element) || childElements(element).some(({ tagName }) => !INLINE.has(tagName))) {
    walkInside(element, flow);
    return;
  }
  const text = inLine(element, flow) || labelOf(element);
  if (text === '') return;
  const inner = element.childNodes.map((node) => (isText(node) ? node.value : 'x')).join('');
  const before = /^\s/.test(inner) ? ' ' : '';
  flow.text += `${before}${showLink(text, href, flow.base)}${/\s$/.test(inner) ? ' ' : ''}`;
}

function anchorOf(element: Element): string | undefined {
  const named = [element, ...findAll(element, ({ tagName }) => tagName === 'a')];
  return named
    .map((one) => attributeOf(one, 'id') ?? attributeOf(one, 'name'))
    .find((anchor) => anchor !== undefined && anchor !== '');
}

function walkHeading(element: Element, flow: Flow): void {
  flush(flow);
  // Controls in a heading hold its text.
  const text =
    inLine(element, flow) ||
    findAll(element, isControl)
      .map((one) => inLine(one, flow))
      .join(' ');
  if (text !== '') flow.sink.heading(Number(element.tagName.slice(1)), text, anchorOf(element));
}

const isControl = ({ tagName }: Element): boolean => tagName === 'button' || tagName === 'label';

function walkList(element: Element, flow: Flow): void {
  flush(flow);
  const items: string[][] = [];
  for (const child of childElements(element)) {
    if (isLeftOut(child)) continue;
    const isItem = child.tagName === 'li';
    const inside = isItem ? child : { ...child, childNodes: [child] };
    const texts = blocksIn(inside, flow, `${flow.indent}  `).map(({ text }) => text);
    if (texts.length === 0) continue;
    if (isItem || items.length === 0) items.push(texts);
    else items[items.length - 1] = [...(items.at(-1) ?? []), ...texts];
  }
  const start = Number.parseInt(attributeOf(element, 'start') ?? '1', 10);
  const first = element.tagName === 'ol' ? start || 1 : undefined;
  if (items.length > 0) flow.sink.block(textBlock(listLines(items, { first, indent: flow.indent })));
}

/** Terms with what they mean, a line each. */
function walkTerms(element: Element, flow: Flow): void {
  flush(flow);
  const lines: string[] = [];
  let term = '';
  for (const entry of findAll(element, ({ tagName }) => tagName === 'dt' || tagName === 'dd')) {
    if (isLeftOut(entry)) continue;
    const text = textIn(entry, flow);
    if (entry.tagName === 'dt') term = [term, text].filter(Boolean).join(', ');
    else {
      lines.push(term === '' ? text : `${term}${/[:?!.]$/.test(term) ? '' : ':'} ${text}`);
      term = '';
    }
  }
  flow.sink.block(textBlock([...lines, term].filter(Boolean).join('\n')));
}

function walkTable(element: Element, flow: Flow): void {
  if (isLayoutTable(element)) {
    walkBlock(element, flow);
    return;
  }
  flush(flow);
  for (const caption of childElements(element).filter(({ tagName }) => tagName === 'caption')) {
    flow.sink.block(textBlock(inLine(caption, flow)));
  }
  const { headings, rows } = readTable(element, (cell) => inLine(cell, flow));
  flow.sink.block({ kind: 'table', text: tableRows(headings, rows) });
}

/** What is asked, folded, and what is answered below it. */
function walkDetails(element: Element, flow: Flow): void {
  flush(flow);
  const summary = childElements(element).find(({ tagName }) => tagName === 'summary');
  if (summary) flow.sink.heading(FOLDED_DEPTH, inLine(summary, flow), anchorOf(element));
  for (const child of element.childNodes) if (child !== summary) walk(child, flow);
  flush(flow);
  flow.sink.close(FOLDED_DEPTH);
}

function walkOpener(element: Element, flow: Flow): void {
  flush(flow);
  flow.sink.heading(FOLDED_DEPTH, inLine(element, flow), attributeOf(element, 'id'));
}

function walkPreformatted(element: Element, flow: Flow): void {
  flush(flow);
  const inside: Flow = { ...flow, preformatted: true };
  walkInside(element, inside);
  flush(inside);
}

function walkLineEnd(_: Element, flow: Flow): void {
  flow.text += '\n';
}

const WALKS: Readonly<Record<string, (element: Element, flow: Flow) => void>> = {
  a: walkLink,
  br: walkLineEnd,
  button: walkOpener,
  details: walkDetails,
  dl: walkTerms,
  h1: walkHeading,
  h2: walkHeading,
  h3: walkHeading,
  h4: walkHeading,
  h5: walkHeading,
  h6: walkHeading,
  ol: walkList,
  pre: walkPreformatted,
  table: walkTable,
  ul: walkList,
};

function walk(node: Node, flow: Flow): void {
  if (isText(node)) flow.text += flow.preformatted ? node.value : node.value.replace(/\s+/g, ' ');
  if (!isElement(node) || isLeftOut(node)) return;
  const special = Object.hasOwn(WALKS, node.tagName) ? WALKS[node.tagName] : undefined;
  if (special) special(node, flow);
  else if (INLINE.has(node.tagName)) walkInside(node, flow);
  else walkBlock(node, flow);
}

/** Writes what a reader of the page sees of this part of it into the sink. */
export function writeBlocks(parent: Parent, sink: Sink, base: string | undefined): void {
  const flow: Flow = { sink, base, indent: '', preformatted: false, text: '' };
  walkInside(parent, flow);
  flush(flow);
}

/** The blocks of a piece of a page, its headings as text. */
export const htmlBlocks = (parent: Parent): Block[] => blocksIn(parent, { base: undefined, indent: '' });

/** All text of an element, in one line. */
export const plainText = (parent: Parent): string =>
  cleanText(
    parent.childNodes
      .map((node) => (isText(node) ? node.value : isElement(node) ? plainText(node) : ''))
      .join('')
      .replace(/\s+/g, ' '),
  );
