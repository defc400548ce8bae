/**
 * Choices in words: which of the things that were offered is meant, and whether words say yes or no,
 * in the languages spoken here. Pure.
 */
import { splitWords } from './words.ts';

const wordsOf = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(' ')));

/** By place, counted from 0; folded. */
const ORDINALS = [
  wordsOf('1 1a 1o 1ª 1º 1st um uma primeiro primeira one first uno primero primera'),
  wordsOf('2 2a 2o 2ª 2º 2nd dois duas segundo segunda two second dos'),
  wordsOf('3 3a 3o 3ª 3º 3rd tres terceiro terceira three third tercero tercera'),
  wordsOf('4 4a 4o 4ª 4º 4th quatro quarto quarta four fourth cuatro cuarto cuarta'),
  wordsOf('5 5a 5o 5ª 5º 5th cinco quinto quinta five fifth'),
  wordsOf('6 6a 6o 6ª 6º 6th seis meia sexto sexta six sixth'),
  wordsOf('7 7a 7o 7ª 7º 7th sete setimo setima seven seventh siete septimo septima'),
  wordsOf('8 8a 8o 8ª 8º 8th oito oitavo oitava eight eighth ocho octavo octava'),
  wordsOf('9 9a 9o 9ª 9º 9th nove nono nona nine ninth nueve noveno novena'),
  wordsOf('10 10a 10o 10ª 10º 10th dez decimo decima ten tenth diez'),
] as const;
const LAST = wordsOf('ultimo ultima last');
const YES = wordsOf(
  'sim s ss isso isto exato exatamente correto certo certeza certinho claro quero ok okay uhum aham positivo confirmo confirmado pode podem perfeito beleza blz bora registrar registra registre enviar envia envie manda mandar prosseguir prossiga continuar continua seguir',
  'yes y yep yeah right correct sure si eso exacto confirmar',
);
const NO = wordsOf('nao n nn negativo nunca jamais errado incorreto no nope wrong jeito');
const NEITHER = wordsOf(
  'nao n nenhum nenhuma nenhumas nenhuns nada outra outro coisa no none neither nothing something else other ninguno ninguna otra otro cosa',
);
/** They say nothing about which. */
const FILLERS = wordsOf(
  'a o as os e de da do das dos com para por favor pf pfv opcao numero quero queria prefiro mesmo agora entao tudo bem ai essa esse esta este desses dessas delas deles disso eh ta ser obrigado obrigada',
  'the of to i want please option number that this these those it them one ones is thanks',
  'el la los las es de por favor quiero opcion esa ese eso esos esas gracias',
);

const without = (words: readonly string[], ...sets: readonly ReadonlySet<string>[]): string[] =>
  words.filter((word) => !sets.some((set) => set.has(word)));
const says = (words: readonly string[], set: ReadonlySet<string>): boolean =>
  words.some((word) => set.has(word));

const contentOf = (words: readonly string[]): string[] => without(words, FILLERS, ...ORDINALS);

/** The only one that fits. */
function findOnly(titles: readonly string[], fits: (titleWords: readonly string[]) => boolean) {
  const fitting = titles.flatMap((title, index) => (fits(contentOf(splitWords(title))) ? [index] : []));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Of the words that are the title, but for fillers: its index. */
export function findTitled(text: string, titles: readonly string[]): number | undefined {
  const said = new Set(without(splitWords(text), FILLERS));
  if (said.size === 0) return undefined;
  return findOnly(
    titles.map(String),
    (title) => title.length === said.size && title.every((word) => said.has(word)),
  );
}

/** The only title that all the words stand in: "protocolo" for "Consultar protocolo". */
export function findShortened(text: string, titles: readonly string[]): number | undefined {
  const content = contentOf(splitWords(text));
  return content.length > 0
    ? findOnly(titles, (title) => content.every((word) => title.includes(word)))
    : undefined;
}

/** The only title that is named among more that was said. */
export function findNamed(text: string, titles: readonly string[]): number | undefined {
  const said = splitWords(text);
  return findOnly(titles, (title) => title.length > 0 && title.every((word) => said.includes(word)));
}

/**
 * "2", "a segunda", "a última": the place that is named, counted from 0, if nothing else is said.
 * @param count how many there are
 */
export function readPlace(text: string, count: number): number | undefined {
  const words = splitWords(text);
  const place = ORDINALS.findIndex((names) => says(words, names));
  const names = ORDINALS[place] ?? LAST;
  if (!says(words, names) || without(words, FILLERS, NEITHER, YES, names).length > 0) return undefined;
  const index = place < 0 ? count - 1 : place;
  return index < count ? index : undefined;
}

/** Whether the words say that it is none of those offered, and nothing else. */
export function isNeither(text: string): boolean {
  const words = splitWords(text);
  return says(words, NEITHER) && without(words, FILLERS, NEITHER).length === 0;
}

/** True for yes, false for no, where nothing else is said. */
export function readYesNo(text: string): boolean | undefined {
  const words = splitWords(text);
  if (without(words, FILLERS, YES, NO).length > 0) return undefined;
  if (says(words, NO)) return false;
  return says(words, YES) ? true : undefined;
}
