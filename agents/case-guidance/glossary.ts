/** What the courts' words mean. The words, and their sources, are `glossary.yml` and `families.yml`. */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { fold } from '#assistant';
import type { Movement } from './cases.ts';
import { readData } from './read-data.ts';

const KINDS = [
  'hearing',
  'verdict',
  'appeal',
  'payment',
  'suspended',
  'end',
  'document',
  'waiting-judge',
  'notice',
] as const;
export type MovementKind = (typeof KINDS)[number];

const kind = z.enum(KINDS).optional();
const sentence = z.string().min(1);
const entrySchema = z.strictObject({
  name: sentence,
  title: sentence,
  plain: sentence,
  next: sentence.optional(),
  wait: sentence.optional(),
  kind,
  words: z.array(z.string()).default([]),
});
const glossarySchema = z.strictObject({
  movements: z.record(z.coerce.number<string>(), entrySchema),
  terms: z.array(z.strictObject({ words: z.array(z.string()).min(1), plain: sentence })),
});
const familiesSchema = z.array(
  z.strictObject({ of: z.int(), title: sentence, plain: sentence, kind, codes: z.array(z.int()) }),
);

export interface Meaning {
  readonly title: string;
  readonly plain: string;
  readonly next?: string | undefined;
  readonly wait?: string | undefined;
  readonly kind?: MovementKind | undefined;
  /** Where it was found. `unknown`: `plain` is ''. */
  readonly by: 'code' | 'family' | 'words' | 'unknown';
}

/** A word of the courts. */
export interface Term {
  readonly word: string;
  readonly plain: string;
}

export interface Glossary {
  explain(movement: Movement): Meaning;
  /** The word of the courts that a question is about, the longest first. */
  findTerm(question: string): Term | undefined;
}

interface KnownTerm extends Term {
  readonly kind?: MovementKind | undefined;
  /** Somewhere in a text. */
  readonly pattern: RegExp;
  /** The whole of a movement's name, or what it is about: "Penhora de bens", but not "Prescrição afastada". */
  readonly head: RegExp;
}

/** A name that stands for itself: "Mero expediente", but neither "Definitivo" nor "Em audiência". */
const NAMES_A_THING = /^(?!(?:de|do|da|em|para|por|sem|com|a) )\S+ /i;

const escapePattern = (word: string): string => fold(word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const toTerms = (words: readonly string[], plain: string, of?: MovementKind): KnownTerm[] =>
  words.map((word) => ({
    word,
    plain,
    kind: of,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(word)}s?(?![\\p{L}\\p{N}])`, 'u'),
    head: new RegExp(`^${escapePattern(word)}s?(?:$| (?:de|do|da|dos|das) )`),
  }));

/** @throws AssistantError `configuration` for a file that is not right */
export async function readGlossary(folder: URL): Promise<Glossary> {
  const { movements, terms } = await readData('glossary.yml', folder, glossarySchema);
  const families = await readData('families.yml', folder, familiesSchema);
  const byCode = new Map(Object.entries(movements).map(([code, entry]) => [Number(code), entry]));
  const familyOf = new Map(families.flatMap((family) => family.codes.map((code) => [code, family] as const)));
  const known = [
    ...terms.flatMap(({ words, plain }) => toTerms(words, plain)),
    ...[...byCode.values()].flatMap(({ name, words, plain, kind: of }) =>
      toTerms(NAMES_A_THING.test(name) ? [...words, name] : words, plain, of),
    ),
  ].sort((a, b) => b.word.length - a.word.length);
  const findTerm = (text: string): KnownTerm | undefined => {
    const folded = fold(text);
    return known.find(({ pattern }) => pattern.test(folded));
  };
  // A case repeats its names.
  const heads = new LRUCache<string, { readonly term: KnownTerm | undefined }>({ max: 1_000 });
  const findHead = (name: string): KnownTerm | undefined => {
    const found = heads.get(name) ?? { term: known.find(({ head }) => head.test(fold(name))) };
    heads.set(name, found);
    return found.term;
  };
  return {
    findTerm,
    explain({ code, name }) {
      const entry = code === undefined ? undefined : byCode.get(code);
      if (entry) return { ...entry, by: 'code' };
      const title = name || 'Registro do tribunal';
      const family = code === undefined ? undefined : familyOf.get(code);
      if (family) {
        return {
          title: family.title.replace('{name}', () => title),
          plain: family.plain,
          kind: family.kind,
          by: 'family',
        };
      }
      const term = findHead(name);
      return term
        ? { title, plain: term.plain, kind: term.kind, by: 'words' }
        : { title, plain: '', by: 'unknown' };
    },
  };
}
