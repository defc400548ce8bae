/** Reads `knowledge/<collection>/`: its `sources.yml` and its Markdown files. */
import { createHash } from 'node:crypto';
import { glob, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';

/** Largest document taken; a book of 500 pages has about as much text. */
const DOCUMENT_LIMIT_BYTES = 1_000_000;

const sources = z.looseObject({
  title: z.string().trim().min(1),
  locale: z.string().default('pt-BR'),
  owner: z.string().default(''),
  /** Glob patterns inside the collection's folder. */
  files: z.union([z.string(), z.array(z.string())]).default('**/*.md'),
});

export interface SourceDocument {
  /** Path inside the collection, without extension, with `/` between folders. */
  readonly document: string;
  readonly file: string;
  readonly hash: string;
  /** Undefined when the file cannot be read as text: what was kept of it stays. */
  readonly source: string | undefined;
}

export interface SourceCollection {
  readonly name: string;
  readonly title: string;
  readonly locale: string;
  readonly owner: string;
  readonly documents: readonly SourceDocument[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeText(bytes: Buffer): string {
  if (bytes.length > DOCUMENT_LIMIT_BYTES) throw new Error(`it is larger than ${DOCUMENT_LIMIT_BYTES} bytes`);
  const text = utf8.decode(bytes);
  // PostgreSQL stores no NUL.
  if (text.includes('\0')) throw new Error('it holds a NUL character');
  return text;
}

async function readDocument(folder: string, path: string, log: Log): Promise<SourceDocument> {
  const file = join(folder, path);
  const document = path.replaceAll('\\', '/').replace(/\.md$/, '');
  try {
    const bytes = await readFile(file);
    const hash = createHash('sha256').update(bytes).digest('hex');
    return { document, file, hash, source: decodeText(bytes) };
  } catch (error) {
    log.warn({ file, reason: describeError(error) }, 'document cannot be read; what was known of it stays');
    return { document, file, hash: '', source: undefined };
  }
}

async function readCollection(folder: string, name: string, log: Log): Promise<SourceCollection> {
  const { title, locale, owner, files } = sources.parse(
    parseYaml(await readFile(join(folder, 'sources.yml'), 'utf8')),
  );
  const paths = (await Array.fromAsync(glob(files, { cwd: folder })))
    .filter((path) => path.endsWith('.md') && !path.startsWith('..'))
    .sort();
  const documents = await Promise.all(paths.map((path) => readDocument(folder, path, log)));
  return { name, title, locale, owner, documents };
}

/**
 * @returns the collections, and the names of those whose `sources.yml` is wrong; these are logged
 * @throws when the folder itself cannot be read
 */
export async function readCollections(
  folder: string,
  log: Log,
): Promise<{ collections: SourceCollection[]; unreadable: string[] }> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  const unreadable: string[] = [];
  const read = async (name: string): Promise<SourceCollection[]> => {
    try {
      return [await readCollection(join(folder, name), name, log)];
    } catch (error) {
      const file = join(folder, name, 'sources.yml');
      log.warn(
        { file, reason: describeError(error) },
        'collection cannot be read; what was known of it stays',
      );
      unreadable.push(name);
      return [];
    }
  };
  return { collections: (await Promise.all(names.map(read))).flat(), unreadable };
}
