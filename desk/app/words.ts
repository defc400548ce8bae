/** Words of the desk in three languages, and how times and numbers are written in them. */
import { computed, signal } from '@preact/signals';

export const LOCALES = ['pt-BR', 'en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** The first tag whose language the desk speaks; Portuguese when there is none. */
export function chooseLocale(tags: readonly (string | null | undefined)[]): Locale {
  for (const tag of tags) {
    const language = tag?.slice(0, 2).toLowerCase();
    const locale = LOCALES.find((candidate) => candidate.slice(0, 2) === language);
    if (locale) return locale;
  }
  return 'pt-BR';
}

/** What the desk is shown in: the person's own language, before signing in the browser's. */
export const locale = signal<Locale>('pt-BR');

type Values = Readonly<Record<string, string | number>>;

const PLACE = /\{(\w+)(?:\?([^:{}]*):([^{}]*))?\}/g;

/**
 * Puts values into the places of a text: `{name}` is the value, `{count?line:lines}` one of two words,
 * by the number.
 */
export const fillPlaces = (text: string, values: Values): string =>
  text.replace(PLACE, (place, name: string, one?: string, other?: string) => {
    const value = values[name];
    if (value === undefined) return place;
    if (one === undefined) return typeof value === 'number' ? numbers.value.format(value) : value;
    return (value === 1 ? one : other) ?? '';
  });

export type Wording<Key extends string> = (key: Key, values?: Values) => string;

/**
 * The words of a page: `const t = defineWords({'pt-BR': {…}, en: {…}, es: {…}})`, then `t('key', {name})`.
 * Components that call `t` are drawn again when the language changes.
 */
export function defineWords<Key extends string>(
  words: Readonly<Record<'pt-BR', Readonly<Record<Key, string>>>> &
    Readonly<Record<Exclude<Locale, 'pt-BR'>, Readonly<Record<NoInfer<Key>, string>>>>,
): Wording<Key> {
  return (key, values = {}) => fillPlaces(words[locale.value][key], values);
}

const numbers = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }));
const clockTimes = computed(
  () => new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit' }),
);
const days = computed(() => new Intl.DateTimeFormat(locale.value, { day: 'numeric', month: 'long' }));
const shortDays = computed(() => new Intl.DateTimeFormat(locale.value, { day: '2-digit', month: '2-digit' }));
const moments = computed(
  () => new Intl.DateTimeFormat(locale.value, { dateStyle: 'long', timeStyle: 'short' }),
);

export const formatNumber = (value: number): string => numbers.value.format(value);
/** "14:05". */
export const formatClock = (at: string | Date): string => clockTimes.value.format(new Date(at));
/** "3 de maio". */
export const formatDay = (at: string | Date): string => days.value.format(new Date(at));
/** "03/05". */
export const formatShortDay = (at: string | Date): string => shortDays.value.format(new Date(at));
/** Day and time in full, for a title. */
export const formatMoment = (at: string | Date): string => moments.value.format(new Date(at));

const STEPS: readonly { readonly unit: 'day' | 'hour' | 'minute' | 'second'; readonly ms: number }[] = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
];

const units = computed(() => {
  const format = (unit: string, unitDisplay: 'narrow' | 'long') =>
    new Intl.NumberFormat(locale.value, { style: 'unit', unit, unitDisplay });
  return new Map(
    STEPS.map(({ unit }) => [unit, { narrow: format(unit, 'narrow'), long: format(unit, 'long') }]),
  );
});

/** The largest unit that fits, rounded down: "4 min"; `long`: "4 minutos". */
export function formatLength(ms: number, width: 'narrow' | 'long' = 'narrow'): string {
  const length = Math.max(0, ms);
  const step = STEPS.find(({ ms: stepMs }) => length >= stepMs) ?? STEPS[3];
  if (!step) return '';
  return units.value.get(step.unit)?.[width].format(Math.floor(length / step.ms)) ?? '';
}

/** A protocol number's digits in groups of three, as people read and dictate them. */
export const formatProtocol = (digits: string): string => digits.replace(/(\d{3})(?=\d)/g, '$1\u2009');
