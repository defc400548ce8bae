/** Extensions: `<folder>/<name>/<kind>.ts`. The folder's name is the extension's name; there is no list. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { AssistantError } from './errors.ts';

export interface Discovered<Extension> {
  readonly name: string;
  /** Ends with a slash. */
  readonly folder: URL;
  readonly extension: Extension;
}

/** The checkout, or the image's application folder. */
export const ROOT = new URL('../', import.meta.url);

/**
 * Imports every extension of a kind, in the order of their names.
 * @param kind `dialog`, `agent` or `channel`: the file's name and, with an s, the folder's
 * @throws AssistantError `configuration` when a module has no default export
 */
export async function discover<Extension>(
  kind: 'dialog' | 'agent' | 'channel',
): Promise<Discovered<Extension>[]> {
  const root = new URL(`${kind}s/`, ROOT);
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const present = names.filter((name) => existsSync(new URL(`${name}/${kind}.ts`, root))).sort();
  return Promise.all(
    present.map(async (name) => {
      const folder = new URL(`${name}/`, root);
      const module: { default?: Extension } = await import(new URL(`${kind}.ts`, folder).href);
      if (module.default === undefined) {
        throw new AssistantError('configuration', `${kind}s/${name}/${kind}.ts has no default export.`);
      }
      return { name, folder, extension: module.default };
    }),
  );
}
