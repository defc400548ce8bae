/** The desk's web application as browsers get it: made in memory, in parts that are fetched when a page needs them. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

/** Where browsers find the parts. */
export const ASSETS = '/desk/assets';

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
}

export interface DeskBundle {
  /** By name, which holds a hash of the content: never the same name for other content. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** Names of assets. */
  readonly script: string;
  readonly style: string;
  /** What a page's first paint needs beside the script, by the page's name. */
  readonly pages: ReadonlyMap<string, readonly string[]>;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const compress = promisify(gzip);

async function createAsset(type: string, content: Buffer): Promise<Asset> {
  return { type: `${type}; charset=utf-8`, content, gzipped: await compress(content, { level: 9 }) };
}

/** The part a page lies in, and what that imports at once. */
function readPages({ outputs }: Metafile): ReadonlyMap<string, readonly string[]> {
  const pages = new Map<string, readonly string[]>();
  for (const [path, { entryPoint, imports }] of Object.entries(outputs)) {
    const page = /^desk\/pages\/([^/]+)\/page\.tsx$/.exec(entryPoint ?? '')?.[1];
    if (page === undefined || !path.endsWith('.js')) continue;
    const first = imports.filter(({ kind }) => kind === 'import-statement');
    pages.set(
      page,
      [path, ...first.map(({ path: imported }) => imported)].map((each) => basename(each)),
    );
  }
  return pages;
}

const isStyle = (path: string): boolean => path.endsWith('.css');
const isMain = (path: string): boolean => basename(path).startsWith('main-');

/** Takes about half a second. Errors: esbuild's, when a file of the application is missing or wrong. */
export async function bundleDesk(): Promise<DeskBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['desk/app/main.tsx'],
    outdir: 'out',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    publicPath: ASSETS,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const assets = new Map<string, Asset>();
  for (const { path, contents } of outputFiles)
    if (!isStyle(path))
      assets.set(basename(path), await createAsset('text/javascript', Buffer.from(contents)));
  // Styles of parts that come later are loaded by nobody: they are small, and all in one file.
  const styles = outputFiles
    .filter(({ path }) => isStyle(path))
    .sort((a, b) => Number(isMain(b.path)) - Number(isMain(a.path)) || a.path.localeCompare(b.path));
  const css = Buffer.from(styles.map(({ text }) => text).join('\n'));
  const style = `desk-${createHash('sha256').update(css).digest('hex').slice(0, 8)}.css`;
  assets.set(style, await createAsset('text/css', css));
  const script = [...assets.keys()].find(isMain) ?? '';
  return { assets, script, style, pages: readPages(metafile) };
}
