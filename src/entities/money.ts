/** Amounts of money and percentages. */
import type { Candidate, Reading } from './candidate.ts';
import { type Read, readAmount, readWords } from './numerals.ts';

/** Before the amount, as one or two tokens. A dollar sign alone is the reading's: half the Americas use it. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['r$', 'BRL'],
  ['rs$', 'BRL'],
  ['brl', 'BRL'],
  ['us$', 'USD'],
  ['u$', 'USD'],
  ['usd', 'USD'],
  ['€', 'EUR'],
  ['eur', 'EUR'],
  ['£', 'GBP'],
]);

const NAMES: ReadonlyMap<string, string> = new Map(
  [
    ['BRL', 'real reais conto contos pila pilas paus brl'],
    ['USD', 'dolar dolares dollar dollars usd'],
    ['EUR', 'euro euros eur'],
    ['GBP', 'libra libras pounds'],
  ].flatMap(([code = '', words = '']) => words.split(' ').map((word) => [word, code] as const)),
);
const CENTS: ReadonlySet<string> = new Set(['centavo', 'centavos', 'cents', 'centimos']);
const PERCENT = new Set(['porcento', 'percent']);

/** An amount in digits or words, with a scale after digits: "1,5 milhão". */
export function readQuantity({ tokens, numerals }: Reading, at: number): Read<string> | undefined {
  const amount = readAmount(tokens, at, numerals);
  if (amount && tokens[at - 1]?.kind === 'word' && tokens[at]?.glued && tokens[at - 1]?.word !== 'r')
    return undefined;
  const scale = amount && numerals.scales.get(tokens[amount.end]?.word ?? '');
  if (amount && scale !== undefined && amount.value.includes('.')) {
    return { end: amount.end + 1, value: String(Math.round(Number(amount.value) * scale * 100) / 100) };
  }
  const words = readWords(tokens, at, numerals);
  return words ? { end: words.end, value: String(words.value) } : amount;
}

/** Two decimals. What has more of them is no price. */
function formatMoney(value: string, code: string): string | undefined {
  const [whole = '0', fraction = ''] = value.split('.');
  return fraction.length > 2 ? undefined : `${whole}.${fraction.padEnd(2, '0')} ${code}`;
}

/** After the name of the currency: "e vinte centavos", "e 20". */
function readCents(reading: Reading, at: number): Read<string> | undefined {
  const { tokens, numerals } = reading;
  if (tokens[at]?.word !== numerals.and) return undefined;
  const cents = readQuantity(reading, at + 1);
  if (!cents || !/^\d{1,2}$/.test(cents.value)) return undefined;
  const named = CENTS.has(tokens[cents.end]?.word ?? '');
  const bare = /^\d\d$/.test(tokens[at + 1]?.word ?? '') && tokens[cents.end]?.kind !== 'word';
  if (!named && !bare) return undefined;
  return { end: named ? cents.end + 1 : cents.end, value: cents.value.padStart(2, '0') };
}

function findSymbol({ tokens, dollarSign }: Reading, at: number): { from: number; code: string } | undefined {
  const [before, last] = [tokens[at - 2]?.word ?? '', tokens[at - 1]?.word ?? ''];
  const two = tokens[at - 1]?.glued ? SYMBOLS.get(before + last) : undefined;
  if (two) return { from: at - 2, code: two };
  const one = last === '$' ? dollarSign : SYMBOLS.get(last);
  return one ? { from: at - 1, code: one } : undefined;
}

function readMoney(reading: Reading, at: number, quantity: Read<string>): Candidate | undefined {
  const { tokens } = reading;
  const symbol = findSymbol(reading, at);
  const from = symbol?.from ?? at;
  const next = tokens[quantity.end]?.word ?? '';
  if (CENTS.has(next) && !symbol && /^\d{1,2}$/.test(quantity.value)) {
    return { name: 'money', value: `0.${quantity.value.padStart(2, '0')} BRL`, from, to: quantity.end + 1 };
  }
  const name = next === 'de' ? quantity.end + 1 : quantity.end;
  const named = NAMES.get(tokens[name]?.word ?? '');
  const code = symbol?.code ?? named;
  if (!code) return undefined;
  const end = named ? name + 1 : quantity.end;
  const cents = named && !quantity.value.includes('.') ? readCents(reading, end) : undefined;
  const value = formatMoney(cents ? `${quantity.value}.${cents.value}` : quantity.value, code);
  return value === undefined ? undefined : { name: 'money', value, from, to: cents?.end ?? end };
}

function readPercent({ tokens }: Reading, at: number, { end, value }: Read<string>): Candidate | undefined {
  const next = tokens[end]?.word ?? '';
  const signed = next === '%' || PERCENT.has(next);
  const spoken =
    (next === 'por' && tokens[end + 1]?.word === 'cento') ||
    (next === 'por' && tokens[end + 1]?.word === 'ciento');
  if (!signed && !spoken) return undefined;
  return { name: 'percent', value: `${trimZeros(value)}%`, from: at, to: end + (signed ? 1 : 2) };
}

export const trimZeros = (value: string): string =>
  value.includes('.') ? value.replace(/0+$/, '').replace(/\.$/, '') : value;

export function findMoney(reading: Reading): Candidate[] {
  return reading.tokens.flatMap((_, at) => {
    const quantity = readQuantity(reading, at);
    if (!quantity) return [];
    return [readMoney(reading, at, quantity), readPercent(reading, at, quantity)].filter(
      (found) => found !== undefined,
    );
  });
}
