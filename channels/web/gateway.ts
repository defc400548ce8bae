/**
 * The widget's gateway: one socket per open page. A socket holds no truth: it has a place in the
 * log, and whatever is new after that place is read from the log and sent. A message that a page
 * missed is therefore sent when it asks, by whichever process it reaches.
 */
import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Server } from 'socket.io';
import { z } from 'zod';
import { AssistantError, type ChannelContext, describeError } from '#assistant';
import { type ChatSocket, type Follower, followLog, seqSchema, type Visitor } from './follow-log.ts';
import type { Acknowledgement, ClientEvents, ClientMessage, ServerEvents } from './protocol.ts';
import { toExternalId } from './translate.ts';

const clientIdSchema = z.string().min(1).max(64);
const messageSchema: z.ZodType<ClientMessage> = z.union([
  z.strictObject({ clientId: clientIdSchema, type: z.literal('message'), text: z.string() }),
  z.strictObject({
    clientId: clientIdSchema,
    type: z.literal('choice'),
    value: z.string(),
    title: z.string(),
  }),
]);
const placeSchema = z.strictObject({ conversationId: z.uuid(), seq: seqSchema });
const readSchema = z.strictObject({ conversationId: z.uuid(), upToSeq: seqSchema });
const authSchema = z.object({ token: z.string().max(512).optional(), locale: z.string().max(35).optional() });

/** Far above what a page does by itself; messages have limits of their own. */
const EVENTS_PER_MINUTE = 240;
const PAYLOAD_LIMIT_BYTES = 64 * 1024;

const toRefusal = (error: unknown): Acknowledgement => {
  if (!(error instanceof AssistantError))
    return { ok: false, code: 'not-ready', retryable: true, retryAfterMs: null };
  const { code, retryable, retryAfterMs = null } = error;
  return { ok: false, code, retryable, retryAfterMs };
};

async function takeMessage(visitor: Visitor, payload: unknown, follower: Follower, context: ChannelContext) {
  const parsed = messageSchema.safeParse(payload);
  if (!parsed.success) throw new AssistantError('invalid-request', z.prettifyError(parsed.error));
  const { clientId, ...activity } = parsed.data;
  const { address, locale, networkAddress } = visitor;
  const message = { address, externalId: toExternalId(address, clientId), activity };
  const receipt = await context.receive(
    locale === undefined ? message : { ...message, locale },
    networkAddress,
  );
  await follower.follow(receipt.contactId);
  // The visitor's other pages show it too.
  await context.publish(receipt.contactId, { type: 'log', conversationId: receipt.conversationId });
  const { conversationId, protocolNumber, seq } = receipt;
  return { ok: true, conversationId, protocolNumber, seq } as const;
}

function serve(visitor: Visitor, known: string | undefined, context: ChannelContext): void {
  const { socket } = visitor;
  const follower = followLog(visitor, context);
  const limiter = new RateLimiterMemory({ points: EVENTS_PER_MINUTE, duration: 60 });
  socket.use((_event, next) => {
    limiter.consume('').then(
      () => next(),
      () => next(new Error('too-many-requests')),
    );
  });
  // A page that says what no page says is none of ours: what it sent is dropped, and it stays.
  socket.on('error', () => undefined);
  const ready = known === undefined ? Promise.resolve() : follower.follow(known).catch(() => undefined);

  socket.on('message', async (payload, answer) => {
    if (typeof answer !== 'function') return;
    answer(await takeMessage(visitor, payload, follower, context).catch(toRefusal));
  });
  socket.on('typing', () => void context.noteTyping(visitor.address));
  socket.on('sync', async (after, answer) => {
    const parsed = placeSchema.nullable().safeParse(after);
    if (typeof answer !== 'function') return;
    await ready;
    answer(parsed.success ? await follower.sync(parsed.data).catch(() => []) : []);
    follower.showWork();
    await follower.showPlace();
  });
  socket.on('read', async (payload) => {
    const parsed = readSchema.safeParse(payload);
    if (!parsed.success || !follower.hasShown(parsed.data.conversationId)) return;
    await context.recordDelivery(parsed.data.conversationId, parsed.data.upToSeq, 'read');
  });
  socket.on('passage', async (passageId, answer) => {
    if (typeof answer !== 'function') return;
    const id = z.string().max(128).safeParse(passageId);
    const passage = id.success
      ? await context.knowledge.readPassage(id.data).catch(() => undefined)
      : undefined;
    answer(passage ? { title: passage.title, headings: passage.headings, text: passage.text } : null);
  });
  socket.on('disconnect', () => void follower.leave());
}

async function welcome(socket: ChatSocket, context: ChannelContext): Promise<void> {
  const { token, locale } = authSchema.safeParse(socket.handshake.auth).data ?? {};
  const address = (token && context.verifyAddress(token)) || crypto.randomUUID();
  const known = await context.findContact(address);
  const networkAddress = context.networkAddress(socket.request);
  serve({ socket, address, locale, networkAddress }, known, context);
  socket.emit('session', { token: context.signAddress(address), login: context.loginName ?? null });
}

/** Mounts socket.io on the server of `context.http`. */
export function openGateway(context: ChannelContext): AsyncDisposable {
  const any = context.origins.includes('*');
  let isClosing = false;
  const io = new Server<ClientEvents, ServerEvents>(context.http.server, {
    serveClient: false,
    maxHttpBufferSize: PAYLOAD_LIMIT_BYTES,
    cors: { origin: any ? '*' : [...context.origins] },
    allowRequest: (request: IncomingMessage, decide) => {
      const { origin, host } = request.headers;
      const own = origin === undefined || URL.parse(origin)?.host === host;
      decide(null, !isClosing && (own || any || context.origins.includes(origin)));
    },
  });
  io.of('/chat').on('connection', (socket: ChatSocket) => {
    welcome(socket, context).catch((error: unknown) => {
      context.log.warn({ error: describeError(error) }, 'a page was not served');
      socket.disconnect(true);
    });
  });
  // Pages are sent away, and kept away, before the server waits for its connections to end.
  context.http.addHook('preClose', async () => {
    isClosing = true;
    io.engine.close();
  });
  return { [Symbol.asyncDispose]: () => io.close() };
}
