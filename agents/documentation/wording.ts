/** What the check of answers knows of words: `wording.yml`, and which two are forms of one. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fold, parseYamlFile } from '#assistant';

const FILE = 'wording.yml';
const words = z.string().transform((text) => new Set(text.split(/\s+/)));
const group = z.array(z.string().min(1)).min(2);
const pair = z.tuple([z.string(), z.string()]);
const schema = z.strictObject({
  glue: words,
  generic: words,
  same: z.array(group),
  opposites: z.array(pair),
  negations: words,
  limits: z.array(group),
  different: z.array(pair),
  days: words,
  orders: z.array(z.string().transform((source) => new RegExp(source, 'u'))),
});

const file = parseYamlFile(
  readFileSync(new URL(FILE, import.meta.url), 'utf8'),
  `agents/documentation/${FILE}`,
  schema,
).value;

export const { glue, negations, days } = file;

// Portuguese first, with what English and Spanish add; stemmers were looked at (nlp.js's keeps
// “inscrição” and “inscrições” apart, all of them make one of “empregado” and “empregador”).
const ENDINGS = new Set(
  (
    '|s|es|a|as|o|os|e|is|m|n|u|i|r|rs|l|am|em|an|en|ar|er|ir|ou|eu|iu|io|ava|avam|ia|iam|ara|era|ira|aram|eram|iram|' +
    'ra|rao|arao|erao|irao|aria|eria|iria|asse|esse|isse|do|da|dos|das|ado|ada|ados|adas|ido|ida|idos|idas|ndo|ando|' +
    'endo|indo|ao|oes|aes|aos|cao|coes|acao|acoes|icao|icoes|mento|mentos|imento|imentos|amento|amentos|cion|ciones|' +
    'ed|ing|d'
  ).split('|'),
);
/** Who does something: “empregador” is not “empregado”. */
const AGENT = /[dt]or(?:a|es|as)?$/;
/** Of what two forms of one word begin with. */
const ROOT_LETTERS = 3;

const different = new Set(file.different.flatMap(([one, two]) => [`${one} ${two}`, `${two} ${one}`]));

function commonLetters(one: string, two: string): number {
  let length = 0;
  while (length < one.length && one[length] === two[length]) length++;
  return length;
}

/** Whether two folded words are forms of one: “pagar” and “pagamento”, not “empregado” and “empregador”. */
export function isSameWord(one: string, two: string): boolean {
  if (one === two) return true;
  if (/\d/.test(one + two) || different.has(`${one} ${two}`)) return false;
  if (AGENT.test(one) !== AGENT.test(two)) return false;
  const longest = commonLetters(one, two);
  // A shorter root may be the one that both endings fit: “faz-es”, “fa-zem”.
  for (let root = longest; root >= Math.max(ROOT_LETTERS, longest - 2); root--) {
    const ends = [one.slice(root), two.slice(root)];
    if (ends.every((end) => ENDINGS.has(end))) return true;
  }
  return false;
}

/** How a group is written among words. */
const nameOf = (members: readonly string[]): string => `=${members[0] ?? ''}`;

interface Phrase {
  readonly words: readonly string[];
  readonly name: string;
}

const PHRASES: readonly Phrase[] = [...file.same, ...file.limits]
  .flatMap((members) => members.map((member) => ({ words: member.split(' '), name: nameOf(members) })))
  .toSorted((one, two) => two.words.length - one.words.length);

const groupNames = new Set(PHRASES.map(({ name }) => name));
/** Classes of words that narrow a statement. */
export const limits: readonly string[] = file.limits.map(nameOf);

const WORD = /[\p{L}\p{N}]+/gu;

const beginsWith = (list: readonly string[], at: number, phrase: readonly string[]): boolean =>
  phrase.every((word, index) => list[at + index] === word);

/** Shorter ones have too many neighbours that begin alike. */
const GROUPED_LETTERS = 5;
// Of “pode” and “deve” every form is listed: “podar” begins alike.
const GROUPED = PHRASES.filter(
  ({ name, words: [word = '', more] }) => !glue.has(name) && !more && word.length >= GROUPED_LETTERS,
);

const byFirstWord = Map.groupBy(PHRASES, ({ words: [first = ''] }) => first);
const byFirstLetters = Map.groupBy(GROUPED, ({ words: [member = ''] }) => member.slice(0, ROOT_LETTERS));

/** Of a form that its group does not list. */
const findGroup = (word: string): string | undefined =>
  word.length < GROUPED_LETTERS
    ? undefined
    : byFirstLetters
        .get(word.slice(0, ROOT_LETTERS))
        ?.find(({ words: [member = ''] }) => isSameWord(member, word))?.name;

/** The words of a text, folded; those of a group of equals as its name: `=gratuito`. */
export function readWords(text: string): string[] {
  const list = fold(text).match(WORD) ?? [];
  const read: string[] = [];
  for (let at = 0; at < list.length; ) {
    const word = list[at] ?? '';
    const phrase = byFirstWord.get(word)?.find((one) => beginsWith(list, at, one.words));
    read.push(phrase?.name ?? findGroup(word) ?? word);
    at += phrase?.words.length ?? 1;
  }
  return read;
}

export const isContent = (word: string): boolean => !glue.has(word) && !/^\d/.test(word);
/** The words that say something, in their order, as `readWords` reads them. */
export const contentOf = (text: string): string[] => readWords(text).filter(isContent);
/** In any form. */
export const isAmong = (word: string, words: readonly string[]): boolean =>
  words.some((one) => isSameWord(one, word));

/** As they are read among other words. */
export const generic: ReadonlySet<string> = new Set(readWords([...file.generic].join(' ')));

const canonical = (phrase: string): string => readWords(phrase).join(' ');

/** Each side as it is read among other words. */
export const opposites: readonly (readonly [string, string])[] = file.opposites.map(([one, two]) => [
  groupNames.has(`=${one}`) ? `=${one}` : canonical(one),
  groupNames.has(`=${two}`) ? `=${two}` : canonical(two),
]);

/** Whether a text gives orders to whoever answers, and tells a reader nothing. */
export function isOrder(text: string): boolean {
  const folded = fold(text.normalize('NFKC')).replace(/\p{Cf}/gu, '');
  return file.orders.some((order) => order.test(folded));
}
