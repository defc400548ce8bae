/** Draws the trees as they are read by people: Mermaid, within Markdown. */
import type { Phrases } from '#assistant';
import { ORIGINAL_LOCALE, PEOPLE, SOLVED, type Step, stepTextsOf, type Tree, textsOf } from './tree.ts';

/** Of a step's text, in characters: enough to know it by. */
const LABEL_LIMIT = 60;

/** The first line that says something, without what Mermaid would take for a sign of its own. */
function labelOf(text: string): string {
  const [first = '', second = ''] = text.split('\n');
  const line = (first.endsWith(':') && second ? `${first} ${second.replace(/^- /, '')}` : first)
    .replaceAll('"', '')
    .replace(/[<>#;]/g, ' ');
  return line.length > LABEL_LIMIT ? `${line.slice(0, LABEL_LIMIT - 1).trimEnd()}…` : line;
}

const SHAPES = { ask: ['{{', '}}'], do: ['[', ']'], check: ['{', '}'] } as const;

/** One arrow for each next step, with all the answers that lead there. */
function drawArrows(tree: Tree, step: Step, phrases: Phrases): string[] {
  const { titles } = stepTextsOf(tree, step.id, ORIGINAL_LOCALE);
  return [...Map.groupBy(step.options, ({ to }) => to)].map(([to, options]) => {
    const names = options.map(
      ({ id }) => titles.get(id) ?? phrases.say(`button-${id}`, {}, ORIGINAL_LOCALE).text,
    );
    return `  ${step.id} -->|"${names.join(' · ')}"| ${to}`;
  });
}

/** The states of a tree, in Portuguese, as a Mermaid flowchart. */
export function drawTree(tree: Tree, phrases: Phrases): string {
  const steps = [...tree.steps.values()];
  const ends = new Set(steps.flatMap(({ options }) => options.map(({ to }) => to)));
  return [
    'flowchart TD',
    ...steps.map(({ id, kind }) => {
      const [left, right] = SHAPES[kind];
      return `  ${id}${left}"${labelOf(stepTextsOf(tree, id, ORIGINAL_LOCALE).text)}"${right}`;
    }),
    ...(ends.has(SOLVED) ? [`  ${SOLVED}(["Resolvido"])`] : []),
    ...(ends.has(PEOPLE) ? [`  ${PEOPLE}(["Pessoas: ${tree.queue}"])`] : []),
    ...steps.flatMap((step) => drawArrows(tree, step, phrases)),
  ].join('\n');
}

/** The page docs/tech-support-trees.md. */
export function drawTrees(trees: readonly Tree[], phrases: Phrases): string {
  const drawn = trees.map(
    (tree) =>
      `## ${textsOf(tree, ORIGINAL_LOCALE).name}\n\n` +
      `From \`trees/${tree.id}.yml\`.\n\n\`\`\`mermaid\n${drawTree(tree, phrases)}\n\`\`\`\n`,
  );
  return [
    '# The trees of technical support\n',
    'Drawn by `node agents/tech-support/draw-trees.ts` from the trees, which are described in',
    '[tech-support.md](tech-support.md). Do not edit: change a tree, and draw again.\n',
    'A hexagon asks, a box is something to try, a diamond is a question of yes or no.\n',
    drawn.join('\n'),
  ].join('\n');
}
