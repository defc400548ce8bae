/**
 * Chooses the tree for what somebody wrote, by words alone: rare words of a tree count most, a tree's
 * own words more than those of its example sentences, and a sentence that is like an example adds to it.
 */
import { findPhrase, type Stems } from './stems.ts';
import type { Tree } from './tree.ts';

export interface Scored {
  readonly tree: Tree;
  readonly score: number;
}

export interface Choice {
  /** `clear`: the first is meant. `close`: one of the first few. `none`: no tree fits. */
  readonly certainty: 'clear' | 'close' | 'none';
  /** Best first; only those that come near the best. */
  readonly trees: readonly Scored[];
}

export interface Chooser {
  choose(text: string): Choice;
}

// Words that say nothing of the matter, in the three languages; folded.
const EMPTY_WORDS = new Set(
  (
    'a o as os um uma de do da dos das em no na nos nas por pelo pela para pra pro com sem e ou mas que se nao n ' +
    'sim ja so ta to tou estou esta eu meu minha meus minhas ele ela isso esse essa este ao aos ser sao foi ir vai ' +
    'ter tem tenho como quando onde qual quais quem porque pq vc voce mais muito la aqui ai me te lhe the an of in ' +
    'on to is my i it not cannot how do does el los las mi un una y no puedo como es en su lo preciso quero ' +
    'problema consigo conseguindo deu dar da fui fica ficou faz fazer faco diz fala aparece apareceu hora'
  ).split(' '),
);

/** A word of an example sentence, beside a word that the author named. */
const EXAMPLE_WEIGHT = 0.4;
/** A sentence that is exactly like an example. */
const LIKENESS_WEIGHT = 1;
/** A named word that five trees share does not decide; one that two share does. */
const LEAST_SCORE = 1.2;
/** Trees within this share of the best score may be meant as well. */
const CLOSE = 0.75;
const MOST_CLOSE = 3;

interface Indexed {
  readonly tree: Tree;
  readonly named: readonly (readonly string[])[];
  readonly examples: readonly ReadonlySet<string>[];
  readonly all: ReadonlySet<string>;
}

type Weigh = (stem: string) => number;

function isLike(said: ReadonlySet<string>, example: ReadonlySet<string>, weigh: Weigh): number {
  const sum = (stems: Iterable<string>) => [...stems].reduce((total, stem) => total + weigh(stem), 0);
  const both = sum([...said].filter((stem) => example.has(stem)));
  return both === 0 ? 0 : both / Math.sqrt(sum(said) * sum(example));
}

function score(
  { named, examples }: Indexed,
  words: readonly string[],
  said: ReadonlySet<string>,
  weigh: Weigh,
) {
  const found = named.filter((phrase) => findPhrase(words, phrase) >= 0);
  const own = new Set(found.flat());
  const borrowed = [...said].filter((stem) => !own.has(stem) && examples.some((each) => each.has(stem)));
  const sum = (stems: Iterable<string>) => [...stems].reduce((total, stem) => total + weigh(stem), 0);
  const likeness = Math.max(0, ...examples.map((example) => isLike(said, example, weigh)));
  return sum(own) + EXAMPLE_WEIGHT * sum(borrowed) + LIKENESS_WEIGHT * likeness;
}

export function createChooser(trees: readonly Tree[], stems: Stems): Chooser {
  const empty = new Set([...EMPTY_WORDS].flatMap((word) => stems.read(word)));
  const contentOf = (text: string) => new Set(stems.read(text).filter((stem) => !empty.has(stem)));
  const indexed = trees.map((tree): Indexed => {
    const named = tree.words.map((word) => stems.read(word));
    const examples = tree.phrases.map(contentOf);
    return {
      tree,
      named,
      examples,
      all: new Set([...named.flat(), ...examples.flatMap((each) => [...each])]),
    };
  });
  const weigh: Weigh = (stem) =>
    Math.log(1 + trees.length / Math.max(1, indexed.filter(({ all }) => all.has(stem)).length));
  return {
    choose(text) {
      const words = stems.read(text);
      const said = contentOf(text);
      const scored = indexed
        .map((one): Scored => ({ tree: one.tree, score: score(one, words, said, weigh) }))
        .filter((one) => one.score >= LEAST_SCORE)
        .sort((one, other) => other.score - one.score);
      const best = scored[0]?.score ?? 0;
      const near = scored.filter((one) => one.score >= CLOSE * best).slice(0, MOST_CLOSE);
      return { certainty: near.length === 0 ? 'none' : near.length === 1 ? 'clear' : 'close', trees: near };
    },
  };
}
