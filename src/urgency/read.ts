/** Reads the word lists of this folder, and texts by them. */
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import {
  DANGERS,
  type Danger,
  PRIORITY_GROUNDS,
  type PriorityGround,
  type ReadSignals,
  URGENCY_KINDS,
  type Urgency,
  type UrgencyKind,
} from '../urgency.ts';
import { parseYamlFile } from '../yaml-file.ts';
import { toDigits } from './numerals.ts';
import { compilePattern, type Groups, respell, triggerOf, wordsIn } from './patterns.ts';
import { collectSlips, toPlainWords } from './spelling.ts';

/** What a pattern stands for. */
type Meaning =
  | { readonly type: 'never'; readonly of: 'urgency' | 'claim' }
  | { readonly type: 'age' }
  | { readonly type: 'urgency'; readonly kind: UrgencyKind; readonly danger?: Danger }
  | { readonly type: 'claim'; readonly ground: PriorityGround };

interface Entry {
  readonly meaning: Meaning;
  readonly expression: RegExp;
}

const phrases = z.array(z.string().min(1)).default([]);
const groups = z.record(z.string(), z.array(z.string().min(1))).default({});
const listOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, phrases])) as Record<Name, typeof phrases>;

const urgencySchema = z.strictObject({
  groups,
  never: phrases,
  'risk-to-life': z.strictObject(listOf(DANGERS)),
  threat: phrases,
  despair: phrases,
  anger: phrases,
});
const prioritySchema = z.strictObject({ groups, never: phrases, age: phrases, ...listOf(PRIORITY_GROUNDS) });
const spellingSchema = z.strictObject({
  words: z.record(z.string(), z.array(z.string())),
  ordinary: z.array(z.string()),
});

/** A pattern where it stands in its file. */
interface Source {
  readonly meaning: Meaning;
  readonly path: readonly (string | number)[];
  readonly pattern: string;
}

const toSources = (
  meaning: Meaning,
  path: readonly string[],
  patterns: readonly string[],
): readonly Source[] => patterns.map((pattern, index) => ({ meaning, path: [...path, index], pattern }));

function sourcesOfUrgency(file: z.output<typeof urgencySchema>): readonly Source[] {
  const dangers = file['risk-to-life'];
  return [
    ...toSources({ type: 'never', of: 'urgency' }, ['never'], file.never),
    ...DANGERS.flatMap((danger) =>
      toSources({ type: 'urgency', kind: 'risk-to-life', danger }, ['risk-to-life', danger], dangers[danger]),
    ),
    ...(['threat', 'despair', 'anger'] as const).flatMap((kind) =>
      toSources({ type: 'urgency', kind }, [kind], file[kind]),
    ),
  ];
}

const sourcesOfPriority = (file: z.output<typeof prioritySchema>): readonly Source[] => [
  ...toSources({ type: 'never', of: 'claim' }, ['never'], file.never),
  ...toSources({ type: 'age' }, ['age'], file.age),
  ...PRIORITY_GROUNDS.flatMap((ground) => toSources({ type: 'claim', ground }, [ground], file[ground])),
];

interface List {
  readonly sources: readonly Source[];
  readonly groups: Groups;
  refuse(path: readonly (string | number)[], reason: string): Error;
}

async function readLists(folder: URL): Promise<readonly List[]> {
  const names = (await readdir(folder)).filter((name) => /^(urgency|priority)\.\w+\.yml$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      const fileName = `src/urgency/${name}`;
      if (name.startsWith('urgency')) {
        const { value, refuse } = parseYamlFile(text, fileName, urgencySchema);
        return { sources: sourcesOfUrgency(value), groups: value.groups, refuse };
      }
      const { value, refuse } = parseYamlFile(text, fileName, prioritySchema);
      return { sources: sourcesOfPriority(value), groups: value.groups, refuse };
    }),
  );
}

/** By the first letters of a word that must be there, so that few patterns are tried on a text. */
type Index = ReadonlyMap<string, readonly Entry[]>;

function indexLists(lists: readonly List[], chat: ReadonlyMap<string, string>): Index {
  const index = new Map<string, Entry[]>();
  for (const { sources, groups: own, refuse } of lists) {
    const respelt = Object.fromEntries(
      Object.entries(own).map(([name, members]) => [name, members.map((member) => respell(member, chat))]),
    );
    for (const { meaning, path, pattern } of sources) {
      try {
        const { expression, triggers } = compilePattern(respell(pattern, chat), respelt);
        for (const trigger of new Set(triggers))
          index.set(trigger, [...(index.get(trigger) ?? []), { meaning, expression }]);
      } catch (error) {
        throw refuse(path, `"${pattern}": ${describeError(error)}`);
      }
    }
  }
  return index;
}

function findEntries(plain: string, index: Index): ReadonlySet<Entry> {
  const found = new Set<Entry>();
  for (const word of new Set(plain.split(' ')))
    for (const entry of index.get(triggerOf(word)) ?? []) found.add(entry);
  return found;
}

/** Right before a phrase it turns it round; "não, quero morrer" says no to something else. */
const NEGATED =
  / (?:nao|nunca|jamais|nem|sem|not|dont|never)(?: (?:eu|e|que|foi|mais|ainda|estou|sou|tenho|am))?$/;

function* matchesOf({ expression }: Entry, plain: string): Generator<RegExpExecArray> {
  for (const match of plain.matchAll(expression))
    if (!NEGATED.test(plain.slice(Math.max(0, match.index - 20), match.index))) yield match;
}

/** What is in the way is made one word that stands in no pattern. */
const blank = (plain: string, entries: readonly Entry[], of: 'urgency' | 'claim'): string =>
  entries
    .filter(({ meaning }) => meaning.type === 'never' && meaning.of === of)
    .reduce((text, { expression }) => text.replace(expression, ' -'), plain);

const OLD = 60;
const VERY_OLD = 80;
const OLDEST = 120;

function groundOfAge(age: number): PriorityGround | undefined {
  if (age < OLD || age > OLDEST) return undefined;
  return age >= VERY_OLD ? 'age-80' : 'age-60';
}

function readClaims(plain: string, entries: readonly Entry[]): readonly PriorityGround[] {
  const claims = new Set<PriorityGround>();
  for (const entry of entries) {
    const { meaning } = entry;
    if (meaning.type !== 'age' && meaning.type !== 'claim') continue;
    for (const match of matchesOf(entry, plain)) {
      const ground = meaning.type === 'claim' ? meaning.ground : groundOfAge(Number(match[1]));
      if (ground) claims.add(ground);
    }
  }
  // Who is past eighty is past sixty, too.
  if (claims.has('age-80')) claims.delete('age-60');
  return PRIORITY_GROUNDS.filter((ground) => claims.has(ground));
}

function readUrgency(plain: string, entries: readonly Entry[]): Urgency | undefined {
  let gravest: Urgency | undefined;
  let place = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const { meaning } = entry;
    if (meaning.type !== 'urgency') continue;
    const own = URGENCY_KINDS.indexOf(meaning.kind);
    if (own > place || (own === place && meaning.danger === undefined)) continue;
    const { kind, danger } = meaning;
    const rank = own + (danger === undefined ? 0 : DANGERS.indexOf(danger) / DANGERS.length);
    if (rank >= place) continue;
    for (const match of matchesOf(entry, plain)) {
      gravest = { kind, ...(danger === undefined ? {} : { danger }), words: match[0].trim() };
      place = rank;
      break;
    }
  }
  return gravest;
}

/**
 * The lists of all languages at once: people in need do not keep to one.
 * @throws AssistantError `configuration`, with file, line and reason
 */
export async function openSignals(folder: URL = new URL('./', import.meta.url)): Promise<ReadSignals> {
  const spelling = parseYamlFile(
    await readFile(new URL('spelling.yml', folder), 'utf8'),
    'src/urgency/spelling.yml',
    spellingSchema,
  ).value;
  const chat = new Map(
    Object.entries(spelling.words).flatMap(([word, written]) => written.map((each) => [each, word] as const)),
  );
  const lists = await readLists(folder);
  const words = new Set(
    lists.flatMap(({ sources, groups: own }) => [
      ...sources.flatMap(({ pattern }) => wordsIn(pattern)),
      ...Object.values(own).flatMap((members) => members.flatMap(wordsIn)),
    ]),
  );
  const spellings = new Map([...collectSlips(words, new Set(spelling.ordinary)), ...chat]);
  const index = indexLists(lists, chat);

  return (text) => {
    const plain = toDigits(toPlainWords(text, spellings));
    const entries = [...findEntries(plain, index)];
    if (entries.length === 0) return { urgency: undefined, claims: [] };
    return {
      urgency: readUrgency(blank(plain, entries, 'urgency'), entries),
      claims: readClaims(blank(plain, entries, 'claim'), entries),
    };
  };
}
