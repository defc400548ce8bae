/** Reads a tree and its translations from YAML, and says of everything that is wrong where it stands. */
import { splitWords } from '#assistant';
import { checkGraph } from './check-graph.ts';
import {
  type AskFile,
  type CheckFile,
  type DoFile,
  OPTION_LIMIT,
  problemsOf,
  STEP_SCHEMAS,
  TITLE_LIMIT,
  type TreeFile,
  treeSchema,
} from './schema.ts';
import {
  type Option,
  ORIGINAL_LOCALE,
  SOLVED,
  type Step,
  type StepKind,
  type StepTexts,
  type Tree,
} from './tree.ts';
import { type Problem, readYamlFile, type YamlFile } from './yaml-file.ts';

const KINDS = Object.keys(STEP_SCHEMAS) as StepKind[];

interface ReadStep {
  readonly step: Step;
  readonly texts: StepTexts;
  /** Of each option, where its target stands in the file. */
  readonly paths: ReadonlyMap<string, Problem['path']>;
}

/** The name of an option in the state and the log; the title itself may be reworded in other languages. */
export const optionId = (title: string): string => splitWords(title).join('-');

function readAsk(id: string, { ask, more, options }: AskFile, path: Problem['path']): ReadStep | Problem[] {
  const titles = Object.keys(options);
  const wrong = titles.flatMap((title): Problem[] => {
    const at = [...path, 'options', title];
    if (title.length > TITLE_LIMIT) {
      const reason = `a button's title has at most ${TITLE_LIMIT} characters, and “${title}” has ${title.length}`;
      return [{ path: at, reason }];
    }
    const same = titles.filter((other) => optionId(other) === optionId(title)).length > 1;
    return same || optionId(title) === ''
      ? [{ path: at, reason: `“${title}” is not told from another option` }]
      : [];
  });
  if (titles.length < 2 || titles.length > OPTION_LIMIT) {
    wrong.push({ path: [...path, 'options'], reason: `there are 2 to ${OPTION_LIMIT} options` });
  }
  if (wrong.length > 0) return wrong;
  return {
    step: {
      id,
      kind: 'ask',
      options: Object.entries(options).map(([title, { go, words }]) => ({
        id: optionId(title),
        to: go,
        words,
      })),
    },
    texts: {
      text: ask,
      ...(more ? { more } : {}),
      titles: new Map(titles.map((title) => [optionId(title), title])),
    },
    paths: new Map(titles.map((title) => [optionId(title), [...path, 'options', title]])),
  };
}

/** An option whose title is always the same, and the key under which it stands. */
interface Fixed extends Option {
  readonly key: string;
}

const readFixed = (
  id: string,
  kind: StepKind,
  said: { readonly text: string; readonly more?: string | undefined },
  fixed: readonly Fixed[],
  path: Problem['path'],
): ReadStep => ({
  step: { id, kind, options: fixed.map(({ id: option, to, words }) => ({ id: option, to, words })) },
  texts: { text: said.text, ...(said.more ? { more: said.more } : {}), titles: new Map() },
  paths: new Map(fixed.map(({ id: option, key }) => [option, [...path, key]])),
});

const readDo = (id: string, { do: text, more, solved, unsolved }: DoFile, path: Problem['path']): ReadStep =>
  readFixed(
    id,
    'do',
    { text, more },
    [
      { id: 'worked', to: solved ?? SOLVED, words: [], key: 'solved' },
      { id: 'failed', to: unsolved, words: [], key: 'unsolved' },
      { id: 'could-not', to: unsolved, words: [], key: 'unsolved' },
    ],
    path,
  );

const readCheck = (
  id: string,
  { check, more, yes, no, unsure }: CheckFile,
  path: Problem['path'],
): ReadStep =>
  readFixed(
    id,
    'check',
    { text: check, more },
    [
      { id: 'yes', to: yes.go, words: yes.words, key: 'yes' },
      { id: 'no', to: no.go, words: no.words, key: 'no' },
      {
        id: 'unsure',
        to: (unsure ?? no).go,
        words: unsure?.words ?? [],
        key: unsure === undefined ? 'no' : 'unsure',
      },
    ],
    path,
  );

function readStep(id: string, content: unknown): ReadStep | Problem[] {
  const path = ['steps', id];
  const said = KINDS.filter((kind) => typeof content === 'object' && content !== null && kind in content);
  const [kind] = said;
  if (!kind || said.length > 1) return [{ path, reason: 'a step says one of “ask”, “do” and “check”' }];
  const parsed = STEP_SCHEMAS[kind].safeParse(content);
  if (!parsed.success) return problemsOf(parsed.error, path);
  switch (kind) {
    case 'ask':
      return readAsk(id, parsed.data as AskFile, path);
    case 'do':
      return readDo(id, parsed.data as DoFile, path);
    case 'check':
      return readCheck(id, parsed.data as CheckFile, path);
  }
}

function readSteps(file: YamlFile, steps: TreeFile['steps']): readonly ReadStep[] {
  const read = Object.entries(steps).map(([id, content]) => readStep(id, content));
  const problems = read.flatMap((step) => (Array.isArray(step) ? step : []));
  if (problems.length > 0) throw file.errorFor(problems);
  return read as readonly ReadStep[];
}

/**
 * @param id the file's name without its ending
 * @throws AssistantError `configuration`, a line `file:line: reason` for each thing that is wrong
 */
export function parseTree(text: string, id: string, fileName: string): Tree {
  const file = readYamlFile(text, fileName);
  const parsed = treeSchema.safeParse(file.content);
  if (!parsed.success) throw file.errorFor(problemsOf(parsed.error));
  const { name, queue, words, phrases, steps } = parsed.data;
  const read = readSteps(file, steps);
  const [first] = read;
  if (!first) throw new Error('a tree without steps was read');
  const problems = checkGraph(read.map(({ step, paths }) => ({ step, paths })));
  if (problems.length > 0) throw file.errorFor(problems);
  return {
    id,
    queue,
    words,
    phrases,
    start: first.step.id,
    steps: new Map(read.map(({ step }) => [step.id, step])),
    texts: new Map([
      [ORIGINAL_LOCALE, { name, steps: new Map(read.map(({ step, texts }) => [step.id, texts])) }],
    ]),
  };
}
