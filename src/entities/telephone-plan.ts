/** Brazil's numbering plan: Anatel, Resolução 749/2022 and the list of national codes (CN). */

const AREA_CODES: ReadonlySet<string> = new Set(
  `11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 64
   65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99`.split(/\s+/),
);
const SUBSCRIBER = /^([2-5]\d{7}|9\d{8}|7\d{7})$/;
const NOT_GEOGRAPHIC = /^0?(800\d{6,7}|[35]00\d{6,7})$/;

/**
 * @param digits national, with area code, or with 55 before it
 * @param international whether `+` stood before them
 * @returns the number in E.164, or undefined when there is none such
 */
export function toE164(digits: string, international: boolean): string | undefined {
  if (international && !digits.startsWith('55'))
    return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined;
  const withCountry = international || (digits.startsWith('55') && digits.length >= 12);
  const national = withCountry ? digits.slice(2) : digits;
  if (!withCountry && NOT_GEOGRAPHIC.test(national)) return `+55${national.replace(/^0/, '')}`;
  const local = national.replace(/^0/, '');
  if (!AREA_CODES.has(local.slice(0, 2)) || !SUBSCRIBER.test(local.slice(2))) return undefined;
  return `+55${local}`;
}

/** Whether it could be dialled within an area: without its area code. */
export const isSubscriberNumber = (digits: string): boolean => SUBSCRIBER.test(digits);
