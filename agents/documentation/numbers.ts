/** The numbers, amounts, times and addresses that a text states, in a form that can be compared. */
import { findEntities, fold, TIME_ZONE } from '#assistant';

/** Where the unit belongs to the number: 15 days are not 15 working days. */
const MEASURES = new Set(['money', 'percent', 'duration', 'working-days']);
/** They stand in the source letter by letter, or lead somewhere else. */
const ADDRESSES = new Set(['phone', 'email', 'url', 'cpf', 'cnpj', 'cep', 'case-number', 'protocol-number']);
const WRITTEN = new Set(['number', 'ordinal']);

// Whatever an address is made of, also where nothing knows it as one: “wa.me/55”, “@canal”, “x.com.br”.
const LINK =
  /(?:\b[a-z][a-z0-9+.-]{1,15}:(?:\/\/|(?=[^\s\d]))\S+|(?<![\w@])@[\w.]{2,}|[\w.+-]+@[\w.-]+|\b(?:[\w-]+\.)+[a-z]{2,}(?:\/\S*)?)/giu;
const LAST_SIGNS = /[.,;:!?)\]}"'»”]+$/;

/** As they are written. */
export const findLinks = (text: string): string[] =>
  [...text.matchAll(LINK)].map(([link]) => link.replace(LAST_SIGNS, '').toLowerCase());

const DIGITS = /\d+(?:[.,]\d+)*/g;

/** “1.234,50”, “1234,5” and “1,234.50” are one number; so are “09” and “9”. */
function normalise(digits: string): string {
  const decimal = /[.,](\d{1,2})$/.exec(digits)?.[1] ?? '';
  const whole = (decimal === '' ? digits : digits.slice(0, -decimal.length - 1)).replace(/[.,]/g, '');
  const rest = decimal.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${rest === '' ? '' : `.${rest}`}`;
}

/** “9h00” and “9:00” are “9h”. */
const withoutMinutes = (text: string): string => text.replace(/(\d)\s?[h:]\s?00(?!\d)/g, '$1h');

const options = () => ({ locale: 'pt-BR', now: new Date(), timeZone: TIME_ZONE });

export interface Stated {
  /** With their units, as `duration P15D`. */
  readonly measures: ReadonlySet<string>;
  /** Every number, whatever it counts, also those of the measures. */
  readonly numbers: ReadonlySet<string>;
  /** Links, mail addresses and telephone numbers. */
  readonly addresses: ReadonlySet<string>;
}

/** “R$ 120,00” and “120 reais” are read alike; a number in words is one, too. */
export function readStated(text: string): Stated {
  const found = findEntities(text, options());
  const of = (names: ReadonlySet<string>) => found.filter(({ name }) => names.has(name));
  const digits = (withoutMinutes(fold(text)).match(DIGITS) ?? []).map(normalise);
  const written = of(WRITTEN).map(({ value }) => normalise(value));
  const measured = of(MEASURES).flatMap(({ value }) => (value.match(DIGITS) ?? []).map(normalise));
  return {
    measures: new Set(of(MEASURES).map(({ name, value }) => `${name} ${value}`)),
    numbers: new Set([...digits, ...written, ...measured]),
    addresses: new Set([...of(ADDRESSES).map(({ name, value }) => `${name} ${value}`), ...findLinks(text)]),
  };
}
