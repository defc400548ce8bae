/** Documents in folders. */
import { glob, readFile, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { describeError } from '../../errors.ts';
import type { Collection, FileSource } from '../collection.ts';
import { FILE_LIMIT_BYTES } from '../formats/limits.ts';
import {
  documentHash,
  hashOf,
  type Listing,
  type Rejection,
  type SourceDocument,
  type Unreadable,
} from './source.ts';

/** Files of the collection that are about its documents. */
const OWN_FILES = new Set(['sources.yml', 'questions.yml']);

const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'));

/** Paths with `/` between folders. Throws when the folder is not there. */
async function findFiles({ folder, patterns }: FileSource): Promise<string[]> {
  if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder');
  const paths = (await Array.fromAsync(glob([...patterns], { cwd: folder }))).map((path) =>
    path.replaceAll('\\', '/'),
  );
  return [...new Set(paths)].filter((path) => !isHidden(path) && !OWN_FILES.has(path)).sort();
}

async function readBytes(file: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size > FILE_LIMIT_BYTES) throw new Error(`it is larger than ${FILE_LIMIT_BYTES / 1_000_000} MB`);
  return readFile(file);
}

const isFolder = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EISDIR';

/** As people know it: from the collection's name on, where the file stands in its folder. */
const placeOf = (collection: Collection, { folder }: FileSource, path: string): string =>
  relative(collection.folder, folder) === '' ? `${collection.name}/${path}` : join(folder, path);

async function describeFile(
  collection: Collection,
  source: FileSource,
  path: string,
): Promise<SourceDocument> {
  const { folder, address, about } = source;
  const file = join(folder, path);
  const own = address && `${address}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const described = { about, address: own };
  return {
    ...described,
    collection: collection.name,
    document: path.slice(0, path.length - extname(path).length),
    origin: 'file',
    place: placeOf(collection, source, path),
    name: path,
    hash: documentHash(hashOf(await readBytes(file)), described),
    read: () => readBytes(file),
  };
}

/** Of two files with the same name but for what follows the dot, the first is taken. */
export async function listFiles(collection: Collection): Promise<Listing> {
  const found = new Map<string, SourceDocument>();
  const unreadable: Unreadable[] = [];
  const problems: Rejection[] = [];
  let incomplete: string | undefined;
  const reject = (place: string, reason: string): Rejection => ({
    collection: collection.name,
    place,
    reason,
  });
  for (const source of collection.sources.filter((each) => each.kind === 'files')) {
    const paths = await findFiles(source).catch((error: unknown) => {
      incomplete = collection.name;
      problems.push(reject(source.folder, describeError(error)));
      return undefined;
    });
    if (paths?.length === 0)
      problems.push(
        reject(`${collection.name}/sources.yml`, `no file is like ${source.patterns.join(', ')}`),
      );
    for (const path of paths ?? []) {
      const place = placeOf(collection, source, path);
      try {
        const described = await describeFile(collection, source, path);
        const twin = found.get(described.document);
        if (twin === undefined) found.set(described.document, described);
        else if (twin.place !== place) problems.push(reject(place, `it has the same name as ${twin.place}`));
      } catch (error) {
        if (isFolder(error)) continue;
        const document = path.slice(0, path.length - extname(path).length);
        unreadable.push({ ...reject(place, describeError(error)), document });
      }
    }
  }
  return { documents: [...found.values()], unreadable, problems, incomplete };
}
