/** What is added to a message where a channel has no buttons, in the languages spoken here. */

export interface FittingWords {
  readonly source: string;
  readonly sources: string;
  /** Under a numbered list. */
  readonly hint: string;
  /** The text has said already that there is a choice: the list needs no hint. Folded. */
  readonly saysSo: RegExp;
  /** Under a list without numbers, where a number answers the question. */
  readonly or: string;
  /** Of one file: `size` as people write it. */
  file(name: string, size: string): string;
  /** Where nothing can be shown. */
  unseenFile(name: string): string;
  press(title: string, key: number): string;
  /** Behind the star, where digits alone answer the question. */
  pressStar(title: string, key: number): string;
}

const PORTUGUESE: FittingWords = {
  source: 'Fonte',
  sources: 'Fontes',
  hint: 'Responda com o número da opção.',
  saysSo: /\bopcao\b|\bopcoes\b/,
  or: 'Ou responda com uma destas opções.',
  file: (name, size) => `Arquivo: ${name} (${size})`,
  unseenFile: (name) => `Há um arquivo para você, ${name}. Peça que ele seja enviado por outro canal.`,
  press: (title, key) => `Para ${title}, tecle ${key}.`,
  pressStar: (title, key) => `Para ${title}, tecle asterisco ${key}.`,
};

const WORDS: Readonly<Record<string, FittingWords>> = {
  pt: PORTUGUESE,
  en: {
    source: 'Source',
    sources: 'Sources',
    hint: 'Reply with the number of the option.',
    saysSo: /\boptions?\b/,
    or: 'Or reply with one of these.',
    file: (name, size) => `File: ${name} (${size})`,
    unseenFile: (name) => `There is a file for you, ${name}. Ask for it to be sent another way.`,
    press: (title, key) => `For ${title}, press ${key}.`,
    pressStar: (title, key) => `For ${title}, press star ${key}.`,
  },
  es: {
    source: 'Fuente',
    sources: 'Fuentes',
    hint: 'Responda con el número de la opción.',
    saysSo: /\bopcion(es)?\b/,
    or: 'O responda con una de estas opciones.',
    file: (name, size) => `Archivo: ${name} (${size})`,
    unseenFile: (name) => `Hay un archivo para usted, ${name}. Pida que se lo envíen por otro canal.`,
    press: (title, key) => `Para ${title}, marque ${key}.`,
    pressStar: (title, key) => `Para ${title}, marque asterisco ${key}.`,
  },
};

/** @param locale BCP 47 tag; Portuguese where there are no words in its language */
export const wordsFor = (locale: string): FittingWords => WORDS[locale.split('-')[0] ?? ''] ?? PORTUGUESE;
