/** Cuts a passage into what can be said by itself: a sentence, or a list or table as a whole. */
import { countWords, splitSentences } from '#assistant';

/** A list or a table up to this size is shown whole. */
const WHOLE_WORDS = 60;

function splitBlock(block: string): string[] {
  const isWhole = block.includes('\n') && countWords(block) <= WHOLE_WORDS;
  return isWhole ? [block.trim()] : splitSentences(block);
}

/** Each statement stands literally in the passage. What ends in a colon goes with what it announces. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let from = 0;
  let start = 0;
  for (const part of text.split('\n\n').flatMap(splitBlock)) {
    const at = text.indexOf(part, from);
    from = at + part.length;
    const joined = text.slice(start, from);
    const announced = statements.at(-1)?.endsWith(':') && countWords(joined) <= WHOLE_WORDS;
    if (announced) {
      statements[statements.length - 1] = joined;
    } else {
      start = at;
      statements.push(part);
    }
  }
  return statements;
}
