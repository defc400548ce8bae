/** What the citizen has said in passing: device, system, browser; and which questions that answers. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { problemsOf } from './schema.ts';
import { findPhrase, type Stems } from './stems.ts';
import type { Step } from './tree.ts';
import { readYamlFile } from './yaml-file.ts';

/** By what it is about, the names of one thing; the first is how the team reads it. */
export type Facts = Readonly<Record<string, readonly (readonly string[])[]>>;

const factsSchema = z.record(z.string(), z.array(z.array(z.string().min(1)).min(1)));

/** @throws AssistantError `configuration`, with file, line and reason */
export async function readFacts(url: URL): Promise<Facts> {
  const file = readYamlFile(await readFile(url, 'utf8'), 'facts.yml');
  const parsed = factsSchema.safeParse(file.content);
  if (!parsed.success) throw file.errorFor(problemsOf(parsed.error));
  return parsed.data;
}

// Not the Spanish "no", which is "in the" in Portuguese.
const DENIALS = new Set(['nao', 'n', 'nem', 'sem', 'not', 'sin']);

/** "não é no celular" says nothing of what it is. */
export function isSaid(words: readonly string[], phrase: readonly string[]): boolean {
  const start = findPhrase(words, phrase);
  return start >= 0 && !words.slice(Math.max(0, start - 3), start).some((word) => DENIALS.has(word));
}

/** Of each kind, what was named, if it was one thing only. */
export function findFacts(text: string, facts: Facts, stems: Stems): Readonly<Record<string, string>> {
  const words = stems.read(text);
  return Object.fromEntries(
    Object.entries(facts).flatMap(([about, things]) => {
      const named = things.filter((names) => names.some((name) => isSaid(words, stems.read(name))));
      const [first] = named[0] ?? [];
      return named.length === 1 && first !== undefined ? [[about, first]] : [];
    }),
  );
}

/** The only option of an `ask` whose own words were said already. */
export function findKnown(text: string, step: Step, stems: Stems): string | undefined {
  const words = stems.read(text);
  const known = step.options.filter(({ words: own }) =>
    own.some((phrase) => isSaid(words, stems.read(phrase))),
  );
  return known.length === 1 ? known[0]?.id : undefined;
}
