/** The text as the readers of entities see it: words, runs of digits and marks, each with its place. */
import { fold } from '../words.ts';

export interface Token {
  readonly kind: 'word' | 'digits' | 'mark';
  /** Folded, and in the usual spelling where people write it otherwise. */
  readonly word: string;
  /** In lower case, with its accents. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** Whether it touches the token before it. */
  readonly glued: boolean;
}

// A hyphen between letters is left out: "segunda-feira" and "segunda feira" are one.
const TOKEN = /\p{L}[\p{L}\p{M}]*|\d+|[^\s\p{L}\d]/gu;
const ASCII = /^[\x20-\x7e]*$/;

// Where folding would make one word of two.
const KEEPS_ACCENT: ReadonlySet<string> = new Set(['é', 'à', 'maiô', 'maiôs']);

function readWord(text: string, spellings: ReadonlyMap<string, string>): { word: string; raw: string } {
  const raw = ASCII.test(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase();
  const folded = KEEPS_ACCENT.has(raw) || ASCII.test(raw) ? raw : fold(raw);
  return { raw, word: spellings.get(folded) ?? folded };
}

/** @param spellings usual spelling of folded words that people write otherwise */
export function splitTokens(text: string, spellings: ReadonlyMap<string, string>): Token[] {
  const tokens: Token[] = [];
  let last = -1;
  for (const match of text.matchAll(TOKEN)) {
    const [found] = match;
    const start = match.index;
    const end = start + found.length;
    const glued = start === last;
    last = end;
    const first = found.charCodeAt(0);
    if (first >= 48 && first <= 57)
      tokens.push({ kind: 'digits', word: found, raw: found, start, end, glued });
    else if (/\p{L}/u.test(found))
      tokens.push({ kind: 'word', ...readWord(found, spellings), start, end, glued });
    else if (!/^[-‐‑]$/.test(found) || !isBetweenLetters(text, start))
      tokens.push({ kind: 'mark', word: found, raw: found, start, end, glued });
  }
  return tokens;
}

const isBetweenLetters = (text: string, at: number): boolean =>
  /[\p{L}\p{M}]/u.test(text[at - 1] ?? '') && /\p{L}/u.test(text[at + 1] ?? '');
