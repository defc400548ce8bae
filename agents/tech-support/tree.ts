/** Tree: how one kind of technical problem is looked into, a step at a time. Written as data in `trees/`. */

/** `ask`: one of several answers. `do`: something to try. `check`: yes or no. */
export type StepKind = 'ask' | 'do' | 'check';

/** Where a tree ends: the problem is gone, or people go on. */
export const SOLVED = 'solved';
export const PEOPLE = 'people';

/** One answer to a step. */
export interface Option {
  /** Of an `ask`, its Portuguese title in words and dashes; else `worked`, `failed`, `could-not`, `yes` … */
  readonly id: string;
  /** The next step, `solved` or `people`. */
  readonly to: string;
  /** Words by which it is understood beside its title, in any language; a phrase counts as a whole. */
  readonly words: readonly string[];
}

export interface Step {
  readonly id: string;
  readonly kind: StepKind;
  readonly options: readonly Option[];
}

/** What is said at a step, in one language. */
export interface StepTexts {
  readonly text: string;
  /** Said when the citizen does not understand. */
  readonly more?: string;
  /** Of an `ask`, by option. */
  readonly titles: ReadonlyMap<string, string>;
}

export interface TreeTexts {
  /** As a button's title and in a list of topics. */
  readonly name: string;
  readonly steps: ReadonlyMap<string, StepTexts>;
}

export interface Tree {
  /** The file's name. */
  readonly id: string;
  /** Of the people who go on. */
  readonly queue: string;
  /** What brings people here: words, and whole sentences; in all languages together. */
  readonly words: readonly string[];
  readonly phrases: readonly string[];
  readonly start: string;
  readonly steps: ReadonlyMap<string, Step>;
  /** By locale; Portuguese is always there. */
  readonly texts: ReadonlyMap<string, TreeTexts>;
}

/** The language everything is written in first. */
export const ORIGINAL_LOCALE = 'pt-BR';

/** The exact language, then the same language of another country, then Portuguese. */
export function textsOf(tree: Tree, locale: string): TreeTexts {
  const [language] = locale.split('-');
  const near = [...tree.texts.keys()].find((known) => known.split('-')[0] === language);
  const texts = tree.texts.get(near ?? ORIGINAL_LOCALE) ?? tree.texts.get(ORIGINAL_LOCALE);
  if (!texts) throw new Error(`the tree ${tree.id} is not in ${ORIGINAL_LOCALE}`);
  return texts;
}

export function stepTextsOf(tree: Tree, step: string, locale: string): StepTexts {
  const texts = textsOf(tree, locale).steps.get(step);
  if (!texts) throw new Error(`the tree ${tree.id} says nothing at ${step}`);
  return texts;
}
