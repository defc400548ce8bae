/** What people say, and what catalogues of services call it: reads `colloquial.yml`. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { splitWords } from '#assistant';

const schema = z.record(z.string().min(1), z.array(z.string().min(1)).min(1));

/** A part of a message: one word as it was said, or a phrase that has official names. */
export interface Said {
  readonly words: string;
  /** Each is another name of the same thing. */
  readonly official: readonly string[];
}

/** Cuts a message into what it says; the longest phrase counts. */
export type ReadColloquial = (text: string) => readonly Said[];

export async function openColloquial(folder: URL): Promise<ReadColloquial> {
  const known = schema.parse(parse(await readFile(new URL('colloquial.yml', folder), 'utf8')));
  const names = new Map<string, string[]>();
  for (const [official, phrases] of Object.entries(known)) {
    for (const phrase of phrases) {
      const key = splitWords(phrase).join(' ');
      names.set(key, [...(names.get(key) ?? []), official]);
    }
  }
  const longest = Math.max(1, ...[...names.keys()].map((key) => key.split(' ').length));
  return (text) => {
    const words = splitWords(text);
    const said: Said[] = [];
    for (let at = 0; at < words.length; ) {
      let length = Math.min(longest, words.length - at);
      while (length > 1 && !names.has(words.slice(at, at + length).join(' '))) length--;
      const phrase = words.slice(at, at + length).join(' ');
      said.push({ words: phrase, official: names.get(phrase) ?? [] });
      at += length;
    }
    return said;
  };
}
