/** The way in: signed requests with up to a hundred events. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AssistantError, type ChannelContext, describeError } from '#assistant';
import { type BodySigner, looksLikeSignature, SIGNATURE_HEADER } from './signature.ts';
import {
  bodySchema,
  checkId,
  type EventResult,
  quote,
  resultSchema,
  toInbound,
  type WebhookEvent,
} from './translate.ts';

/** Room for a hundred of the longest messages in any script, and their envelopes. */
const BODY_LIMIT_BYTES = 3 * 1024 * 1024;
const RETRY_AFTER_MS = 1_000;

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});
const headersSchema = z.looseObject({
  [SIGNATURE_HEADER]: z
    .string()
    .describe('`sha256=` and the hexadecimal HMAC-SHA256 of the raw body under WEBHOOK_SECRET.'),
});

async function apply(event: WebhookEvent, context: ChannelContext): Promise<EventResult> {
  switch (event.type) {
    case 'message':
    case 'choice': {
      // Not counted against the network address: everybody writes from the one system that signs.
      const { protocolNumber, conversationId, seq, duplicate } = await context.receive(toInbound(event));
      return { id: event.id, protocolNumber, conversationId, seq, duplicate };
    }
    case 'typing':
      await context.noteTyping(checkId('from', event.from));
      return {};
    case 'status': {
      const { id, status, error } = event;
      const reason = error === undefined ? undefined : quote(error);
      if (await context.recordStatus(checkId('id', id), status, reason)) return { id };
      throw new AssistantError('not-found', 'A message with this id');
    }
  }
}

/** @throws what says that the event may be taken later */
async function take(event: WebhookEvent, context: ChannelContext): Promise<EventResult> {
  try {
    return await apply(event, context);
  } catch (error) {
    if (!(error instanceof AssistantError) || error.retryable) throw error;
    const { code, message } = error;
    return { ...('id' in event ? { id: event.id } : {}), error: { code, message } };
  }
}

/** What the sender is told when something could not be kept now: all of it is to be sent again. */
function toRetry(error: unknown, context: ChannelContext): AssistantError {
  if (error instanceof AssistantError && error.retryAfterMs !== undefined) return error;
  context.log.warn({ error: describeError(error) }, 'events were not taken');
  const sentence = 'Some of the events could not be kept. Send them all again.';
  return new AssistantError('not-ready', sentence, { cause: error, retryAfterMs: RETRY_AFTER_MS });
}

/** One result per event, in their order. @throws AssistantError `too-many-requests`, `not-ready` */
async function takeAll(events: readonly WebhookEvent[], context: ChannelContext): Promise<EventResult[]> {
  const results: EventResult[] = [];
  // Statuses have nobody's order to keep: each goes by itself.
  const people = Map.groupBy(events.entries(), ([index, event]) => ('from' in event ? event.from : index));
  const outcomes = await Promise.allSettled(
    people.values().map(async (own) => {
      // One after another: were a later message kept and an earlier one not, the repeat would swap them.
      for (const [index, event] of own) results[index] = await take(event, context);
    }),
  );
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw toRetry(failure.reason, context);
  return results;
}

/** Bodies of this route alone are read as the bytes they came as, which the signature is over. */
function readSigned(scope: FastifyInstance, signer: BodySigner): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (request, raw: Buffer, done) => {
      if (signer.isSigned(raw, request.headers[SIGNATURE_HEADER])) parseJson(request, raw.toString(), done);
      else done(new AssistantError('not-authenticated'));
    },
  );
}

const refuseUnsigned = async ({ headers }: FastifyRequest): Promise<void> => {
  if (!looksLikeSignature(headers[SIGNATURE_HEADER])) throw new AssistantError('not-authenticated');
};

export async function mountEvents(context: ChannelContext, signer: BodySigner): Promise<void> {
  await context.http.register(async (scope) => {
    readSigned(scope, signer);
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/channels/webhook/events',
      {
        // Before the body is read: strangers' bodies are not worth it.
        onRequest: refuseUnsigned,
        bodyLimit: BODY_LIMIT_BYTES,
        schema: {
          summary: 'Hand in what people said in a system of your own',
          description:
            'Signed with WEBHOOK_SECRET. A result per event, in their order. On 429 and 503 send the whole ' +
            'request again after `retry-after`: what was kept has no second effect.',
          tags: ['webhook'],
          headers: headersSchema,
          body: bodySchema,
          response: {
            202: z.object({ results: z.array(resultSchema) }),
            '4xx': errorSchema,
            '5xx': errorSchema,
          },
        },
      },
      async (request, reply) => {
        const results = await takeAll(request.body.events, context);
        return reply.code(202).send({ results });
      },
    );
  });
}
