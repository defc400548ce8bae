/** What an answer in free words means at a step. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { findShortened, findTitled, fold, readYesNo, splitWords } from '#assistant';
import { isSaid } from './facts.ts';
import { problemsOf } from './schema.ts';
import { findPhrase, type Stems } from './stems.ts';
import { type Step, stepTextsOf, type Tree } from './tree.ts';
import { readYamlFile } from './yaml-file.ts';

/** Of two that are said at equal length, the earlier counts: "já fiz, não deu" had been tried before. */
const MEANINGS = [
  'already',
  'could-not',
  'failed',
  'worked',
  'did',
  'more',
  'back',
  'person',
  'stop',
  'unsure',
  'no',
  'yes',
] as const;
type Meaning = (typeof MEANINGS)[number];

/** What somebody may want at any step. */
export type Wish = 'more' | 'back' | 'person' | 'stop' | 'did';

export type Reading =
  /** An option of the step; `already`: it had been tried before. */
  { readonly option: string; readonly already?: boolean } | { readonly wish: Wish } | undefined;

/** Ways of saying each thing, as words; the longest first. */
export type Answers = readonly { readonly meaning: Meaning; readonly words: readonly string[] }[];

const answersSchema = z.partialRecord(z.enum(MEANINGS), z.array(z.string()));

/** @throws AssistantError `configuration`, with file, line and reason */
export async function readAnswers(url: URL): Promise<Answers> {
  const file = readYamlFile(await readFile(url, 'utf8'), 'answers.yml');
  const parsed = answersSchema.safeParse(file.content);
  if (!parsed.success) throw file.errorFor(problemsOf(parsed.error));
  return Object.entries(parsed.data)
    .flatMap(([meaning, phrases]) =>
      (phrases ?? []).map((phrase) => ({ meaning: meaning as Meaning, words: splitWords(phrase) })),
    )
    .sort((one, other) => other.words.length - one.words.length);
}

// Not the Spanish "no", which is "in the" in Portuguese.
const NEGATIONS = new Set(['nao', 'nem', 'nunca', 'not', 't']);
/** How people shorten it when they type; folded. */
const SHORT_FORMS = new Map([
  ['n', 'nao'],
  ['naum', 'nao'],
  ['s', 'sim'],
  ['ss', 'sim'],
]);
/** A "não" denies what stands with it: "não, agora funcionou" is good news. */
const CLAUSE_END = /[,.;:!?\n]+/;
/** What comes after it takes back what came before; folded. */
const BUT = /\b(?:mas|porem|so que|but|pero)\b/;

/** "não está funcionando", and "funcionou não". */
function isDenied(words: readonly string[], start: number, length: number): boolean {
  const before = words.slice(Math.max(0, start - 2), start);
  return before.some((word) => NEGATIONS.has(word)) || words[start + length] === 'nao';
}

/** Among many other words these are no wish: "volta pra tela inicial toda hora". */
const BRIEF: ReadonlySet<Meaning> = new Set<Meaning>(['back', 'stop', 'yes', 'no']);
const LEAST_SHARE = 1 / 3;

interface Found {
  readonly meaning: Meaning;
  readonly length: number;
}

function findMeanings(words: readonly string[], answers: Answers): readonly Found[] {
  return answers.flatMap(({ meaning, words: phrase }): Found[] => {
    const start = findPhrase(words, phrase);
    if (start < 0 || (BRIEF.has(meaning) && phrase.length / words.length < LEAST_SHARE)) return [];
    const denied = meaning === 'worked' && isDenied(words, start, phrase.length);
    // Half a word: more than the phrase itself, less than one that says it outright.
    return [denied ? { meaning: 'failed', length: phrase.length + 0.5 } : { meaning, length: phrase.length }];
  });
}

function readClauses(text: string, answers: Answers): Meaning | undefined {
  const found = text
    .split(CLAUSE_END)
    .map((clause) => splitWords(clause).map((word) => SHORT_FORMS.get(word) ?? word))
    .flatMap((words) => findMeanings(words, answers));
  // Whatever else is said: a person is always reachable.
  if (found.some(({ meaning }) => meaning === 'person')) return 'person';
  const longest = Math.max(0, ...found.map(({ length }) => length));
  return MEANINGS.find((meaning) => found.some((one) => one.meaning === meaning && one.length === longest));
}

function readMeaning(text: string, answers: Answers): Meaning | undefined {
  const parts = fold(text).split(BUT);
  const meaning = readClauses(parts.join('. '), answers);
  if (meaning === 'person' || parts.length === 1) return meaning;
  const last = readClauses(parts.at(-1) ?? '', answers);
  // "Entrei, mas a tela ficou preta" is no success, and "de primeira não deu, mas agora foi" is.
  return last === 'worked' || meaning === 'worked' ? last : meaning;
}

const WISHES: ReadonlySet<Meaning> = new Set<Meaning>(['more', 'back', 'person', 'stop']);
const isWish = (meaning: Meaning | undefined): meaning is Wish =>
  meaning !== undefined && WISHES.has(meaning);

/** What somebody wants where no step is open. */
export function readWish(text: string, answers: Answers): Wish | undefined {
  const meaning = readMeaning(text, answers);
  return isWish(meaning) ? meaning : undefined;
}

function plainMeaning(text: string): Meaning | undefined {
  const plain = readYesNo(text);
  return plain === undefined ? undefined : plain ? 'yes' : 'no';
}

function readDo(meaning: Meaning | undefined): Reading {
  switch (meaning) {
    case 'worked':
      return { option: 'worked' };
    case 'failed':
    case 'no':
      return { option: 'failed' };
    case 'already':
      return { option: 'failed', already: true };
    case 'could-not':
      return { option: 'could-not' };
    case 'did':
    case 'yes':
      return { wish: 'did' };
    case 'unsure':
      return { wish: 'more' };
    default:
      return undefined;
  }
}

/** The only option most of whose words are said. */
function findOption(text: string, step: Step, stems: Stems, titles: readonly string[]) {
  const said = stems.read(text);
  const scored = step.options.map(({ words }, index) => {
    const title = stems.read(titles[index] ?? '');
    const own = words.map((phrase) => stems.read(phrase)).filter((phrase) => isSaid(said, phrase));
    const whole = title.length > 0 && title.every((stem) => said.includes(stem)) ? title.length : 0;
    return Math.max(whole, new Set(own.flat()).size);
  });
  const best = Math.max(0, ...scored);
  const first = scored.indexOf(best);
  return best > 0 && scored.lastIndexOf(best) === first ? step.options[first]?.id : undefined;
}

const titlesOf = (step: Step, tree: Tree, locale: string): readonly string[] => {
  const shown = stepTextsOf(tree, step.id, locale).titles;
  return step.options.map(({ id }) => shown.get(id) ?? '');
};

function readAsk(
  text: string,
  step: Step,
  meaning: Meaning | undefined,
  titles: readonly string[],
  stems: Stems,
): Reading {
  const titled = findTitled(text, titles);
  if (titled !== undefined) return { option: step.options[titled]?.id ?? '' };
  const option = findOption(text, step, stems, titles);
  if (option !== undefined) return { option };
  if (meaning === 'unsure') return { wish: 'more' };
  if (isWish(meaning)) return { wish: meaning };
  const short = meaning === undefined ? findShortened(text, titles) : undefined;
  return short === undefined ? undefined : { option: step.options[short]?.id ?? '' };
}

function readCheck(text: string, step: Step, meaning: Meaning | undefined, stems: Stems): Reading {
  const option = findOption(text, step, stems, []);
  if (option !== undefined) return { option };
  const said = stems.read(text);
  const words = step.options.flatMap((each) => each.words);
  // Named and denied: "não está vencido" is no plain no.
  if (words.some((phrase) => findPhrase(said, stems.read(phrase)) >= 0)) return undefined;
  const plain = plainMeaning(text) ?? meaning;
  return plain === 'yes' || plain === 'no' || plain === 'unsure' ? { option: plain } : undefined;
}

/**
 * What the words mean at this step, or undefined where they are no answer to it.
 * @param locale of the titles that were shown
 */
export function understand(
  text: string,
  step: Step,
  { tree, locale, stems, answers }: { tree: Tree; locale: string; stems: Stems; answers: Answers },
): Reading {
  const meaning = readMeaning(text, answers);
  if (step.kind === 'ask') return readAsk(text, step, meaning, titlesOf(step, tree, locale), stems);
  if (isWish(meaning)) return { wish: meaning };
  if (step.kind === 'do') return readDo(meaning ?? plainMeaning(text));
  return readCheck(text, step, meaning, stems);
}
