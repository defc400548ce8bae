/**
 * Language of short texts. A conversation has a language, and what does not tell another is in that:
 * names, numbers, "ok", "internet". Words that only one of the languages has decide; where there are
 * none, the letters may say in which language a text is read, but never change the conversation's.
 */
import { eld } from 'eld/extrasmall';
import type { DetectLanguage } from '../understanding.ts';
import { fold } from '../words.ts';
import { OPENING_WORDS, TELLING_FORMS, TELLING_WORDS } from './language-words.ts';

/** So many words of one language more than of any other leave no doubt. */
const CLEAR_LEAD = 2;
/** In texts of so many words, one that tells is enough where the letters say the same. */
const CLEAR_WORDS = 3;
/**
 * By letters alone another language must be so much likelier. Chosen on the dialogs' phrases, which
 * there are in all three: with less, Portuguese ones are taken for Spanish; with more, Spanish ones in
 * a Portuguese conversation are read as Portuguese.
 */
const LETTERS_LEAD = 0.1;
/** A short text in one of ours often looks a little more like one that nobody speaks here. */
const FOREIGN_LEAD = 0.15;

const WORD = /[\p{L}\p{N}']+/gu;
/** Of a name, not of a sentence. */
const PARTICLES = /\bde (?:el|los|las)\b/giu;
const ADDRESS = /\S+[@/]\S*|\S+\.\S{2,}/gu;
const languageOf = (locale: string): string => locale.split('-')[0]?.toLowerCase() ?? locale;

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
  /** Likeliest of the languages spoken here, if it is none that is not. */
  readonly language: string | undefined;
  /** By how much it is likelier than another. */
  leadOver(other: string): number;
  /** Whether a language that is not spoken here is so much likelier. */
  readonly isForeign: boolean;
}

function readLetters(text: string): Letters {
  const scores = eld.detect(text).getScores();
  const ours = [...TELLING_WORDS.keys()].map((language) => ({ language, score: scores[language] ?? 0 }));
  const [best] = ours.toSorted((one, two) => two.score - one.score);
  const score = best?.score ?? 0;
  return {
    language: score > 0 ? best?.language : undefined,
    leadOver: (other) => score - (scores[other] ?? 0),
    isForeign: Math.max(0, ...Object.values(scores)) > score + FOREIGN_LEAD,
  };
}

/** The language of the words, and whether it leaves no doubt; undefined where they do not tell. */
function readLanguage(text: string, prior: string): { language: string; isClear: boolean } | undefined {
  const words = text.match(WORD) ?? [];
  const [best, second] = countTelling(words);
  const lead = (best?.count ?? 0) - (second?.count ?? 0);
  // Nothing would change, and the letters are what takes the time.
  if (best && lead > 0 && best.language === prior) return { language: prior, isClear: true };
  const letters = readLetters(text);
  if (!best || letters.isForeign) return undefined;
  if (lead > 0) {
    const agree = words.length >= CLEAR_WORDS && letters.language === best.language;
    return { language: best.language, isClear: lead >= CLEAR_LEAD || agree || opens(words, best.language) };
  }
  const byLetters = words.length > 1 && letters.leadOver(prior) > LETTERS_LEAD;
  return byLetters && letters.language ? { language: letters.language, isClear: false } : undefined;
}

/** @param locales those that can be read and answered, BCP 47 */
export const createLanguageDetector =
  (locales: readonly string[]): DetectLanguage =>
  (text, prior) => {
    const known = languageOf(prior);
    const found = readLanguage(text.replaceAll(ADDRESS, ' ').replaceAll(PARTICLES, ' '), known);
    if (!found) return { locale: prior, isClear: false };
    const own =
      found.language === known ? prior : locales.find((each) => languageOf(each) === found.language);
    return own === undefined ? { locale: prior, isClear: false } : { locale: own, isClear: found.isClear };
  };
