/** The REST way in, for programs and for pages without the widget. */
import { EventEmitter, once } from 'node:events';
import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AssistantError, type ChannelContext, type FoundProtocol, isProtocolNumber } from '#assistant';
import { type Line, lineSchema, toLines } from './api-lines.ts';
import { toExternalId } from './translate.ts';

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

const bodySchema = z.strictObject({
  text: z.string().describe('What the citizen writes: plain text, 8,000 characters at most.'),
  messageId: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Your own id. The same id sent again has no second effect; make one to be able to retry.'),
  locale: z
    .string()
    .max(35)
    .optional()
    .describe('BCP 47 tag of the citizen’s language; pt-BR where left out.'),
});

const keptSchema = z.object({
  protocolNumber: z.string(),
  conversationId: z.string(),
  seq: z.number().int(),
  duplicate: z.boolean().describe('This message had been received before.'),
  status: z.string().describe('Where to read the answer.'),
  token: z.string().describe('Bearer token that proves that the conversation is yours. Keep it.'),
});

const querySchema = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('Only lines with a greater seq.'),
  waitMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(25_000)
    .default(0)
    .describe('Wait for so long until there is such a line from the assistant.'),
});

interface Wait {
  readonly after: number;
  /** When to stop waiting; undefined not to wait. */
  readonly end: AbortSignal | undefined;
}

const placeSchema = z
  .object({
    position: z.number().int().describe('From 1.'),
    estimate: z
      .object({ lowMs: z.number().int(), highMs: z.number().int() })
      .nullable()
      .describe('How long it is likely to take, in milliseconds: four waits of five are between these.'),
    isAttended: z.boolean().describe('Somebody is there to answer.'),
  })
  .nullable()
  .describe('Where the citizen stands in the queue for a person; null who waits for none.');

const protocolSchema = z.object({
  protocolNumber: z.string(),
  conversationId: z.string(),
  status: z.enum(['open', 'waiting', 'closed']),
  openedAt: z.iso.datetime(),
  lastEventAt: z.iso.datetime(),
  queue: placeSchema,
  lines: z.array(lineSchema),
});

function readToken(request: FastifyRequest): string | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}

/** The address the request proves to be its own; a new one where it proves nothing and need not. */
function authenticate(request: FastifyRequest, context: ChannelContext): string | undefined {
  const token = readToken(request);
  if (token === undefined) return undefined;
  const address = context.verifyAddress(token);
  if (address === undefined) throw new AssistantError('not-authenticated');
  return address;
}

interface Reading {
  readonly contactId: string;
  readonly conversationId: string;
  readonly address: string;
  readonly after: number;
}

/** The whole is read each time: an answer's explanation may stand before `after`. */
async function readLines({ contactId, conversationId, address, after }: Reading, context: ChannelContext) {
  const lines = toLines(await context.transcript(contactId, { conversationId, address }), address);
  return lines.filter((line) => line.seq > after);
}

/** Resolves when the assistant has said something new, or the time is over. */
async function awaitLines(reading: Reading, end: AbortSignal, context: ChannelContext): Promise<Line[]> {
  const answered = (lines: readonly Line[]) =>
    lines.some(({ from }) => from === 'assistant' || from === 'person');
  const news = new EventEmitter();
  await using _subscription = await context.subscribe(reading.contactId, ({ type }) => {
    if (type === 'log' || type === 'gap') news.emit('news');
  });
  let lines = await readLines(reading, context);
  while (!answered(lines) && !end.aborted) {
    await once(news, 'news', { signal: end }).catch(() => undefined);
    lines = await readLines(reading, context);
  }
  return lines;
}

async function readPlace({ conversationId, status }: FoundProtocol, context: ChannelContext) {
  const place = status === 'waiting' ? await context.findPlace(conversationId) : undefined;
  return place ? { ...place, estimate: place.estimate ?? null } : null;
}

async function readProtocol(digits: string, address: string, wait: Wait, context: ChannelContext) {
  const contactId = await context.findContact(address);
  const found = contactId === undefined ? undefined : await context.findProtocol(contactId, digits);
  if (!found || contactId === undefined) throw new AssistantError('not-found', 'This protocol number');
  const reading = { contactId, conversationId: found.conversationId, address, after: wait.after };
  const lines = await (wait.end ? awaitLines(reading, wait.end, context) : readLines(reading, context));
  const { protocolNumber, conversationId, status, openedAt, lastEventAt } = found;
  const times = { openedAt: openedAt.toISOString(), lastEventAt: lastEventAt.toISOString() };
  return { protocolNumber, conversationId, status, ...times, queue: await readPlace(found, context), lines };
}

export function mountRest(context: ChannelContext): void {
  const routes = context.http.withTypeProvider<ZodTypeProvider>();
  // Whoever waits for an answer is told what there is, before the server waits for them.
  const closing = new AbortController();
  context.http.addHook('preClose', async () => closing.abort());
  routes.post(
    '/api/v1/messages',
    {
      schema: {
        summary: 'Send a message',
        description: 'The first message opens a conversation; send the token you get with the next ones.',
        tags: ['messages'],
        security: [{}, { session: [] }],
        body: bodySchema,
        response: { 202: keptSchema, '4xx': errorSchema, '5xx': errorSchema },
      },
    },
    async (request, reply) => {
      const { text, locale, messageId = crypto.randomUUID() } = request.body;
      const address = authenticate(request, context) ?? crypto.randomUUID();
      const message = {
        address,
        externalId: toExternalId(address, messageId),
        activity: { type: 'message', text } as const,
      };
      const receipt = await context.receive(
        locale === undefined ? message : { ...message, locale },
        request.ip,
      );
      const { conversationId, protocolNumber, seq, duplicate, contactId } = receipt;
      await context.publish(contactId, { type: 'log', conversationId });
      const status = `${context.publicUrl()}/api/v1/protocols/${protocolNumber}`;
      const token = context.signAddress(address);
      return reply.code(202).send({ protocolNumber, conversationId, seq, duplicate, status, token });
    },
  );
  routes.get(
    '/api/v1/protocols/:protocolNumber',
    {
      schema: {
        summary: 'Read a conversation by its protocol number',
        description: 'Only with the token of the contact whose conversation it is.',
        tags: ['protocols'],
        security: [{ session: [] }],
        params: z.object({ protocolNumber: z.string().max(40) }),
        querystring: querySchema,
        response: { 200: protocolSchema, '4xx': errorSchema, '5xx': errorSchema },
      },
    },
    async (request) => {
      const address = authenticate(request, context);
      if (address === undefined) throw new AssistantError('not-authenticated');
      const digits = request.params.protocolNumber.replace(/\D/g, '');
      if (!isProtocolNumber(digits)) {
        throw new AssistantError(
          'invalid-request',
          'This is no protocol number: a digit is wrong or missing.',
        );
      }
      const { after, waitMs } = request.query;
      const end = waitMs > 0 ? AbortSignal.any([closing.signal, AbortSignal.timeout(waitMs)]) : undefined;
      return readProtocol(digits, address, { after, end }, context);
    },
  );
}
