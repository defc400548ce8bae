/** The languages there are, and which one to speak. */
import { en } from './en.ts';
import { es } from './es.ts';
import { ptBR, type Texts } from './pt-br.ts';

export const TEXTS = { 'pt-BR': ptBR, en, es } as const satisfies Record<string, Texts>;

export type Locale = keyof typeof TEXTS;

/** The first tag whose language we speak, region left aside; Portuguese when there is none. */
export function chooseLocale(tags: readonly (string | undefined)[]): Locale {
  const locales = Object.keys(TEXTS) as Locale[];
  for (const tag of tags) {
    const language = tag?.slice(0, 2).toLowerCase();
    const locale = locales.find((candidate) => candidate.slice(0, 2) === language);
    if (locale) return locale;
  }
  return 'pt-BR';
}
