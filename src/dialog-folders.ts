/** Reads the dialogs' folders: code and responses. */
import { readdir, readFile } from 'node:fs/promises';
import type { Dialog } from './dialog.ts';
import { type Discovered, discover } from './discover.ts';
import { AssistantError } from './errors.ts';
import { DEFAULT_LOCALE } from './locale.ts';
import type { LoadedDialog } from './pipeline/dialog-library.ts';
import { parseResponses, type Responses } from './pipeline/responses.ts';

const RESPONSES = /^responses\.([\w-]+)\.ya?ml$/;

async function loadDialog({ name, folder, extension }: Discovered<Dialog>): Promise<LoadedDialog> {
  const responses = new Map<string, Responses>();
  for (const file of (await readdir(folder)).sort()) {
    const locale = RESPONSES.exec(file)?.[1];
    if (locale === undefined) continue;
    responses.set(
      locale,
      parseResponses(await readFile(new URL(file, folder), 'utf8'), `dialogs/${name}/${file}`),
    );
  }
  if (responses.size > 0 && !responses.has(DEFAULT_LOCALE)) {
    throw new AssistantError('configuration', `dialogs/${name} has no responses.${DEFAULT_LOCALE}.yml.`);
  }
  return { name, dialog: extension, responses };
}

/** @throws AssistantError `configuration` for a file that cannot be read, with its name and reason */
export async function loadDialogs(): Promise<readonly LoadedDialog[]> {
  return Promise.all((await discover<Dialog>('dialog')).map(loadDialog));
}
