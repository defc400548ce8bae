/**
 * Check digits of Brazilian registration numbers.
 *
 * Sources: CPF and CNPJ, Receita Federal (modulo 11); alphanumeric CNPJ, IN RFB 2.229/2024 and
 * Nota Técnica COCAD 49/2024 (each character by its ASCII code minus 48); case numbers, CNJ's
 * Resolução 65/2008, annex VIII (ISO 7064 MOD 97-10).
 */

const allEqual = (characters: string): boolean => /^(.)\1*$/.test(characters);

/** Weights from the right: 2 to `highest`, and again from 2. */
function computeDigit(characters: string, highest: number): number {
  let sum = 0;
  let weight = 2;
  for (let at = characters.length - 1; at >= 0; at--) {
    sum += (characters.charCodeAt(at) - 48) * weight;
    weight = weight === highest ? 2 : weight + 1;
  }
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

function carriesDigits(characters: string, highest: number): boolean {
  const body = characters.slice(0, -2);
  const first = computeDigit(body, highest);
  return characters.endsWith(`${first}${computeDigit(body + first, highest)}`);
}

/** @param digits 11 digits without punctuation */
export const isCpf = (digits: string): boolean =>
  /^\d{11}$/.test(digits) && !allEqual(digits) && carriesDigits(digits, 11);

/** @param characters 14, letters in capitals, without punctuation */
export const isCnpj = (characters: string): boolean =>
  /^[0-9A-Z]{12}\d\d$/.test(characters) && !allEqual(characters) && carriesDigits(characters, 9);

/** @param digits 20 digits: NNNNNNN DD AAAA J TR OOOO */
export function isCaseNumber(digits: string): boolean {
  if (!/^\d{9}(19|20)\d\d[1-9]\d{6}$/.test(digits)) return false;
  const reordered = digits.slice(0, 7) + digits.slice(9) + digits.slice(7, 9);
  return BigInt(reordered) % 97n === 1n;
}
