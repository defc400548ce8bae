/**
 * How easy a Portuguese text is to read: Flesch's measure as Martins, Ghiraldelo, Nunes and Oliveira Júnior
 * fitted it to Brazilian Portuguese ("Readability formulas applied to textbooks in Brazilian Portuguese",
 * Notas do ICMSC-USP 28, 1996): 248.835 − 1.015 · words per sentence − 84.6 · syllables per word.
 * From 75: very easy (up to the 5th year of school); from 50: easy (up to the 9th); from 25: hard (further
 * schooling); below: very hard. A hint, no more: it counts, and does not understand.
 */
import { splitSentences } from '../../sentences.ts';

const WORD = /\p{L}[\p{L}\p{M}]*/gu;

/** One each: a vowel, or two that are said as one; not so in "ainda", "rainha", "sair". */
const NUCLEUS = /[ãõ][eoiu]|[aáàâeéêoóô][iu](?!(?:nh|[nm](?![aeiou])|[lrz]$))|[aáàâãeéêoóôõiíuúü]/gu;
/** Mute: "que", "guia". */
const MUTE_U = /([qg])u(?=[eiéêí])/gu;
/** At the end of a word that bears its mark elsewhere: "história", "água". */
const FINAL_GLIDE = /([áéíóúâêô][\p{L}]*?)[iu]([aeo]s?)$/u;

/** Of a Portuguese word; right for about nine words of ten, which is enough for an average. */
export function countSyllables(word: string): number {
  const written = word.toLowerCase().replaceAll(MUTE_U, '$1').replace(FINAL_GLIDE, '$1$2');
  return Math.max(1, written.match(NUCLEUS)?.length ?? 0);
}

/** Shorter texts say too little. */
const FEWEST_WORDS = 30;

/** From 0, very hard, to 100, very easy; null for a text that is too short to tell. */
export function measureEase(text: string): number | null {
  const words = text.match(WORD) ?? [];
  if (words.length < FEWEST_WORDS) return null;
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  const sentences = Math.max(1, splitSentences(text).length);
  const ease = 248.835 - (1.015 * words.length) / sentences - (84.6 * syllables) / words.length;
  return Math.round(Math.min(100, Math.max(0, ease)));
}
