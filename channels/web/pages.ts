/** What the web channel serves to browsers: the widget's script, and the page that shows it. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ChannelContext, describeError } from '#assistant';
import { bundleWidget, type WidgetBundle } from './bundle.ts';
import { createDemoPage } from './demo.ts';

/** How long a site's visitors keep the script before they ask whether it has changed. */
const SCRIPT_MAX_AGE_S = 300;

function sendScript(request: FastifyRequest, reply: FastifyReply, bundle: WidgetBundle): FastifyReply {
  reply.headers({
    etag: bundle.etag,
    'cache-control': `public, max-age=${SCRIPT_MAX_AGE_S}`,
    vary: 'accept-encoding',
    // Other sites embed it.
    'cross-origin-resource-policy': 'cross-origin',
  });
  if (request.headers['if-none-match'] === bundle.etag) return reply.code(304).send();
  reply.type('text/javascript; charset=utf-8');
  const accepted = request.headers['accept-encoding'] ?? '';
  if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(bundle.brotli);
  if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(bundle.gzip);
  return reply.send(bundle.script);
}

export function mountPages({ http, publicUrl, log }: ChannelContext): void {
  // It is made while the rest starts; whoever asks sooner waits.
  const bundling = bundleWidget();
  bundling.catch((error: unknown) =>
    log.error({ error: describeError(error) }, 'the widget was not bundled'),
  );
  http.get('/widget.js', { schema: { hide: true } }, async (request, reply) =>
    sendScript(request, reply, await bundling),
  );
  http.get<{ Querystring: Record<string, unknown> }>(
    '/',
    { schema: { hide: true } },
    async (request, reply) => {
      const { html, contentSecurityPolicy } = createDemoPage(publicUrl(), request.query);
      return reply
        .header('content-security-policy', contentSecurityPolicy)
        .type('text/html; charset=utf-8')
        .send(html);
    },
  );
}
