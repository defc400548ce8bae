/** Cuts a document into passages: by heading, then by size, never inside a sentence. */
import { createHash } from 'node:crypto';
import type { Passage } from '../knowledge.ts';
import { splitSentences } from '../sentences.ts';
import { countWords } from '../words.ts';
import type { MarkdownDocument } from './markdown.ts';

/** Median length of a passage in FaQuAD, on which the ranking was measured. */
export const PASSAGE_WORDS = 120;

/** A block as it is, or, when it is larger than a passage, its sentences. */
function unitsOf(block: string): { text: string; separator: string }[] {
  if (countWords(block) <= PASSAGE_WORDS) return [{ text: block, separator: '\n\n' }];
  return block.split('\n').flatMap((line, lineNumber) =>
    (countWords(line) <= PASSAGE_WORDS ? [line] : splitSentences(line)).map((text, index) => {
      const separator = index > 0 ? ' ' : lineNumber > 0 ? '\n' : '\n\n';
      return { text, separator };
    }),
  );
}

/** Fills passages one after the other. What ends in a colon stays with what it announces. */
export function cutBlocks(blocks: readonly string[]): string[] {
  const passages: string[] = [];
  let text = '';
  for (const unit of blocks.flatMap(unitsOf)) {
    const full = countWords(text) + countWords(unit.text) > PASSAGE_WORDS;
    if (text !== '' && full && !text.endsWith(':')) {
      passages.push(text);
      text = '';
    }
    text = text === '' ? unit.text : `${text}${unit.separator}${unit.text}`;
  }
  return text === '' ? passages : [...passages, text];
}

/** 64 bits of a hash: with a million passages, the chance of one collision is 3 in 100 million. */
const shortHash = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);

/** What PostgreSQL can index for certain: it fails at a megabyte of different words. */
const PASSAGE_LIMIT = 20_000;

/**
 * The same text at the same place has the same id, whatever happens around it.
 * @throws when a sentence is too long for a passage
 */
export function cutDocument(collection: string, document: string, content: MarkdownDocument): Passage[] {
  const seen = new Map<string, number>();
  return content.sections.flatMap(({ headings, blocks }) =>
    cutBlocks(blocks).map((text) => {
      if (text.length > PASSAGE_LIMIT) throw new Error(`it has a sentence of ${text.length} characters`);
      const key = shortHash([collection, document, headings, text]);
      const repetition = seen.get(key) ?? 0;
      seen.set(key, repetition + 1);
      const passageId = repetition === 0 ? key : shortHash([key, repetition]);
      return { passageId, collection, document, title: content.title, headings, text };
    }),
  );
}
