/** Words that tell how finished a text is, in the languages spoken here. */

const wordsOf = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(' ')));

/**
 * No sentence ends with one of these in any of the languages: more is coming. Left out for that:
 * "do" and "for", which end questions in English, "no", which is an answer, "meu", "por que", "nada
 * mas". Lower case, with their accents: "e" leads on, "é" does not.
 */
export const CONNECTING_WORDS = wordsOf(
  'a o os um uma e ou se da das dos em na nas nos ao aos de à às com para pra pro por pelo pela sobre p/ c/',
  'an the and or but because if my your',
  'el los las un una y del en con',
);

/** Alone they open a conversation, whatever mark they end with, and what it is about follows. Folded. */
export const GREETING_WORDS = wordsOf(
  'oi oie ola alo opa ei eai bom boa dia tarde noite tudo bem td blz',
  'hi hello hey good morning afternoon evening there',
  'hola buen buenos buenas dias tardes noches',
);

/** A few words that begin with one of these are a whole question, with or without its mark. Folded. */
export const ASKING_WORDS = wordsOf(
  'como quando onde aonde qual quais quanto quanta quantos quantas quem que porque pq posso tem cade',
  'how when where which what who why can do does is are',
  'cuando donde cual cuales cuanto cuanta cuantos quien puedo',
);
