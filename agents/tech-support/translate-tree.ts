/** Reads a tree's texts in another language: all of them, since a step half in Portuguese helps nobody. */
import { optionId } from './parse-tree.ts';
import { problemsOf, type Translation, translationSchema } from './schema.ts';
import { ORIGINAL_LOCALE, type Step, type StepTexts, type Tree, type TreeTexts } from './tree.ts';
import { type Problem, readYamlFile } from './yaml-file.ts';

type TranslatedStep = Translation['steps'][string];

function checkStep(step: Step, original: StepTexts, said: TranslatedStep | undefined): readonly Problem[] {
  const path = ['steps', step.id];
  if (!said) return [{ path: ['steps'], reason: `the step “${step.id}” is missing` }];
  const missing = (what: string): Problem => ({ path, reason: `“${what}” of “${step.id}” is missing` });
  const titles = [...original.titles.values()];
  const others = Object.keys(said.options ?? {}).filter((title) => !titles.includes(title));
  return [
    ...(said[step.kind] === undefined ? [missing(step.kind)] : []),
    ...(original.more !== undefined && said.more === undefined ? [missing('more')] : []),
    ...titles.filter((title) => said.options?.[title] === undefined).map(missing),
    ...others.map((title) => ({
      path: [...path, 'options', title],
      reason: `the Portuguese “${step.id}” has no option “${title}”`,
    })),
  ];
}

const toTexts = (step: Step, said: TranslatedStep): StepTexts => ({
  text: said[step.kind] ?? '',
  ...(said.more === undefined ? {} : { more: said.more }),
  titles: new Map(Object.entries(said.options ?? {}).map(([original, title]) => [optionId(original), title])),
});

/**
 * The tree with one language more.
 * @throws AssistantError `configuration`, a line `file:line: reason` for each thing that is wrong
 */
export function addTranslation(tree: Tree, locale: string, text: string, fileName: string): Tree {
  const file = readYamlFile(text, fileName);
  const parsed = translationSchema.safeParse(file.content);
  if (!parsed.success) throw file.errorFor(problemsOf(parsed.error));
  const { name, words, phrases, steps } = parsed.data;
  const originals = tree.texts.get(ORIGINAL_LOCALE)?.steps;
  const problems = [...tree.steps.values()].flatMap((step) => {
    const original = originals?.get(step.id);
    return original ? checkStep(step, original, steps[step.id]) : [];
  });
  const strangers = Object.keys(steps).filter((id) => !tree.steps.has(id));
  problems.push(
    ...strangers.map((id) => ({ path: ['steps', id], reason: `the Portuguese tree has no step “${id}”` })),
  );
  if (problems.length > 0) throw file.errorFor(problems);
  const texts: TreeTexts = {
    name,
    steps: new Map([...tree.steps.values()].map((step) => [step.id, toTexts(step, steps[step.id] ?? {})])),
  };
  return {
    ...tree,
    words: [...tree.words, ...words],
    phrases: [...tree.phrases, ...phrases],
    texts: new Map([...tree.texts, [locale, texts]]),
  };
}
