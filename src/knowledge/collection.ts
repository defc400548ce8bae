/** Reads `knowledge/<collection>/sources.yml`: what a collection is, and where its documents come from. */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import { DEFAULT_LOCALE } from '../locale.ts';
import { parseYamlFile } from '../yaml-file.ts';
import type { CollectionState } from './builds.ts';
import type { Rejection, SourceAbout } from './sources/source.ts';

/** Files in a folder. */
export interface FileSource {
  readonly kind: 'files';
  /** Glob patterns inside the folder. */
  readonly patterns: readonly string[];
  readonly folder: string;
  /** Under which citizens can read the files, without a slash at the end. */
  readonly address: string | undefined;
  readonly about: SourceAbout;
}

/** A page on the web, or all that a sitemap names. */
export interface WebSource {
  readonly kind: 'page' | 'sitemap';
  readonly address: string;
  /** Beginnings of addresses from which may be fetched. */
  readonly allow: readonly string[];
  readonly about: SourceAbout;
}

export type Source = FileSource | WebSource;

/** A collection as its `sources.yml` describes it. */
export interface Collection extends CollectionState {
  readonly folder: string;
  readonly sources: readonly Source[];
}

/** The collections of a folder, and those whose `sources.yml` is wrong. */
export interface Collections {
  readonly collections: readonly Collection[];
  readonly unreadable: readonly Rejection[];
}

const text = z.string().trim();
const several = z
  .union([text.min(1), z.array(text.min(1))], { error: 'must be a text, or a list of texts' })
  .transform((value) => (typeof value === 'string' ? [value] : value));
const day = z.iso.date({ error: 'must be a day as 2026-01-31' });
const audience = z.enum(['public', 'staff'], { error: 'must be public or staff' });

const isLocale = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};
const locale = text.refine(isLocale, { error: 'must be a language tag as pt-BR' });

const isFetchable = (address: string): boolean => {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
};
const webAddress = text.refine(isFetchable, {
  error: 'must be an address as https://www.example.gov.br/page',
});

/** What can be said of a document, wherever it comes from. */
export const aboutFields = { locale, owner: text, audience, valid_from: day, valid_until: day } as const;

const KINDS = ['files', 'pages', 'sitemap'] as const;

/** Whether the days are in order, or one of them is open. */
export const daysInOrder = (about: {
  valid_from?: string | undefined;
  valid_until?: string | undefined;
}): boolean =>
  about.valid_from === undefined || about.valid_until === undefined || about.valid_from <= about.valid_until;

const source = z
  .strictObject({
    files: several,
    folder: text.min(1),
    pages: several.pipe(z.array(webAddress)),
    sitemap: webAddress,
    allow: several.pipe(z.array(webAddress)),
    address: webAddress,
    ...aboutFields,
  })
  .partial()
  .refine((entry) => KINDS.filter((kind) => entry[kind] !== undefined).length === 1, {
    error: `must have one of ${KINDS.join(', ')}`,
  })
  .refine((entry) => entry.files !== undefined || (entry.folder ?? entry.address) === undefined, {
    error: 'folder and address go with files: a page on the web has its own address',
  })
  .refine((entry) => entry.files === undefined || entry.allow === undefined, {
    error: 'allow goes with pages and sitemap',
  })
  .refine(daysInOrder, { error: 'valid_until comes before valid_from' });

const schema = z.strictObject(
  {
    title: text.min(1),
    locale: locale.default(DEFAULT_LOCALE),
    owner: text.default(''),
    audience: audience.default('public'),
    sources: z.array(source),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' && issue.keys.includes('files')
        ? 'files belongs under sources:, as "- files: …"'
        : undefined,
  },
);

type SourcesYaml = z.output<typeof schema>;
type SourceYaml = SourcesYaml['sources'][number];

function toSources(entry: SourceYaml, whole: SourcesYaml, folder: string): Source[] {
  const about: SourceAbout = {
    locale: entry.locale ?? whole.locale,
    owner: entry.owner ?? whole.owner,
    audience: entry.audience ?? whole.audience,
    validFrom: entry.valid_from,
    validUntil: entry.valid_until,
  };
  if (entry.files !== undefined) {
    const address = entry.address?.replace(/\/+$/, '');
    const own = join(folder, entry.folder ?? '.');
    const place = entry.folder !== undefined && isAbsolute(entry.folder) ? entry.folder : own;
    return [{ kind: 'files', patterns: entry.files, folder: place, address, about }];
  }
  const kind = entry.sitemap === undefined ? 'page' : 'sitemap';
  return (entry.pages ?? [entry.sitemap ?? '']).map((given) => {
    const url = new URL(given);
    url.hash = '';
    return { kind, address: url.href, allow: entry.allow ?? [`${url.origin}/`], about };
  });
}

async function readCollection(folder: string, name: string): Promise<Collection> {
  const yaml = await readFile(join(folder, 'sources.yml'), 'utf8');
  const { value } = parseYamlFile(yaml, `${name}/sources.yml`, schema);
  const { sources, ...state } = value;
  return { name, ...state, folder, sources: sources.flatMap((entry) => toSources(entry, value, folder)) };
}

/** @throws when the folder itself cannot be read */
export async function readCollections(folder: string): Promise<Collections> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  const collections: Collection[] = [];
  const unreadable: Rejection[] = [];
  for (const name of names) {
    try {
      collections.push(await readCollection(join(folder, name), name));
    } catch (error) {
      unreadable.push({ collection: name, place: `${name}/sources.yml`, reason: describeError(error) });
    }
  }
  return { collections, unreadable };
}
