/**
 * Where copies of conversations lie: `/history/<token>.pdf` and `.txt`. The token is all it takes, so
 * nothing on the way may keep them; whatever is wrong with one is answered as if there were nothing.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AssistantError } from '../errors.ts';

interface WrittenCopy {
  readonly protocolNumbers: readonly string[];
  writeText(): string;
  writePdf(options: { readonly signal: AbortSignal }): Promise<Buffer>;
}

/** Who writes the copies. */
export interface CopyDesk {
  /** Undefined for a token that is wrong, or has run out. */
  open(token: string): Promise<WrittenCopy | undefined>;
}

/** A PDF of 2,000 messages takes a second of one processor: more at once would hold up the chats. */
const MOST_AT_ONCE = 2;
const AGAIN_MS = 3_000;

const PATH = /^(.+)\.(pdf|txt)$/;

const nameOf = ({ protocolNumbers }: WrittenCopy, kind: string): string =>
  protocolNumbers.length === 1 ? `protocolo-${protocolNumbers[0]}.${kind}` : `protocolos.${kind}`;

/** Aborts when the answer is through, or whoever asked has left. */
function signalOf(reply: FastifyReply): AbortSignal {
  const over = new AbortController();
  reply.raw.once('close', () => over.abort(new AssistantError('not-ready', 'Nobody waits for it any more.')));
  return over.signal;
}

const guard = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
  });

export function mountHistory(app: FastifyInstance, desk: CopyDesk): void {
  let writing = 0;

  async function write(copy: WrittenCopy, kind: string, reply: FastifyReply): Promise<Buffer | string> {
    if (kind === 'txt') return copy.writeText();
    if (writing >= MOST_AT_ONCE)
      throw new AssistantError('overloaded', String(AGAIN_MS / 1_000), { retryAfterMs: AGAIN_MS });
    writing++;
    try {
      return await copy.writePdf({ signal: signalOf(reply) });
    } finally {
      writing--;
    }
  }

  // A wildcard: the length of a named part of a path is limited.
  app.get<{ Params: { '*': string } }>('/history/*', { schema: { hide: true } }, async (request, reply) => {
    const [, token, kind = ''] = PATH.exec(request.params['*']) ?? [];
    const copy = token === undefined ? undefined : await desk.open(token);
    guard(reply);
    if (!copy) return reply.callNotFound();
    const body = await write(copy, kind, reply);
    return reply
      .header('content-disposition', `inline; filename="${nameOf(copy, kind)}"`)
      .type(kind === 'pdf' ? 'application/pdf' : 'text/plain; charset=utf-8')
      .send(body);
  });
}
