/** Cuts a passage into what can be said by itself: a sentence, a list with what announces it, a row of a table. */
import { countWords, fold, splitSentences } from '#assistant';

/** A list up to this size is shown whole, and a longer one in pieces of whole items. */
const WHOLE_WORDS = 60;

const ITEM = /^\s*(?:[-*•–]|\d+[.)]|[a-z]\)|[IVX]+\s?[-–.)])\s/;
const ROW = /^[^:;]+: /;

/** In front of an item that is shown without its list. */
const BULLET = /^\s*[-*•·¨–]\s+/;

/** How a sentence begins, folded, that says nothing without the one before it. */
const LEANS =
  /^(?:n?d?el[ea]s?|isso|isto|(?:nest|ness)[ea]s? casos?|(?:dest|dess)[ea] (?:forma|modo|maneira|prazo)|(?:depois|antes|apos|alem) (?:disso|d?ess[ea]|d?el[ea]s?)|com (?:isso|el[ea]s?)|para (?:isso|tal|tanto)|por (?:isso|causa d)|caso contrario|ess[ea]s?|tal|tais|contudo|porem|entretanto|no entanto|mas|it|this|that|these|those|in this case|eso|esto|en ese caso)\b/;

export interface Statement {
  /** Stands literally in the passage. */
  readonly text: string;
  /** What has to be read before it: it stands literally in the passage, further up. */
  readonly announcement?: string;
  /** It says nothing without the statement before it. */
  readonly leans: boolean;
  readonly form: 'sentence' | 'lines' | 'list' | 'row';
  /** Where in the passage it begins, and ends. */
  readonly from: number;
  readonly to: number;
}

type Part = Pick<Statement, 'text' | 'form'>;

/** Lines in pieces of whole lines. */
function gather(lines: readonly string[]): string[] {
  const pieces: string[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    if (last !== undefined && countWords(joined) <= WHOLE_WORDS) pieces[pieces.length - 1] = joined;
    else pieces.push(line);
  }
  return pieces;
}

type Line = 'item' | 'text' | 'blank';

/** Paragraphs, tables, and the items of each list: a list may follow its announcement without a blank line. */
function splitBlocks(passage: string): string[] {
  const blocks: string[][] = [];
  let before: Line = 'blank';
  for (const line of passage.split('\n')) {
    const isItem: boolean = ITEM.test(line) || (before === 'item' && /^\s{2,}\S/.test(line));
    const kind: Line = line.trim() === '' ? 'blank' : isItem ? 'item' : 'text';
    if (kind !== 'blank' && kind === before) blocks.at(-1)?.push(line);
    else if (kind !== 'blank') blocks.push([line]);
    before = kind;
  }
  return blocks.map((lines) => lines.join('\n'));
}

/** A table is there as a whole, where it is short, and row by row. */
function splitBlock(block: string, isAnnounced: boolean): Part[] {
  const lines = block.split('\n');
  const isShort = lines.length > 1 && countWords(block) <= WHOLE_WORDS;
  if (lines.length > 1 && lines.every((line) => ROW.test(line) && !ITEM.test(line))) {
    const whole: Part[] = isShort ? [{ text: block, form: 'list' }] : [];
    return [...whole, ...lines.map((text) => ({ text, form: 'row' as const }))];
  }
  const isList = ITEM.test(block) && (lines.length > 1 || isAnnounced || !BULLET.test(block));
  if (isList) return gather(lines).map((text) => ({ text, form: 'list' }));
  // An address, a verse: no sentence ends in it.
  if (isShort && !/[.!?:]\s*(?:\n|$)/.test(block)) return [{ text: block, form: 'lines' }];
  return splitSentences(block).map((text) => ({ text: text.replace(BULLET, ''), form: 'sentence' }));
}

/** The parts of a block where they stand. */
function locate(parts: readonly Part[], start: number, passage: string): Statement[] {
  let next = start;
  return parts.map(({ text: written, form }) => {
    const text = written.trim();
    const from = passage.indexOf(text, form === 'row' ? start : next);
    const to = from + text.length;
    if (form !== 'row') next = to;
    return { text, form, from, to, leans: form === 'sentence' && LEANS.test(fold(text)) };
  });
}

/** With the sentence before the block, which ends in a colon: in one piece where it is short. */
function announce(statement: Statement, opening: Statement, passage: string): Statement {
  if (statement.form === 'sentence') return statement;
  const { from, leans } = opening;
  const joined = passage.slice(from, statement.to);
  const isJoined = statement.form !== 'row' && countWords(joined) <= WHOLE_WORDS;
  if (!isJoined) return { ...statement, announcement: opening.text };
  return { text: joined, form: 'list', leans, from, to: statement.to };
}

/** In the order of the passage. What ends in a colon goes with what it announces. */
export function readStatements(passage: string): Statement[] {
  const statements: Statement[] = [];
  let opening: Statement | undefined;
  let at = 0;
  for (const block of splitBlocks(passage)) {
    const start = passage.indexOf(block, at);
    at = start + block.length;
    const parts = locate(splitBlock(block, opening !== undefined), start, passage);
    if (opening && parts[0]?.form === 'sentence') statements.push(opening);
    const announcing = opening;
    statements.push(...parts.map((part) => (announcing ? announce(part, announcing, passage) : part)));
    opening = undefined;
    const last = statements.at(-1);
    if (last?.form === 'sentence' && last.text.endsWith(':')) opening = statements.pop();
  }
  return opening ? [...statements, opening] : statements;
}
