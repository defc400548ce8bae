/** What tells who somebody is: numbers and addresses, and names where somebody says that one follows. */
import { fold } from './words.ts';

/** Entities that are numbers and addresses of people, in digits or in words. */
export const PERSONAL_ENTITIES: ReadonlySet<string> = new Set([
  'cpf',
  'cnpj',
  'cep',
  'case-number',
  'protocol-number',
  'phone',
  'email',
  'url',
]);

export interface NameSpan {
  readonly start: number;
  readonly end: number;
}

/** After these comes a name, however it is written. */
const SAYS_NAME =
  /(?<![\p{L}\p{M}])(?:meu nome(?: completo)? (?:é|eh|e)|(?:me|mi) chamo|chamo-me|my (?:full )?name(?:[’']s| is)|me llamo|mi nombre(?: completo)? es|(?:nome|nombre|name)(?: completo)?:)\s+(?:(?:o|a|sr|sra|seu|dona)\.?\s+)*/giu;
/** After these comes a name where the word begins with a capital: "sou a Ana", but "sou a mãe dele". */
const MAY_SAY_NAME =
  /(?<![\p{L}\p{M}])(?:sou [oa]|(?:aqui|quem fala|quem está falando) (?:é|eh)|i am|i[’']m|this is|soy|habla)\s+(?:(?:o|a|el|la|sr|sra|seu|dona|mrs?|ms)\.?\s+)*/giu;

const WORD = /\p{L}[\p{L}\p{M}’'-]*/uy;
/** Within a name, before another word of it. */
const CONNECTORS = new Set('da de do das dos e del la las los van von di y'.split(' '));
/** Written with a small letter these begin something else. */
const NOT_NAMES = new Set(
  `a o as os um uma e ou mas que com sem em no na nos nas por para pra pro meu minha nao sim ja so aqui ai la
  eu voce sou estou tenho quero queria gostaria preciso posso moro nasci fui vim fiz recebi perdi trabalho cpf rg
  tudo bem obrigado obrigada bom boa oi ola
  and or but the my i am want need would have live from please can with in on at
  y o pero el mi yo quiero necesito soy tengo vivo por favor con en`
    .trim()
    .split(/\s+/),
);
/** Longer names are cut: what follows is more likely something else. */
const MOST_WORDS = 6;

const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);

interface Word extends NameSpan {
  readonly text: string;
}

/** The word that begins here, behind spaces at most. */
function readWord(text: string, at: number): Word | undefined {
  WORD.lastIndex = at + (/^[ \t]*/.exec(text.slice(at, at + 8))?.[0].length ?? 0);
  const match = WORD.exec(text);
  return match ? { text: match[0], start: match.index, end: WORD.lastIndex } : undefined;
}

/** @param capitals whether each of its words must begin with one */
function readName(text: string, at: number, capitals: boolean): NameSpan | undefined {
  const isName = ({ text: word }: Word): boolean =>
    isCapital(word)
      ? !(word === word.toUpperCase() && NOT_NAMES.has(fold(word)))
      : !capitals && !NOT_NAMES.has(fold(word));
  const first = readWord(text, at);
  if (!first || !isName(first)) return undefined;
  let { end } = first;
  for (let words = 1; words < MOST_WORDS; words++) {
    let next = readWord(text, end);
    while (next && CONNECTORS.has(fold(next.text))) next = readWord(text, next.end);
    if (!next || !isName(next)) break;
    end = next.end;
  }
  return { start: first.start, end };
}

/** In the text's order; they may overlap. What is not said to be a name is none of them. */
export function findNames(text: string): readonly NameSpan[] {
  const find = (cue: RegExp, capitals: boolean) =>
    [...text.matchAll(cue)].flatMap(
      ({ 0: words, index }) => readName(text, index + words.length, capitals) ?? [],
    );
  return [...find(SAYS_NAME, false), ...find(MAY_SAY_NAME, true)].sort((one, two) => one.start - two.start);
}
