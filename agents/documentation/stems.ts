/** What a text is about, for comparing a question with the sentences of a passage. */
import { splitWords } from '#assistant';

// Words that say nothing of the matter: function words, and those with which questions are put.
const STOP_WORDS = new Set(
  (
    'a o as os um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para pra pro com sem ' +
    'sobre e ou mas que se nao sim ja so tambem ate como quando onde qual quais quem quanto quantos quanta ' +
    'quantas porque pq eu tu voce vc vcs voces ele ela eles elas nos me te lhe meu minha meus minhas seu sua ' +
    'seus suas este esta isto isso esse essa ao aos ser e sao foi era estar esta estao ter tem tenho ha faz ' +
    'faco fazer posso pode preciso precisa quero queria gostaria saber oi ola bom boa tarde noite favor ' +
    'q oq oque qto qt qnt qts ta to tava tao msg vou vai ai la aqui hj agora mesmo vez vezes coisa sei sabe ' +
    'the of to is are do does how what where when who can i my for in on it'
  ).split(' '),
);

/** On FaQuAD, the first five letters find nearly as well as a stemmer: MRR .891 against .901. */
const STEM_LETTERS = 5;

/** @param words folded */
export const stemsOfWords = (words: readonly string[]): string[] =>
  words
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => (/^\d/.test(word) ? word : word.slice(0, STEM_LETTERS)));

export const stemsOf = (text: string): string[] => stemsOfWords(splitWords(text));

export type Weights = ReadonlyMap<string, number>;

/** How much each stem of the question tells the texts apart: rare ones most. */
export function weighStems(question: string, texts: readonly ReadonlySet<string>[]): Weights {
  return new Map(
    stemsOf(question).map((stem) => {
      const holders = texts.filter((text) => text.has(stem)).length;
      return [stem, Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5))];
    }),
  );
}

/** Share of the weight that a text covers, 0 to 1; 0 when there is nothing to cover. */
export function cover(weights: Weights, text: ReadonlySet<string>): number {
  let total = 0;
  let covered = 0;
  for (const [stem, weight] of weights) {
    total += weight;
    if (text.has(stem)) covered += weight;
  }
  return total === 0 ? 0 : covered / total;
}
