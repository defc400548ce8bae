/** Ratings, from 1 to 5, as people write them: "4", "nota cinco", "ótimo", "2, demorou demais". */
import { fold } from '#assistant';

const WORDS: readonly (readonly [rating: number, words: RegExp])[] = [
  [
    1,
    /^(1|um|one|uno|muito ruim|pessim[oa]|horrivel|terrivel|very bad|terrible|awful|muy mal[oa]?|pesim[oa])$/,
  ],
  [2, /^(2|dois|two|dos|ruim|fraco|mal|mau|bad|poor|mal[oa])$/],
  [3, /^(3|tres|three|regular|razoavel|mais ou menos|medio|ok|fair|so so|mas o menos)$/],
  [4, /^(4|quatro|four|cuatro|bom|boa|bem|legal|gostei|good|buen[oa]|bien)$/],
  [
    5,
    /^(5|cinco|five|otim[oa]|excelente|muito bo[ma]|perfeit[oa]|maravilhos[oa]|nota maxima|great|very good|excellent|perfect|muy buen[oa]|perfecto)$/,
  ],
];
/** What people put before it and behind it. */
const BEFORE = /^(foi|achei|estava|dou|dei|a minha|minha|nota|e|it was|i give|rating|fue|le doy|doy|es)\s+/;
const BEHIND = /\s+(estrelas?|stars?|estrellas?|pontos?|de 5|de cinco|out of 5|of 5|mesmo|demais)$/;
const NUMBER = /^\d{1,3}$/;

/** The rating itself, before what else they say of it. */
const PIECES = /^[^\p{L}\p{N}]*([^,.;:!\n-]+)[\s,.;:!-]*(.*)$/su;
/** "Nota: 4". */
const NAMED = /^(\W*(?:nota|rating|note)\s*)[:=]/i;

export type Rated =
  | { readonly type: 'rating'; readonly rating: number; readonly comment: string | undefined }
  /** A number, and none from 1 to 5. */
  | { readonly type: 'out-of-range' }
  | { readonly type: 'none' };

function strip(text: string): string {
  let rest = text.trim();
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(BEFORE, '').replace(BEHIND, '');
  }
  return rest;
}

/** Only where the message begins with it: "bom dia" and "uma dúvida" are none. */
export function readRating(text: string): Rated {
  const [, first = '', more = ''] = PIECES.exec(text.trim().replace(NAMED, '$1 ')) ?? [];
  const said = strip(fold(first));
  const rating = WORDS.find(([, words]) => words.test(said))?.[0];
  if (rating !== undefined) return { type: 'rating', rating, comment: more.trim() || undefined };
  return NUMBER.test(said) ? { type: 'out-of-range' } : { type: 'none' };
}
