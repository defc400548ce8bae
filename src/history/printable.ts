/**
 * Printable: a text in the letters of Windows-1252, which the standard fonts of every PDF reader have:
 * all of Portuguese, Spanish and English. What they lack is replaced so that it is seen. Fonts of the
 * project's own would show more scripts, but weigh megabytes, and emoji not even then: the text file
 * has everything.
 */

// Windows-1252 above Latin-1.
const EXTRA = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');
const EMOJI = /\p{RGI_Emoji}/v;
const MARKS = /[\p{M}\p{Cf}]/gu;
/** A longer one is broken: laying out 8,000 letters without a space took 70 ms. */
const LONG_WORD = /\S{400}(?=\S)/g;
/** Spaces and hyphens of other widths, joiners, and signs that have a near relative. */
const RELATIVES: readonly (readonly [RegExp, string])[] = [
  [/[\u2000-\u200a\u202f\u205f\u3000\t]/g, ' '],
  [/[\u2010-\u2012\u2212]/g, '-'],
  [/\u2192/g, '->'],
  [/[\u200b\u200c\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g, ''],
];

const graphemes = new Intl.Segmenter('pt-BR', { granularity: 'grapheme' });

function isPrintable(grapheme: string): boolean {
  const code = grapheme.codePointAt(0) ?? 0;
  if (grapheme.length > 1) return false;
  return (
    code === 0x0a || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || EXTRA.has(grapheme)
  );
}

export const PICTURE = '[emoji]';
export const OTHER_SCRIPT = '[?]';

function replace(grapheme: string): string {
  if (EMOJI.test(grapheme)) return PICTURE;
  const plain = grapheme.normalize('NFKD').replace(MARKS, '');
  return [...plain].every(isPrintable) ? plain : OTHER_SCRIPT;
}

/** @returns the text with whatever the fonts lack replaced, and whether there was such */
export function toPrintable(text: string): { readonly text: string; readonly isReplaced: boolean } {
  const near = RELATIVES.reduce((all, [what, by]) => all.replace(what, by), text.normalize('NFC'));
  let written = '';
  let last = '';
  let isReplaced = false;
  for (const { segment } of graphemes.segment(near.replace(LONG_WORD, '$& '))) {
    const fits = isPrintable(segment);
    const sign = fits ? segment : replace(segment);
    isReplaced ||= !fits;
    // A word of another script is one sign, not ten.
    if (sign !== OTHER_SCRIPT || last !== OTHER_SCRIPT) written += sign;
    last = sign;
  }
  return { text: written, isReplaced };
}
