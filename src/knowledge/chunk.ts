/** Cuts a document into passages: by heading, then by size, never inside a sentence or a table's row. */
import { createHash } from 'node:crypto';
import type { Passage } from '../knowledge.ts';
import { countWords } from '../words.ts';
import { cutLine, LINE_LIMIT } from './cut-line.ts';
import type { Block, Document, Section } from './document.ts';

/** Median length of a passage in FaQuAD, on which the ranking was measured. */
export const PASSAGE_WORDS = 120;

/** What PostgreSQL can index for certain: it fails at a megabyte of different words. */
const PASSAGE_LIMIT = 20_000;

/** A passage before it is stored. */
export interface CutPassage extends Passage {
  /** Of its heading, without `#`. */
  readonly anchor?: string;
}

/** What is not cut any more, and what joins it to the text before it. */
interface Unit {
  readonly text: string;
  readonly separator: string;
  readonly page: number | undefined;
}

const isSmall = (text: string): boolean => text.length <= LINE_LIMIT && countWords(text) <= PASSAGE_WORDS;

const piecesOf = (kind: Block['kind'], line: string): readonly string[] =>
  isSmall(line) || (kind === 'table' && line.length <= LINE_LIMIT) ? [line] : cutLine(line);

/** A block as it is, or, when it is larger than a passage, its lines or their sentences. */
function* unitsOf({ kind, text }: Block, page: number | undefined): Generator<Unit> {
  if (isSmall(text)) {
    yield { text, separator: '\n\n', page };
    return;
  }
  let separator = '\n\n';
  for (const line of text.split('\n')) {
    for (const piece of piecesOf(kind, line)) {
      yield { text: piece, separator, page };
      separator = ' ';
    }
    separator = '\n';
  }
}

interface Cut {
  readonly text: string;
  readonly page: number | undefined;
}

/** Fills passages one after the other. What ends in a colon stays with what it announces. */
function* fill(units: Iterable<Unit>): Generator<Cut> {
  let open: Cut | undefined;
  let words = 0;
  let announces = false;
  for (const { text, separator, page } of units) {
    const more = countWords(text);
    const full = words + more > PASSAGE_WORDS && !announces;
    if (open && (full || open.text.length + text.length > PASSAGE_LIMIT)) {
      yield open;
      open = undefined;
      words = 0;
    }
    open = open ? { text: `${open.text}${separator}${text}`, page: open.page } : { text, page };
    words += more;
    announces = text.endsWith(':');
  }
  if (open) yield open;
}

/** Sections under one heading, which stand on several pages. */
function* groupSections(sections: readonly Section[]): Generator<readonly [Section, ...Section[]]> {
  let group: [Section, ...Section[]] | undefined;
  for (const section of sections) {
    const same =
      group &&
      group[0].anchor === section.anchor &&
      JSON.stringify(group[0].headings) === JSON.stringify(section.headings);
    if (group && same) group.push(section);
    else {
      if (group) yield group;
      group = [section];
    }
  }
  if (group) yield group;
}

function* unitsOfSections(sections: readonly Section[]): Generator<Unit> {
  for (const { blocks, page } of sections) for (const block of blocks) yield* unitsOf(block, page);
}

/** 64 bits of a hash: with a million passages, the chance of one collision is 3 in 100 million. */
const shortHash = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);

/**
 * The same text under the same headings of a document has the same id, whatever happens around it. A
 * passage that goes on overleaf has the page on which it begins.
 */
export function cutDocument(
  collection: string,
  document: string,
  { title, sections }: Pick<Document, 'title' | 'sections'>,
): CutPassage[] {
  const seen = new Map<string, number>();
  const identify = (headings: readonly string[], text: string): string => {
    const key = shortHash([collection, document, headings, text]);
    const repetition = seen.get(key) ?? 0;
    seen.set(key, repetition + 1);
    return repetition === 0 ? key : shortHash([key, repetition]);
  };
  return [...groupSections(sections)].flatMap((group) => {
    const [{ headings, anchor }] = group;
    return [...fill(unitsOfSections(group))].map(({ text, page }) => ({
      passageId: identify(headings, text),
      ...{ collection, document, title, headings, text },
      ...(page === undefined ? {} : { page }),
      ...(anchor === undefined ? {} : { anchor }),
    }));
  });
}
