/**
 * Language of short texts. A conversation has a language, and what does not tell another is in that:
 * names, numbers, "ok", "internet". Words that only one of the languages has decide; where there are
 * none, the letters may say in which language a text is read, but never change the conversation's.
 * The letters are read by a recognizer that has learnt what the dialogs hear and say in each language.
 */
import type { Example, Recognizer } from '../recognizer.ts';
import type { DetectLanguage } from '../understanding.ts';
import { fold } from '../words.ts';
import { OPENING_WORDS, TELLING_FORMS, TELLING_WORDS } from './language-words.ts';

/** So many words of one language more than of any other leave no doubt. */
const CLEAR_LEAD = 2;
/** In texts of so many words, one that tells is enough where the letters do not say otherwise. */
const CLEAR_WORDS = 3;
/**
 * By letters alone another language must be so much likelier. Chosen, as `FOREIGN`, on the dialogs'
 * phrases with those of a whole dialog held out: docs/nlu.md. With less, Portuguese ones are taken for
 * Spanish; with more, Spanish ones in a Portuguese conversation are read as Portuguese.
 */
const LETTERS_LEAD = 0.6;
/** So likely a text is in a language that nobody taught. */
const FOREIGN = 0.3;
/** By less, one language is as likely as the other. */
const NO_LEAD = 0.1;

/** Of no language in particular: the tag of what is learnt in all of them. */
const UNDETERMINED = 'und';
const WORD = /[\p{L}\p{N}']+/gu;
const NUMBER = /\p{N}/u;
/** Of a name, not of a sentence. */
const PARTICLES = /\bde (?:el|los|las)\b/giu;
const ADDRESS = /.[@/]|.\..{2}/u;
const MARK = /[\u0300-\u036f]/gu;
const ACCENTED = /\p{L}[\u0300-\u036f]+/gu;
/** Where the letters begin that stand for marks: those of a script that nobody writes here. */
const MARK_LETTERS = 0xa000;
const languageOf = (locale: string): string => locale.split('-')[0]?.toLowerCase() ?? locale;

/** What may tell a language: numbers are the same in all. */
function findWords(text: string): readonly string[] {
  // Piece by piece: one expression over all of a long text without blanks takes seconds.
  const pieces = text.normalize('NFC').split(/\s+/u);
  const said = pieces.filter((piece) => !ADDRESS.test(piece)).join(' ');
  return (said.replaceAll(PARTICLES, ' ').match(WORD) ?? []).filter((word) => !NUMBER.test(word));
}

/**
 * Recognizers fold accents away, and accents tell languages: each accented letter comes once more, as
 * a word of its own. Not in its place: many people write without.
 */
function spellAccents(words: readonly string[]): string {
  const text = words.join(' ');
  const accented = text.normalize('NFD').match(ACCENTED) ?? [];
  const spelt = accented.map((letter) =>
    letter.replace(MARK, (mark) => String.fromCodePoint(MARK_LETTERS + (mark.codePointAt(0) ?? 0))),
  );
  return [text, ...spelt].join(' ');
}

/** A text, and the BCP 47 tag of its language. */
export interface LanguageSample {
  readonly text: string;
  readonly locale: string;
}

/** What the recognizer that reads letters has to learn, by the tag under which it is learnt. */
export const teachLanguages = (samples: readonly LanguageSample[]): ReadonlyMap<string, readonly Example[]> =>
  new Map([
    [
      UNDETERMINED,
      samples.map(({ text, locale }) => ({
        text: spellAccents(findWords(text)),
        intent: languageOf(locale),
      })),
    ],
  ]);

interface Count {
  readonly language: string;
  readonly count: number;
}

/** How many different words tell each language, most first. */
const countTelling = (words: readonly string[]): readonly Count[] =>
  [...TELLING_WORDS]
    .map(([language, telling]) => {
      const form = TELLING_FORMS.get(language);
      const tells = (word: string) => telling.has(fold(word)) || (form?.test(word) ?? false);
      return { language, count: new Set(words.filter(tells)).size };
    })
    .toSorted((one, two) => two.count - one.count);

const opens = (words: readonly string[], language: string): boolean =>
  words.every((word) => OPENING_WORDS.get(language)?.has(fold(word)));

interface Letters {
  /** Likeliest of the languages spoken here; undefined where nothing of the text was ever met. */
  readonly language: string | undefined;
  /** By how much it is likelier than another. */
  leadOver(other: string): number;
  /** Whether it is rather in a language that is not spoken here. */
  readonly isForeign: boolean;
}

async function readLetters(words: readonly string[], reader: Recognizer): Promise<Letters> {
  const { guesses, outOfScope } = await reader.recognize(spellAccents(words), { locale: UNDETERMINED });
  const likelihoods = new Map(guesses.map(({ intent, confidence }) => [intent, confidence]));
  const [best] = guesses;
  return {
    language: best?.intent,
    leadOver: (other) => (best?.confidence ?? 0) - (likelihoods.get(other) ?? 0),
    isForeign: outOfScope > FOREIGN,
  };
}

interface Found {
  readonly language: string;
  /** Whether it leaves no doubt. */
  readonly isClear: boolean;
}

/** The language of the words; undefined where they do not tell. */
async function readLanguage(
  words: readonly string[],
  { prior, reader }: { readonly prior: string; readonly reader: Recognizer },
): Promise<Found | undefined> {
  const [best, second] = countTelling(words);
  const lead = (best?.count ?? 0) - (second?.count ?? 0);
  // Nothing would change, and the letters are what takes the time.
  if (best && lead > 0 && best.language === prior) return { language: prior, isClear: true };
  const letters = await readLetters(words, reader);
  if (!best || letters.isForeign) return undefined;
  if (lead > 0) {
    const agree = words.length >= CLEAR_WORDS && letters.leadOver(best.language) < NO_LEAD;
    return { language: best.language, isClear: lead >= CLEAR_LEAD || agree || opens(words, best.language) };
  }
  const byLetters = words.length > 1 && letters.leadOver(prior) > LETTERS_LEAD;
  return byLetters && letters.language ? { language: letters.language, isClear: false } : undefined;
}

export interface LanguageDetectorOptions {
  /** Those that can be read and answered, BCP 47. */
  readonly locales: readonly string[];
  /** Taught with `teachLanguages`. */
  readonly reader: Recognizer;
}

export const createLanguageDetector =
  ({ locales, reader }: LanguageDetectorOptions): DetectLanguage =>
  async (text, prior) => {
    const known = languageOf(prior);
    const found = await readLanguage(findWords(text), { prior: known, reader });
    if (!found) return { locale: prior, isClear: false };
    const own =
      found.language === known ? prior : locales.find((each) => languageOf(each) === found.language);
    return own === undefined ? { locale: prior, isClear: false } : { locale: own, isClear: found.isClear };
  };
