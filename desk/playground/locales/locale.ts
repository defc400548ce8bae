/** The languages there are, and which one to speak. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from './en.ts';
import { es } from './es.ts';
import { ptBR, type Texts } from './pt-br.ts';

const TEXTS = { 'pt-BR': ptBR, en, es } as const satisfies Record<string, Texts>;

export type Locale = keyof typeof TEXTS;

/** The first tag whose language we speak; Portuguese when there is none. */
export function chooseLocale(tags: readonly (string | null)[]): Locale {
  const locales = Object.keys(TEXTS) as Locale[];
  for (const tag of tags) {
    const language = tag?.slice(0, 2).toLowerCase();
    const locale = locales.find((candidate) => candidate.slice(0, 2) === language);
    if (locale) return locale;
  }
  return 'pt-BR';
}

export interface Wording {
  readonly texts: Texts;
  /** "1.234,5", without more than one digit after the point. */
  formatNumber(value: number): string;
  formatMs(ms: number): string;
  formatShare(share: number): string;
}

export function createWording(locale: Locale): Wording {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return {
    texts: TEXTS[locale],
    formatNumber: (value) => number.format(value),
    formatMs: (ms) => `${number.format(ms)}\u00a0ms`,
    formatShare: (share) => percent.format(share),
  };
}

export const WordingContext = createContext<Wording>(createWording('pt-BR'));
export const useWording = (): Wording => useContext(WordingContext);
