/** Ages in words, as digits: "oitenta e dois anos". */

const TENS: Readonly<Record<string, number>> = { sessenta: 60, setenta: 70, oitenta: 80, noventa: 90 };
const UNITS = ['um', 'dois', 'tres', 'quatro', 'cinco', 'seis', 'sete', 'oito', 'nove'];
const NUMERAL = new RegExp(` (${Object.keys(TENS).join('|')})(?: e (${UNITS.join('|')}))?(?= |$)`, 'g');

/** @param plain what `toPlainWords` returns */
export const toDigits = (plain: string): string =>
  plain.replace(
    NUMERAL,
    (_all, tens: string, unit: string | undefined) =>
      ` ${(TENS[tens] ?? 0) + (unit === undefined ? 0 : UNITS.indexOf(unit) + 1)}`,
  );
