/** What a recognizer sees of a text: stems, neighbouring stems, and pieces of words. */

/** A language's stemmer. nlp.js's remembers every word for ever, so it is told to forget. */
interface Stemmer {
  cache: Record<string, string>;
  stemWord(word: string): string;
}

/** Imported when a language is first met; Node keeps one copy per process. */
const STEMMERS: Readonly<Record<string, () => Promise<Stemmer>>> = {
  pt: async () => new (await import('@nlpjs/lang-pt')).StemmerPt(),
  en: async () => new (await import('@nlpjs/lang-en')).StemmerEn(),
  es: async () => new (await import('@nlpjs/lang-es')).StemmerEs(),
};

/**
 * Lengths of the pieces of words: they survive typing errors and chat spelling. On the TAIS training
 * phrases (five folds, repeated phrases kept together) words alone 0.752, with neighbours and pieces
 * of 3-4 letters 0.787; 2-4 (0.780) and 3-5 (0.784) were no better.
 */
const PIECE_LENGTHS = [3, 4];

/** Lower case, without accents; every digit is alike, so that any number looks like the numbers learnt. */
const normalize = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\d/g, '0');

const splitWords = (text: string): readonly string[] =>
  text.split(/[^\p{L}\p{N}\p{Emoji_Presentation}]+/u).filter((word) => word !== '');

function addPieces(word: string, features: Set<string>): void {
  const edged = `<${word}>`;
  for (const length of PIECE_LENGTHS) {
    for (let end = length; end <= edged.length; end++) features.add(`#${edged.slice(end - length, end)}`);
  }
}

/** The distinct features of a text. Each begins with its sort's sign, so none is a name that every object has. */
export type FeatureExtractor = (text: string) => readonly string[];

/** @param locale BCP 47 tag; words of a language without a stemmer are taken as they are */
export async function createFeatureExtractor(locale: string): Promise<FeatureExtractor> {
  const stemmer = await STEMMERS[new Intl.Locale(locale).language]?.();
  return (text) => {
    const words = splitWords(normalize(text));
    if (stemmer) stemmer.cache = {};
    const stems = stemmer ? words.map((word) => stemmer.stemWord(word)) : words;
    const pairs = stems.length === 0 ? [] : ['', ...stems].map((stem, at) => `+${stem} ${stems[at] ?? ''}`);
    const features = new Set([...stems.map((stem) => `=${stem}`), ...pairs]);
    for (const word of words) addPieces(word, features);
    return [...features];
  };
}
