/**
 * Court cases that are spoken of, and which court each belongs to, read from the number alone.
 *
 * CNJ, Resolução 65/2008, article 1: NNNNNNN-DD.AAAA.J.TR.OOOO; J is the segment of justice (§ 4), TR the court
 * within it (§ 5), for the states in the order of their names.
 */

export interface SpokenCase {
  /** Twenty digits. */
  readonly number: string;
  /** `0000832-35.2018.4.01.3202` */
  readonly written: string;
  /** `TJSP`; null where no court has that number. */
  readonly court: string | null;
}

// Article 1, § 5, of the states and the Distrito Federal: 01 to 27.
const STATES = 'AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SE SP TO'.split(' ');
/** Those that have a military court of their own: Minas Gerais, Rio Grande do Sul, São Paulo. */
const MILITARY: ReadonlySet<string> = new Set(['MG', 'RS', 'SP']);
const FEDERAL_REGIONS = 6;
const LABOUR_REGIONS = 24;

const SUPERIOR: Readonly<Record<string, string>> = {
  '1': 'STF',
  '2': 'CNJ',
  '3': 'STJ',
  '5': 'TST',
  '6': 'TSE',
  '7': 'STM',
};

function courtWithin(segment: string, place: number): string | null {
  const state = STATES[place - 1];
  if (segment === '4') return place <= FEDERAL_REGIONS ? `TRF${place}` : null;
  if (segment === '5') return place <= LABOUR_REGIONS ? `TRT${place}` : null;
  if (segment === '7') return 'STM';
  if (state === undefined) return null;
  if (segment === '6') return `TRE-${state}`;
  if (segment === '8') return state === 'DF' ? 'TJDFT' : `TJ${state}`;
  return segment === '9' && MILITARY.has(state) ? `TJM${state}` : null;
}

/** @param number twenty digits */
export function courtOfCase(number: string): string | null {
  const segment = number.slice(13, 14);
  const place = Number(number.slice(14, 16));
  return place === 0 ? (SUPERIOR[segment] ?? null) : courtWithin(segment, place);
}

/** @param number twenty digits */
export const writeCaseNumber = (number: string): string =>
  number.replace(/^(\d{7})(\d\d)(\d{4})(\d)(\d\d)(\d{4})$/, '$1-$2.$3.$4.$5.$6');

/** @param numbers twenty digits each, in any order; each is told once */
export const tellCases = (numbers: readonly string[]): readonly SpokenCase[] =>
  [...new Set(numbers)].map((number) => ({
    number,
    written: writeCaseNumber(number),
    court: courtOfCase(number),
  }));
