/** The dialogs' training phrases: `dialogs/<name>/nlu.yml`, and `nlu.<locale>.yml` in other languages. */
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { type Corpus, type CorpusFile, corpusError } from '../corpus.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import type { Log } from '../log.ts';
import type { Example } from '../recognizer.ts';
import { appendTo, type CorpusDraft, type LookupFile } from './draft.ts';
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
export const parseCorpus = (text: string, fileName: string): CorpusDraft =>
  extname(fileName) === '.md' ? parseRasaMarkdown(text, fileName) : parseRasaYaml(text, fileName);

/** Rasa's projects name such a file as seen from their root; beside the corpus it is found as well. */
async function readLookupFile({ path, line }: LookupFile, file: string, root: string): Promise<string[]> {
  for (const folder of [dirname(file), root]) {
    const text = await readFile(resolve(folder, path), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const words = text.replace(/^\ufeff/, '').split('\n');
    return words.map((word) => word.trim()).filter((word) => word !== '');
  }
  throw corpusError(relative(root, file), line, `the lookup file ${path} cannot be read`);
}

/**
 * A file of training data, with the files that it names.
 * @param root file names in errors are relative to it
 * @throws AssistantError `configuration` with file, line and reason
 */
export async function readCorpus(file: string, root: string): Promise<Corpus> {
  const { lookupFiles, ...corpus } = parseCorpus(await readFile(file, 'utf8'), relative(root, file));
  for (const lookup of lookupFiles)
    appendTo(corpus.lookups, lookup.name, await readLookupFile(lookup, file, root));
  return corpus;
}

/** The dialogs' files of training data, in the order of their names. */
export const findCorpora = async (folder: string): Promise<readonly string[]> =>
  (await Array.fromAsync(glob(join(folder, '*', 'nlu*.{yml,yaml,md}')))).sort();

/**
 * Reads the training data of all dialogs.
 * @param folder holds a folder for each dialog; file names are relative to it
 * @throws AssistantError `configuration` with file, line and reason
 */
export async function readDialogCorpora(folder: string): Promise<readonly CorpusFile[]> {
  const paths = await findCorpora(folder);
  return Promise.all(
    paths.map(async (path) => {
      const fileName = relative(folder, path);
      return { fileName, locale: localeOf(fileName), ...(await readCorpus(path, folder)) };
    }),
  );
}

/**
 * The training phrases of all dialogs.
 * @returns examples by BCP 47 tag, in the order of the files' names
 */
export function groupExamples(
  corpora: readonly CorpusFile[],
  log: Log,
): ReadonlyMap<string, readonly Example[]> {
  const byLocale = new Map<string, Example[]>();
  for (const { locale, examples, ignored } of corpora) {
    if (ignored.length > 0) log.warn({ sections: ignored }, 'sections of training data were passed over');
    byLocale.set(locale, [...(byLocale.get(locale) ?? []), ...examples]);
  }
  return byLocale;
}

/** @throws AssistantError `configuration` with file, line and reason */
export const readDialogExamples = async (
  folder: string,
  log: Log,
): Promise<ReadonlyMap<string, readonly Example[]>> => groupExamples(await readDialogCorpora(folder), log);
