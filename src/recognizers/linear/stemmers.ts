/** Stemmers of nlp.js (Snowball's rules), by language. */

/** nlp.js's remembers every word for ever, so it is told to forget. */
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

/** @param language of two letters; a word of a language without a stemmer is its own stem */
export async function openStemmer(language: string): Promise<(word: string) => string> {
  const stemmer = await STEMMERS[language]?.();
  if (!stemmer) return (word) => word;
  return (word) => {
    stemmer.cache = {};
    return stemmer.stemWord(word);
  };
}
