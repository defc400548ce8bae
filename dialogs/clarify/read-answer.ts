/** Reads which of the options was chosen in words, in the languages spoken here. */
import { type DialogOption, splitWords } from '#assistant';

const wordsOf = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(' ')));

/** By place, counted from 0; folded. */
const ORDINALS = [
  wordsOf('1 1a 1o 1ª 1º 1st um uma primeiro primeira one first uno primero primera'),
  wordsOf('2 2a 2o 2ª 2º 2nd dois duas segundo segunda two second dos'),
  wordsOf('3 3a 3o 3ª 3º 3rd tres terceiro terceira three third tercero tercera'),
  wordsOf('4 4a 4o 4ª 4º 4th quatro quarto quarta four fourth cuatro cuarto cuarta'),
] as const;
const LAST = wordsOf('ultimo ultima last');
const YES = wordsOf(
  'sim s ss isso isto exato exatamente correto certo claro quero ok uhum aham yes y yep yeah right correct si eso exacto',
);
const NEITHER = wordsOf(
  'nao n nenhum nenhuma nenhumas nenhuns nada outra outro coisa no none neither nothing something else other ninguno ninguna otra otro cosa',
);
/** They say nothing about which. */
const FILLERS = wordsOf(
  'a o as os e de da do das dos com para por favor pf pfv opcao numero quero queria prefiro mesmo essa esse esta este desses dessas delas deles disso eh',
  'the of to i want please option number that this these those it them one ones is',
  'el la los las es de por favor quiero opcion esa ese eso esos esas',
);

const without = (words: readonly string[], ...sets: readonly ReadonlySet<string>[]): string[] =>
  words.filter((word) => !sets.some((set) => set.has(word)));

const contentOf = (words: readonly string[]): string[] => without(words, FILLERS, ...ORDINALS);

/** The only one that fits. */
function findOnly(
  options: readonly DialogOption[],
  fits: (titleWords: readonly string[]) => boolean,
): DialogOption | undefined {
  const fitting = options.filter(({ title }) => fits(contentOf(splitWords(title))));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The place that is named, if nothing else is said. */
function readPlace(words: readonly string[], count: number): number | undefined {
  const named = without(words, FILLERS, NEITHER, YES);
  const place = ORDINALS.findIndex((names) => words.some((word) => names.has(word)));
  const names = ORDINALS[place] ?? LAST;
  if (without(named, names).length > 0 || !words.some((word) => names.has(word))) return undefined;
  return place < 0 ? count - 1 : place;
}

/** The option that is named among more that was said. */
export function findNamed(text: string, options: readonly DialogOption[]): DialogOption | undefined {
  const said = splitWords(text);
  return findOnly(options, (title) => title.length > 0 && title.every((word) => said.includes(word)));
}

/**
 * The place after the last is that of "something else"; "yes" to several is yes to the likeliest.
 * @returns undefined where the words are no answer to the question
 */
export function readAnswer(
  text: string,
  options: readonly DialogOption[],
): DialogOption | 'other' | undefined {
  const words = splitWords(text);
  const content = contentOf(words);
  if (content.length > 0) {
    const titled = findOnly(options, (title) => content.every((word) => title.includes(word)));
    if (titled) return titled;
  }
  const place = readPlace(words, options.length);
  if (place !== undefined) return place === options.length ? 'other' : options[place];
  const isSaid = (set: ReadonlySet<string>) => words.some((word) => set.has(word));
  if (isSaid(NEITHER) && without(words, FILLERS, NEITHER).length === 0) return 'other';
  return isSaid(YES) && without(words, FILLERS, YES).length === 0 ? options[0] : undefined;
}
