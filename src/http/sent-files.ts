/** Files that people sent to citizens, at signed addresses. They are saved, never shown as a page of this house. */
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface SentFileDesk {
  /** Undefined for a token that is wrong, or has run out. */
  open(
    token: string,
  ): Promise<{ readonly name: string; readonly mediaType: string; readonly content: Uint8Array } | undefined>;
}

/** RFC 6266: a plain name for old readers, the whole one for the others. */
const dispositionOf = (name: string): string =>
  `attachment; filename="${name.normalize('NFD').replace(/[^\w .-]/g, '')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** Sends a file so that nothing in it runs, and nobody on the way keeps it. */
export const sendFile = (
  reply: FastifyReply,
  {
    name,
    mediaType,
    content,
  }: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
): FastifyReply =>
  reply
    .headers({
      'content-disposition': dispositionOf(name),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'referrer-policy': 'no-referrer',
    })
    .type(mediaType)
    .send(Buffer.from(content));

export function mountSentFiles(app: FastifyInstance, desk: SentFileDesk): void {
  // A wildcard: the length of a named part of a path is limited.
  app.get<{ Params: { '*': string } }>('/files/*', { schema: { hide: true } }, async (request, reply) => {
    const [token = ''] = request.params['*'].split('/');
    const file = await desk.open(token);
    return file ? sendFile(reply, file) : reply.callNotFound();
  });
}
