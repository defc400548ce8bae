/** Finds what a model quoted in the passage it quoted from, and the sentences it stands in. */
import { countWords, splitSentences } from '#assistant';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Longer sentences are quoted by the words that the model chose. */
const WHOLE_WORDS = 60;

const TYPOGRAPHY: ReadonlyMap<string, string> = new Map(
  [
    ['“”„‟«»″', '"'],
    ['‘’‚‛′´`', "'"],
    ['‐‑‒–—―−', '-'],
  ].flatMap(([from = '', to = '']) => [...from].map((sign): [string, string] => [sign, to])),
);

interface Flat {
  readonly text: string;
  /** For each unit of `text`, where it comes from. */
  readonly from: readonly number[];
}

/**
 * One form for what typists, typesetters and models write differently: case, kinds of blanks, of
 * quotation marks and of dashes; signs that cannot be seen are left out.
 */
export function flatten(text: string): Flat {
  let flat = '';
  const from: number[] = [];
  let at = 0;
  for (const sign of text) {
    const blank = /\s/u.test(sign);
    const written = blank ? ' ' : /\p{Cf}/u.test(sign) ? '' : (TYPOGRAPHY.get(sign) ?? sign.toLowerCase());
    if (!(blank && flat.endsWith(' ')))
      for (const unit of written.split('')) {
        flat += unit;
        from.push(at);
      }
    at += sign.length;
  }
  return { text: flat, from };
}

const EDGES = /^[\s"'.,;:…[\]()-]+|[\s"'.,;:…[\]()-]+$/g;
const LETTER = /[\p{L}\p{N}]/u;

/** The quoted words where they stand in the text; undefined where they do not, or only within a word. */
export function findSpan(quote: string, text: string): Span | undefined {
  const wanted = flatten(quote.normalize('NFC')).text.replace(EDGES, '');
  if (wanted === '') return undefined;
  const flat = flatten(text);
  for (let at = flat.text.indexOf(wanted); at >= 0; at = flat.text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (LETTER.test(flat.text[at - 1] ?? ' ') || LETTER.test(flat.text[end] ?? ' ')) continue;
    const last = flat.from[end - 1] ?? 0;
    const size = (text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1;
    return { start: flat.from[at] ?? 0, end: last + size };
  }
  return undefined;
}

/** Each sentence where it stands. */
function locateSentences(text: string): Span[] {
  let from = 0;
  return splitSentences(text).map((sentence) => {
    const start = text.indexOf(sentence, from);
    from = start + sentence.length;
    return { start, end: from };
  });
}

const ITEM = /^(?:[-*•]|\d+[.)])\s/;

export interface Quoted {
  /** Literally as in the passage: whole sentences, unless they are very long. */
  readonly quote: string;
  /** All that must be read with it: the whole sentences, and what announces an item of a list. */
  readonly evidence: string;
}

/** What is quoted, in the sentences it belongs to: half of one may say the contrary. */
export function widenSpan({ start, end }: Span, text: string): Quoted {
  const sentences = locateSentences(text);
  const touched = sentences.filter((one) => one.start < end && one.end > start);
  const whole = {
    start: Math.min(start, ...touched.map((one) => one.start)),
    end: Math.max(end, ...touched.map((one) => one.end)),
  };
  const sentence = text.slice(whole.start, whole.end);
  const announcement = ITEM.test(sentence)
    ? sentences.findLast((one) => one.end <= whole.start && text.slice(one.start, one.end).endsWith(':'))
    : undefined;
  return {
    quote: countWords(sentence) <= WHOLE_WORDS ? sentence : text.slice(start, end),
    evidence: announcement ? `${text.slice(announcement.start, announcement.end)}\n${sentence}` : sentence,
  };
}
