/** Spoken: a text as it is read aloud, without what only an eye can use. Pure. */

const ADDRESSES = /\(?\s*\b(?:https?:\/\/|www\.)\S*[^\s.,;:!?)]\)?/g;
const MARKS = /\s*\[\d+\]/g;
const BULLETS = /^\s*[-•*]\s+/gm;

/** Eight digits or more, however they are grouped: nobody says those as one number. */
const CODES = /\d(?:[ .\-/]?\d){7,}/g;
/** Sums, days and laws are long too, and are said as they are. */
const NO_CODE = /^(?:\d{1,3}(?:\.\d{3})+|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,3}(?:\.\d{3})*\/\d{4})$/;
const MONEY_BEFORE = /\$\s*$/;

/** Groups of three digits, as people dictate them; the last may have four. */
function groupsOf(digits: string): string[] {
  if (digits.length <= 4) return [digits];
  return [digits.slice(0, 3), ...groupsOf(digits.slice(3))];
}

const spell = (code: string): string =>
  code
    .split(/\D/)
    .flatMap(groupsOf)
    .map((group) => [...group].join(' '))
    .join(', ');

/** Without web addresses and source marks, and with long numbers digit by digit, in groups. */
export const toSpoken = (text: string): string =>
  text
    .replace(ADDRESSES, '')
    .replace(MARKS, '')
    .replace(BULLETS, '')
    .replace(CODES, (code: string, at: number, whole: string) =>
      NO_CODE.test(code) || MONEY_BEFORE.test(whole.slice(0, at)) ? code : spell(code),
    )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ +([.,;:!?])/g, '$1')
    .trim();
