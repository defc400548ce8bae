/** A site on the web, as a real HTTP server on loopback whose pages the test writes. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Page {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Begins to answer, and never ends. */
  readonly hangs?: boolean;
  /** Sends the body so often. */
  readonly times?: number;
}

export interface Site extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** What was asked for, oldest first. */
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  put(path: string, page: Page | string): void;
  remove(path: string): void;
  /** Paths that were asked for since the last time, without robots.txt, sorted. */
  takePaths(): string[];
}

export const html = (title: string, text: string): string =>
  `<!doctype html><html lang="pt-BR"><head><title>${title}</title></head><body><main><h1>${title}</h1>${text}</main></body></html>`;

export const sitemap = (...addresses: readonly string[]): Page => ({
  type: 'application/xml',
  body: `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${addresses
    .map((address) => `<url><loc>${address}</loc><lastmod>2026-01-01</lastmod></url>`)
    .join('')}</urlset>`,
});

async function send(response: ServerResponse, page: Page, ifNoneMatch: string | undefined): Promise<void> {
  const body = Buffer.from(page.body ?? '');
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (page.status === undefined && ifNoneMatch === etag) return void response.writeHead(304).end();
  const type = page.type ?? 'text/html; charset=utf-8';
  response.writeHead(page.status ?? 200, { 'content-type': type, etag, ...page.headers });
  if (page.hangs) return void response.write(body);
  // Whoever has enough of it hangs up.
  await pipeline(Readable.from(Array.from({ length: page.times ?? 1 }, () => body)), response).catch(
    () => undefined,
  );
}

/** Without a page at /robots.txt it has none. */
export async function startSite(): Promise<Site> {
  const pages = new Map<string, Page>();
  const requests: Site['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    void send(response, pages.get(path) ?? { status: 404 }, request.headers['if-none-match']);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let taken = 0;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    put: (path, page) => void pages.set(path, typeof page === 'string' ? { body: page } : page),
    remove: (path) => void pages.delete(path),
    takePaths() {
      const paths = requests.slice(taken).map(({ path }) => path);
      taken = requests.length;
      return paths.filter((path) => path !== '/robots.txt').sort();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
