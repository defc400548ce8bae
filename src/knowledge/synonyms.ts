/** Words that mean the same in this field: acronyms, and what people call things. Data: `knowledge/synonyms.yml`. */
import { z } from 'zod';
import { fold, splitWords } from '../words.ts';
import { parseYamlFile } from '../yaml-file.ts';
import type { PassageIndex } from './index/passage-index.ts';
import type { Wording } from './index/ranking.ts';

/** A phrase, and what stands in the documents for it. */
export interface Synonym {
  /** As people say it: its words without accents, without those between them. */
  readonly said: readonly string[];
  readonly written: readonly (readonly string[])[];
}

export type Synonyms = readonly Synonym[];

/** What a word of the question may be written as too, beside itself; by its place. */
export type Expansions = (
  index: PassageIndex,
  spoken: readonly { readonly word: string; readonly terms: readonly number[] }[],
) => readonly (readonly Wording[])[];

/** What another word for it counts, beside the one that was asked. */
const SYNONYM_WEIGHT = 0.7;

/** Between the words of a phrase they tell nothing: "carteira de identidade". */
const LINKS = new Set('a o as os e de do da dos das em no na nos nas para por com ao'.split(' '));

const phrase = z.string().trim().min(1);
const schema = z.strictObject({
  /** Each may be said or written for each other. */
  same: z.array(z.array(phrase).min(2)).default([]),
  /** Who says the one finds the others, and not the other way round. */
  also: z.record(phrase, z.array(phrase).min(1)).default({}),
});

const wordsOf = (text: string): string[] => splitWords(text).filter((word) => !LINKS.has(word));

/**
 * @param fileName as the reader of an error knows it
 * @throws AssistantError `configuration`: file, line and reason
 */
export function parseSynonyms(text: string, fileName: string): Synonyms {
  const file = parseYamlFile(text, fileName, schema);
  const { same, also } = file.value;
  const read = (words: string, path: readonly PropertyKey[]): string[] => {
    const found = wordsOf(words);
    if (found.length === 0) throw file.refuse(path, `“${words}” has no word that can be searched`);
    return found;
  };
  const groups = same.map((group, at) => group.map((one, place) => read(one, ['same', at, place])));
  for (const [at, group] of groups.entries()) {
    if (new Set(group.map((words) => words.join(' '))).size < group.length)
      throw file.refuse(['same', at], 'the same stands here twice');
  }
  return [
    ...groups.flatMap((group) =>
      group.map((said) => ({ said, written: group.filter((other) => other !== said) })),
    ),
    ...Object.entries(also).map(([said, written]) => ({
      said: read(said, ['also', said]),
      written: written.map((one, at) => read(one, ['also', said, at])),
    })),
  ];
}

interface Prepared {
  readonly said: readonly string[];
  readonly wordings: readonly Wording[];
}

/** The term of a word, or the word itself where the documents do not have it. */
const keyOf = (index: PassageIndex, word: string): string =>
  String(index.dictionary.termsOf(fold(word))[0] ?? word);

function prepare(index: PassageIndex, synonyms: Synonyms): Map<string, Prepared[]> {
  const prepared = synonyms.map(({ said, written }) => ({
    said: said.map((word) => keyOf(index, word)),
    wordings: written
      .map((words) => words.map((word) => index.dictionary.termsOf(word)[0]))
      .filter((terms) => terms.every((term) => term !== undefined))
      .filter((terms) => index.countHolders(terms) > 0)
      .map((terms) => ({ terms, weight: SYNONYM_WEIGHT })),
  }));
  return Map.groupBy(prepared, ({ said }) => said[0] ?? '');
}

/** Prepared once for each state of the index. */
export function createExpansions(synonyms: Synonyms): Expansions {
  let version = -1;
  let byFirst = new Map<string, Prepared[]>();
  return (index, spoken) => {
    if (version !== index.version) byFirst = prepare(index, synonyms);
    version = index.version;
    const keys = spoken.map(({ word, terms }) => String(terms[0] ?? word));
    const found: Wording[][] = keys.map(() => []);
    for (const [at, key] of keys.entries()) {
      for (const { said, wordings } of byFirst.get(key) ?? []) {
        if (!said.every((one, place) => keys[at + place] === one)) continue;
        for (let place = 0; place < said.length; place++) found[at + place]?.push(...wordings);
      }
    }
    return found;
  };
}
