/** Reads catalogues: folders and files of Markdown services, XML charters and flattened charters. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AssistantError, describeError, type ServiceEntry } from '#assistant';
import { readCharter } from './charter.ts';
import { readMarkdown } from './markdown.ts';
import { readPassages } from './passages.ts';
import type { CatalogueFile, Finding } from './service.ts';

/** The largest federal charter has 60 KB. */
const FILE_LIMIT_BYTES = 1_000_000;
/** Of a file with a charter a line; the 1,856 federal ones have 4 MB. */
const LINES_LIMIT_BYTES = 100_000_000;
/** Files read at once. */
const FILES_AT_ONCE = 32;

type Read = (source: string, file: string, fallbackId: string) => CatalogueFile;

const READERS: Readonly<Record<string, { readonly read: Read; readonly limitBytes: number }>> = {
  '.md': { read: readMarkdown, limitBytes: FILE_LIMIT_BYTES },
  '.xml': { read: readCharter, limitBytes: FILE_LIMIT_BYTES },
  '.jsonl': { read: readPassages, limitBytes: LINES_LIMIT_BYTES },
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

async function readOne(file: string): Promise<CatalogueFile> {
  const extension = extname(file);
  const reader = READERS[extension];
  const refuse = (reason: string): CatalogueFile => ({ services: [], findings: [{ file, reason }] });
  if (!reader) return refuse('it is not a .md, .xml or .jsonl file');
  try {
    const bytes = await readFile(file);
    if (bytes.length > reader.limitBytes) return refuse(`it is larger than ${reader.limitBytes} bytes`);
    const source = utf8.decode(bytes);
    if (source.trim() === '') return refuse('it is empty');
    return reader.read(source, file, basename(file, extension));
  } catch (error) {
    return refuse(describeError(error));
  }
}

/** A path that is not there is a mistake in the settings, not in the catalogue. */
async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    throw new AssistantError('configuration', `SERVICE_CATALOGUES names ${path}, which cannot be read.`);
  }
  if (!found.isDirectory()) return [path];
  return (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && extname(entry.name) in READERS)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function readAll(files: readonly string[]): Promise<{ file: string; read: CatalogueFile }[]> {
  const results: { file: string; read: CatalogueFile }[] = [];
  for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
    const some = files.slice(at, at + FILES_AT_ONCE);
    results.push(...(await Promise.all(some.map(async (file) => ({ file, read: await readOne(file) })))));
  }
  return results;
}

/**
 * Reads every file there is, in the order of the paths and then of the files' names. Of services with
 * the same id the first is kept.
 * @throws AssistantError `configuration` for a path that is not there
 */
export async function readCatalogues(paths: readonly string[]): Promise<CatalogueFile> {
  const files = (await Promise.all(paths.map(listFiles))).flat();
  const services = new Map<string, { service: ServiceEntry; file: string }>();
  const findings: Finding[] = [];
  for (const { file, read } of await readAll(files)) {
    findings.push(...read.findings);
    for (const service of read.services) {
      const first = services.get(service.id);
      if (first) findings.push({ file, reason: `the id ${service.id} stands already in ${first.file}` });
      else services.set(service.id, { service, file });
    }
  }
  return { services: [...services.values()].map(({ service }) => service), findings };
}
