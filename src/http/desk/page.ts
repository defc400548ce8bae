/** Serves the desk's web application: one page for every address below /desk, and the parts it is made of. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AssistantError, describeError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { ASSETS, bundleDesk, type DeskBundle } from './bundle.ts';

/** Nothing but our own files; pictures that are about to be sent are shown from memory. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const FOREVER = 'public, max-age=31536000, immutable';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%230b5d66'/%3E%3Cpath d='M21 12a6 6 0 1 0 0 8v-4h-5' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

/** @param name of the desk's page that is asked for */
function writePage({ script, style, pages }: DeskBundle, name: string): string {
  const preloads = (pages.get(name) ?? []).filter((part) => part !== script);
  return `<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="${ICON}">
<title>Guichê</title>
<link rel="stylesheet" href="${ASSETS}/${style}">
<script type="module" src="${ASSETS}/${script}"></script>
${preloads.map((part) => `<link rel="modulepreload" href="${ASSETS}/${part}">`).join('\n')}
</head>
<body>
<div id="desk"></div>
<noscript>Esta página precisa de JavaScript.</noscript>
</body>
</html>
`;
}

/** Made when the first asks for it: not every process shows it. */
function createBundling(log: Log): () => Promise<DeskBundle> {
  let bundling: Promise<DeskBundle> | undefined;
  return () => {
    bundling ??= bundleDesk().catch((error: unknown) => {
      log.error({ error: describeError(error) }, 'the desk was not bundled');
      bundling = undefined;
      throw error;
    });
    return bundling;
  };
}

const acceptsGzip = ({ headers }: FastifyRequest): boolean =>
  /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));

/** What each page shows comes through the API, for those who are signed in. */
export function mountDeskPage(app: FastifyInstance, log: Log): void {
  const bundle = createBundling(log);
  const schema = { hide: true };
  for (const url of ['/desk', '/desk/*']) {
    app.get<{ Params: { '*'?: string } }>(url, { schema }, async ({ params }, reply) => {
      const [name = ''] = (params['*'] ?? '').split('/');
      return reply
        .headers({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'cache-control': 'no-cache' })
        .type('text/html; charset=utf-8')
        .send(writePage(await bundle(), name));
    });
  }
  app.get<{ Params: { name: string } }>(`${ASSETS}/:name`, { schema }, async (request, reply) => {
    const asset = (await bundle()).assets.get(request.params.name);
    if (!asset) throw new AssistantError('not-found', 'This part of the desk');
    const isGzipped = acceptsGzip(request);
    if (isGzipped) reply.header('content-encoding', 'gzip');
    return reply
      .headers({ 'cache-control': FOREVER, vary: 'accept-encoding' })
      .type(asset.type)
      .send(isGzipped ? asset.gzipped : asset.content);
  });
}
