/** What the page asks for with the `data-` attributes of the script tag. */
import { chooseLocale, type Locale } from './locales/locale.ts';

export interface Configuration {
  /** Origin of the server, without a slash at its end. */
  readonly server: string;
  readonly locale: Locale;
  readonly theme: 'neutral' | 'govbr';
  readonly colorScheme: 'auto' | 'light' | 'dark';
  /** Stands in for the translated title. */
  readonly title: string | undefined;
  /** `floating`: a button that opens a panel. `page`: fills the target, always open. */
  readonly mode: 'floating' | 'page';
  /** CSS selector of the element that `page` fills; the body where it is left out. */
  readonly target: string | undefined;
  readonly open: boolean;
  /** Sign language by VLibras, which the page then loads from the government's server. */
  readonly vlibras: boolean;
}

/** @param script the tag that loaded this */
export function readConfiguration(script: HTMLScriptElement): Configuration {
  const { server, locale, theme, colorScheme, title, mode, target, open, vlibras } = script.dataset;
  return {
    server: new URL(server ?? '/', script.src).href.replace(/\/+$/, ''),
    locale: chooseLocale([locale, document.documentElement.lang, ...navigator.languages]),
    theme: theme === 'govbr' ? 'govbr' : 'neutral',
    colorScheme: colorScheme === 'light' || colorScheme === 'dark' ? colorScheme : 'auto',
    title,
    mode: mode === 'page' ? 'page' : 'floating',
    target,
    open: open !== undefined && open !== 'false',
    vlibras: vlibras === 'on',
  };
}
