/** Sitemaps, their indexes, and those that are packed: https://www.sitemaps.org/protocol.html. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { describeError } from '../../errors.ts';

/** The protocol's own limit for one file, unpacked. */
export const SITEMAP_LIMIT_BYTES = 50_000_000;
/** Of indexes within indexes; the protocol knows one. */
const DEPTH = 3;
const FILES = 1_000;
export const ADDRESS_LIMIT = 100_000;

const unpack = promisify(gunzip);

interface Entries {
  readonly pages: string[];
  readonly sitemaps: string[];
}

/** A packed file begins with these, whatever its name and type say. */
const isPacked = (content: Uint8Array): boolean => content[0] === 0x1f && content[1] === 0x8b;

/** @throws Error with the line when it is no sitemap */
export async function parseSitemap(content: Uint8Array): Promise<Entries> {
  const bytes = isPacked(content)
    ? await unpack(content, { maxOutputLength: SITEMAP_LIMIT_BYTES }).catch((error: unknown) => {
        throw new Error(`it cannot be unpacked: ${describeError(error)}`);
      })
    : content;
  const entries: Entries = { pages: [], sitemaps: [] };
  const parser = new SaxesParser();
  const path: string[] = [];
  let text = '';
  // Saxes goes on after an error, unless its handler throws.
  parser.on('error', (error) => {
    throw new Error(`it is no sitemap: ${error.message}`);
  });
  parser.on('opentag', ({ name }) => {
    path.push(name.replace(/^.*:/, ''));
    text = '';
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('cdata', (piece) => {
    text += piece;
  });
  parser.on('closetag', () => {
    const place = path.join('/');
    path.pop();
    if (place === 'urlset/url/loc') entries.pages.push(text.trim());
    if (place === 'sitemapindex/sitemap/loc') entries.sitemaps.push(text.trim());
  });
  let root = '';
  parser.on('opentagstart', ({ name }) => {
    root ||= name.replace(/^.*:/, '');
    if (root !== 'urlset' && root !== 'sitemapindex')
      throw new Error(`it is no sitemap: it begins with <${root}>`);
  });
  parser.write(new TextDecoder().decode(bytes)).close();
  return entries;
}

export interface Expanded {
  /** Of pages, each once, without fragments. */
  readonly addresses: readonly string[];
  /** Sitemaps that could not be read: what they name is not known. */
  readonly problems: readonly { readonly place: string; readonly reason: string }[];
}

/** Follows indexes. Never rejects, but for what `read` throws when it is stopped. */
export async function expandSitemap(
  address: string,
  read: (address: string) => Promise<Uint8Array>,
  signal?: AbortSignal,
): Promise<Expanded> {
  const addresses = new Set<string>();
  const problems: { place: string; reason: string }[] = [];
  const seen = new Set<string>();

  async function visit(place: string, depth: number): Promise<void> {
    if (seen.has(place)) return;
    seen.add(place);
    try {
      if (seen.size > FILES) throw new Error(`it is beyond the ${FILES}th sitemap`);
      const { pages, sitemaps } = await parseSitemap(await read(place));
      for (const page of pages) {
        const url = URL.parse(page, place);
        if (!url || addresses.size >= ADDRESS_LIMIT) continue;
        url.hash = '';
        addresses.add(url.href);
      }
      if (sitemaps.length > 0 && depth === DEPTH) throw new Error(`it is an index below ${DEPTH} others`);
      for (const each of sitemaps) await visit(URL.parse(each, place)?.href ?? each, depth + 1);
    } catch (error) {
      signal?.throwIfAborted();
      problems.push({ place, reason: describeError(error) });
    }
  }

  await visit(address, 1);
  if (addresses.size >= ADDRESS_LIMIT)
    problems.push({
      place: address,
      reason: `it names more than ${ADDRESS_LIMIT} pages: the others are left out`,
    });
  return { addresses: [...addresses], problems };
}
