/** Reads the folder of trees: `<name>.yml` in Portuguese, `<name>.<locale>.yml` in other languages. */
import { readdir, readFile } from 'node:fs/promises';
import { AssistantError } from '#assistant';
import { parseTree } from './parse-tree.ts';
import { addTranslation } from './translate-tree.ts';
import type { Tree } from './tree.ts';

const FILE = /^([a-z0-9-]+)(?:\.([A-Za-z]{2,3}(?:-[\w-]+)?))?\.yml$/;

interface TreeFileName {
  readonly file: string;
  readonly id: string;
  /** Undefined for Portuguese. */
  readonly locale: string | undefined;
}

function readName(file: string): TreeFileName {
  const [, id, locale] = FILE.exec(file) ?? [];
  if (id === undefined) {
    const expected = '<name>.yml or <name>.<language>.yml, in small letters, digits and dashes';
    throw new AssistantError('configuration', `trees/${file}: a tree's file is named ${expected}.`);
  }
  return { file, id, locale };
}

/**
 * All trees, in the order of their files' names. A tree without a file in some language is said in
 * Portuguese there.
 * @param folder ends with a slash
 * @throws AssistantError `configuration`, with file, line and reason
 */
export async function openTrees(folder: URL): Promise<readonly Tree[]> {
  const names = (await readdir(folder)).sort().map(readName);
  const read = (file: string) => readFile(new URL(file, folder), 'utf8');
  const originals = names.filter(({ locale }) => locale === undefined);
  const stray = names.find(({ id }) => !originals.some((original) => original.id === id));
  if (stray)
    throw new AssistantError('configuration', `trees/${stray.file}: there is no trees/${stray.id}.yml.`);
  return Promise.all(
    originals.map(async ({ id, file }) => {
      let tree = parseTree(await read(file), id, `trees/${file}`);
      for (const other of names) {
        if (other.id !== id || other.locale === undefined) continue;
        tree = addTranslation(tree, other.locale, await read(other.file), `trees/${other.file}`);
      }
      return tree;
    }),
  );
}
