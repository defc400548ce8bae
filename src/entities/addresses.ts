/**
 * E-mail and web addresses. Every repetition is bounded, so that no text makes the patterns search
 * for long. Lengths: RFC 5321 (64 before the @), RFC 1035 (63 a label).
 */
import type { Candidate, Reading } from './candidate.ts';
import type { Token } from './tokens.ts';

const EMAIL = /(?<![\w.+-])[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?![\p{L}\p{N}])/giu;
const URL_START = '(?:https?:\\/\\/|www\\.)[^\\s<>"]{1,2000}';
/** Without scheme: only what ends as addresses known here do, for "fim.Amanhã" is none. */
const BARE =
  '(?:[a-z0-9-]{1,63}\\.){1,6}(?:br|com|org|net|edu|gov|info|io|app|dev)(?![\\p{L}\\p{N}@.-]*@|[\\p{L}\\p{N}-])';
const WEB = new RegExp(
  `(?<![\\w@.-])(?:${URL_START}|${BARE}(?::\\d{2,5})?(?:[/?#][^\\s<>"]{0,2000})?)`,
  'giu',
);
const TRAILING = /[.,;:!?'"»”…*_]$/;

/** Index of the first token that begins at the place or after it. */
function findToken(tokens: readonly Token[], place: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

const OPENING: { readonly [closing: string]: string } = { ')': '(', ']': '[', '}': '{' };

/** What belongs to the sentence around an address, not to it: "(veja www.gov.br)." */
function trimAddress(address: string): string {
  const counts = new Map<string, number>();
  const countOf = (character: string): number => counts.get(character) ?? 0;
  for (const character of address) counts.set(character, countOf(character) + 1);
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const opening = OPENING[last];
    const unopened = opening !== undefined && countOf(last) > countOf(opening);
    if (!unopened && !TRAILING.test(last)) break;
    counts.set(last, countOf(last) - 1);
    end--;
  }
  return address.slice(0, end);
}

function normalizeUrl(address: string): string | undefined {
  const whole = /^https?:/i.test(address) ? address : `https://${address}`;
  return URL.canParse(whole) && new URL(whole).hostname.includes('.') ? new URL(whole).href : undefined;
}

function placeMatch(tokens: readonly Token[], start: number, length: number): { from: number; to: number } {
  return { from: findToken(tokens, start), to: findToken(tokens, start + length) };
}

const PART = /^[a-z0-9]+$/;

/** Follows "palavra ponto palavra" to one side, at most six parts. */
function readSpoken(tokens: readonly Token[], at: number, step: 1 | -1): { parts: string[]; last: number } {
  const parts: string[] = [];
  let last = at;
  for (let index = at + step; parts.length < 11; index += step) {
    const word = tokens[index]?.word ?? '';
    const expectsDot = parts.length % 2 === 1;
    if (expectsDot ? !/^(ponto|dot|punto|\.)$/.test(word) : !PART.test(word)) break;
    parts.push(expectsDot ? '.' : word);
    if (!expectsDot) last = index;
  }
  if (parts.at(-1) === '.') parts.pop();
  return { parts: step === 1 ? parts : parts.reverse(), last };
}

/** "fulano arroba exemplo ponto com", as a voice message is written down. */
function findSpokenEmails({ tokens }: Reading): Candidate[] {
  return tokens.flatMap(({ word }, at) => {
    if (word !== 'arroba') return [];
    const before = readSpoken(tokens, at, -1);
    const after = readSpoken(tokens, at, 1);
    if (before.parts.length === 0 || after.parts.length < 3) return [];
    const value = `${before.parts.join('')}@${after.parts.join('')}`;
    return [{ name: 'email', value, from: before.last, to: after.last + 1 }];
  });
}

export function findAddresses(reading: Reading): Candidate[] {
  const { text, tokens } = reading;
  const found: Candidate[] = findSpokenEmails(reading);
  if (!/[@.:]/.test(text)) return found;
  for (const { 0: email, index } of text.matchAll(EMAIL)) {
    found.push({ name: 'email', value: email.toLowerCase(), ...placeMatch(tokens, index, email.length) });
  }
  for (const { 0: match, index } of text.matchAll(WEB)) {
    const address = trimAddress(match);
    const value = normalizeUrl(address);
    if (value !== undefined) found.push({ name: 'url', value, ...placeMatch(tokens, index, address.length) });
  }
  return found;
}
