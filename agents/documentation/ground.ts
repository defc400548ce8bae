/** Judges what a model wrote, statement by statement, against the passages it was given. */
import { countWords, type JudgedSentence, type Passage, splitSentences } from '#assistant';
import { type CarryFault, findFault } from './carry.ts';
import type { Grounded } from './citations.ts';
import type { Statement } from './read-statements.ts';
import { findSpan, flatten, type Quoted, widenSpan } from './span.ts';
import { isOrder } from './wording.ts';

/**
 * Why a statement was cut. `orders`: what it stands on is an order to the assistant, and informs nobody.
 * `markup`: it is not plain text, or holds signs that cannot be seen.
 */
export type CutReason = 'no-quote' | 'quote-not-found' | 'quote-too-short' | 'orders' | 'markup' | CarryFault;

export type Judged = JudgedSentence &
  (
    | { readonly kept: true; readonly grounded: Grounded }
    | { readonly kept: false; readonly reason: CutReason }
  );

/** Fewer carry no meaning, unless they are the whole of a sentence or line. */
const QUOTE_WORDS = 3;

interface Found extends Quoted {
  readonly passage: Passage;
  readonly isLongEnough: boolean;
}

/** In the passage that is named, or in whichever has the words: models miscount. */
function findQuote(
  { passage: number, quote }: Statement['quotes'][number],
  passages: readonly Passage[],
): Found | undefined {
  const named = passages[number - 1];
  for (const passage of named ? [named, ...passages] : passages) {
    const span = findSpan(quote, passage.text);
    if (!span) continue;
    const widened = widenSpan(span, passage.text);
    const isWhole = span.end - span.start >= widened.quote.length - 2;
    return { ...widened, passage, isLongEnough: isWhole || countWords(quote) >= QUOTE_WORDS };
  }
  return undefined;
}

const EMPHASIS = /\*\*|__|^#+\s*|\s*\[\d{1,2}\]/gm;
/** Whether it answers the question nobody can check; what follows it says the same. */
const YES_OR_NO = /^(?:sim|não|nao|yes|no|sí|si)\s*[,.;:!–—-]\s*(?=\p{L})/iu;

/** What a citizen would read: plain, with the first letter large. */
function tidy(sentence: string): string {
  const text = sentence
    .normalize('NFC')
    .replace(EMPHASIS, '')
    .replace(/[^\S\n]+/gu, ' ')
    .trim();
  const bare = text.replace(YES_OR_NO, '');
  return bare === text ? text : bare.slice(0, 1).toLocaleUpperCase('pt-BR') + bare.slice(1);
}

// Joiners, marks of direction, tags and marks on letters that have none can hide words in words.
const NOT_PLAIN = /[<>`{}\\~^]|\]\s*\(|[^\P{C}\n]|\p{M}/u;

const flat = (text: string): string => flatten(text).text;

/** @param passages in the order in which the model was given them */
export function judgeStatement({ sentence, quotes }: Statement, passages: readonly Passage[]): Judged {
  const text = tidy(sentence);
  const found = quotes.flatMap((quote) => findQuote(quote, passages) ?? []);
  const sources = found.map(({ passage, quote }) => ({ passage, quote }));
  const about = { text, sources: found.map(({ passage: { passageId }, quote }) => ({ passageId, quote })) };
  const cut = (reason: CutReason): Judged => ({ ...about, kept: false, reason });
  if (quotes.length === 0) return cut('no-quote');
  if (found.length === 0) return cut('quote-not-found');
  if (!found.some(({ isLongEnough }) => isLongEnough)) return cut('quote-too-short');
  if (found.some(({ evidence }) => evidence.split('\n').some(isOrder))) return cut('orders');
  if (NOT_PLAIN.test(text)) return cut('markup');
  const source = {
    evidence: found.map(({ evidence }) => evidence).join('\n'),
    passages: found.map(({ passage }) => passage),
  };
  const parts = splitSentences(text);
  if (parts.length === 0) return cut('not-carried');
  const given = splitSentences(source.evidence).map(flat);
  for (const part of parts) {
    // What stands there as a sentence needs no further look.
    const fault = given.includes(flat(part)) ? undefined : findFault(part, source);
    if (fault) return cut(fault);
  }
  return { ...about, kept: true, grounded: { text, sources } };
}
