/** The widget as one script, made in memory when the gateway starts. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build, type Plugin, transform } from 'esbuild';

export interface WidgetBundle {
  /** JavaScript, ES2022, runs as a classic script. */
  readonly script: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
  /** Changes when the script does; quoted, as the ETag header wants it. */
  readonly etag: string;
}

/** Hands style sheets over as their text, without what only people read. */
const minifiedStyles: Plugin = {
  name: 'minified-styles',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { loader: 'css', minify: true });
      return { contents: code, loader: 'text' };
    });
  },
};

/** Takes about a third of a second. Errors: esbuild's, when a file of the widget is missing or wrong. */
export async function bundleWidget(): Promise<WidgetBundle> {
  const entry = fileURLToPath(new URL('./widget/main.tsx', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [minifiedStyles],
    logLevel: 'silent',
  });
  const script = Buffer.from(outputFiles[0]?.contents ?? []);
  const [gzipped, brotli] = await Promise.all([promisify(gzip)(script), promisify(brotliCompress)(script)]);
  const digest = createHash('sha256').update(script).digest('base64url').slice(0, 22);
  return { script, gzip: gzipped, brotli, etag: `"${digest}"` };
}
