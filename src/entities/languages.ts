/** What is read differently from language to language. */
import { isClosedBy, readDirectionBy } from './dates/common-readers.ts';
import { createEnglishGrammar } from './dates/english.ts';
import type { Language as DateLanguage } from './dates/find.ts';
import { type Grammar, indexRules } from './dates/patterns.ts';
import { createPortugueseGrammar, isClosed } from './dates/portuguese.ts';
import { createSpanishGrammar } from './dates/spanish.ts';
import { readDirection } from './dates/tense.ts';
import type { Values } from './dates/values.ts';
import type { Numerals } from './numerals.ts';
import type { QuantityWords } from './quantities.ts';
import * as english from './vocabularies/english.ts';
import { setOf } from './vocabularies/lists.ts';
import { NUMERALS } from './vocabularies/numerals.ts';
import { ORDINALS } from './vocabularies/ordinals.ts';
import { SPELLINGS } from './vocabularies/portuguese.ts';
import * as spanish from './vocabularies/spanish.ts';

export interface Language {
  readonly spellings: ReadonlyMap<string, string>;
  readonly numerals: Numerals;
  /** ISO 4217: which currency `$` alone is. Who writes Portuguese means reais. */
  readonly dollarSign: string | undefined;
  readonly quantities: QuantityWords;
  readonly dates: DateLanguage;
}

const datesOf = (grammar: Grammar<Values>, direction: DateLanguage['readDirection']): DateLanguage => ({
  grammar,
  index: indexRules(grammar),
  readDirection: direction,
});

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Made when the first message of a language comes. */
const LANGUAGES: { readonly [language: string]: () => Language } = {
  pt: () => ({
    spellings: SPELLINGS,
    numerals: NUMERALS.pt,
    dollarSign: 'BRL',
    dates: datesOf(createPortugueseGrammar(), readDirection),
    quantities: {
      ordinals: ORDINALS.pt,
      articles: setOf('um uma'),
      determiners: setOf('o a no na do da ao pelo pela este esse esta essa'),
      half: setOf('meio'),
      doubtful: setOf('segundo'),
      isClosed,
    },
  }),
  es: () => ({
    spellings: NOTHING,
    numerals: NUMERALS.es,
    dollarSign: undefined,
    dates: datesOf(createSpanishGrammar(), readDirectionBy(spanish.PAST_VERBS, spanish.COMING)),
    quantities: {
      ordinals: ORDINALS.es,
      articles: setOf('un una uno'),
      determiners: setOf('el la al del este esta'),
      half: setOf('medio'),
      doubtful: setOf('segundo'),
      isClosed: isClosedBy(spanish.CLOSED_WORDS),
    },
  }),
  en: () => ({
    spellings: NOTHING,
    numerals: NUMERALS.en,
    dollarSign: undefined,
    dates: datesOf(createEnglishGrammar(), readDirectionBy(english.PAST_VERBS, english.COMING)),
    quantities: {
      ordinals: ORDINALS.en,
      articles: setOf('a an one'),
      determiners: setOf('the this'),
      half: setOf('half'),
      doubtful: new Set(),
      isClosed: isClosedBy(english.CLOSED_WORDS),
    },
  }),
};

const made = new Map<string, Language>();

/** @param locale BCP 47; what is not known is read as Portuguese */
export function languageOf(locale: string): Language {
  const [tag = ''] = locale.split('-');
  const name = Object.hasOwn(LANGUAGES, tag) ? tag : 'pt';
  const known = made.get(name);
  if (known) return known;
  const language = (LANGUAGES[name] as () => Language)();
  made.set(name, language);
  return language;
}
