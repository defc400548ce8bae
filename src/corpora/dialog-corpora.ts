/** The dialogs' training phrases: `dialogs/<name>/nlu.yml`, and `nlu.<locale>.yml` in other languages. */
import { glob, readFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { type Corpus, corpusError } from '../corpus.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import type { Log } from '../log.ts';
import type { Example } from '../recognizer.ts';
import { parseRasaMarkdown } from './rasa-markdown.ts';
import { parseRasaYaml } from './rasa-yaml.ts';

/**
 * `nlu.yml` is pt-BR, `nlu.en.yml` English.
 * @throws AssistantError `configuration` when the name holds no language tag
 */
export function localeOf(fileName: string): string {
  const tag = basename(fileName, extname(fileName)).replace(/^nlu\.?/, '') || DEFAULT_LOCALE;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? DEFAULT_LOCALE;
  } catch {
    throw corpusError(
      fileName,
      1,
      `the file is named nlu.yml or nlu.<language>.yml, and "${tag}" is no language tag`,
    );
  }
}

/** @throws AssistantError `configuration` with file, line and reason */
export const parseCorpus = (text: string, fileName: string): Corpus =>
  extname(fileName) === '.md' ? parseRasaMarkdown(text, fileName) : parseRasaYaml(text, fileName);

/**
 * Reads the training phrases of all dialogs.
 * @param folder holds a folder for each dialog; file names in errors are relative to it
 * @returns examples by BCP 47 tag, in the order of the files' names
 * @throws AssistantError `configuration` with file, line and reason
 */
export async function readDialogExamples(
  folder: string,
  log: Log,
): Promise<ReadonlyMap<string, readonly Example[]>> {
  const byLocale = new Map<string, Example[]>();
  const paths = await Array.fromAsync(glob(join(folder, '*', 'nlu*.{yml,yaml,md}')));
  for (const path of paths.sort()) {
    const { examples, ignored } = parseCorpus(await readFile(path, 'utf8'), relative(folder, path));
    if (ignored.length > 0) log.warn({ sections: ignored }, 'sections of training data were passed over');
    const locale = localeOf(relative(folder, path));
    byLocale.set(locale, [...(byLocale.get(locale) ?? []), ...examples]);
  }
  return byLocale;
}
