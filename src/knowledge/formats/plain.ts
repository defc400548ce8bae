/** Plain text: paragraphs between empty lines. */
import type { Document } from '../document.ts';
import { decodeText } from './decode.ts';
import { createOutline, finishDocument } from './outline.ts';
import { textBlock } from './plain-blocks.ts';

/** A first line is a title when it is no longer than this, and no sentence. */
const TITLE_LIMIT = 120;

const isTitle = (line: string): boolean => line.length <= TITLE_LIMIT && !/[.;:,!]$/.test(line);

/** Lines that were broken at a width are one; items, and lines that end early, are not. */
function joinLines(lines: readonly string[]): string {
  const width = lines.reduce((longest, line) => Math.max(longest, line.length), 0);
  return lines
    .map((line, at) => {
      const next = lines[at + 1];
      const item = next === undefined || /^\s*(?:[-*•–]|\d+[.)]|[a-z]\))\s|^\s{2,}/.test(next);
      return `${line.trimEnd()}${item || line.length < width * 0.6 || width < 60 ? '\n' : ' '}`;
    })
    .join('')
    .trimEnd();
}

/** The first line is the title where it looks like one. @throws AssistantError when it is no text */
export function readPlain(bytes: Uint8Array, name: string, mediaType?: string): Document {
  const lines = decodeText(bytes, { mediaType }).replaceAll('\f', '\n\n').trim().split('\n');
  const first = lines[0]?.trim() ?? '';
  const titled = lines.length > 1 && isTitle(first);
  const outline = createOutline();
  const paragraphs = (titled ? lines.slice(1) : lines).join('\n').split(/\n[^\S\n]*\n/);
  for (const paragraph of paragraphs) outline.block(textBlock(joinLines(paragraph.split('\n'))));
  return finishDocument({ titles: [titled ? first : undefined], mediaType: 'text/plain', outline }, name);
}
