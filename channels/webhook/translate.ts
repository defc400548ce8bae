/** Between what travels and what the assistant knows: events come in, callbacks go out. Pure. */
import { z } from 'zod';
import { AssistantError, cleanText, type InboundMessage, type Outbound } from '#assistant';

/** Longest id and address, in UTF-16 units: two of them together stay within what ingress takes. */
const ID_LIMIT = 200;
const ERROR_LIMIT = 500;
const EVENTS_LIMIT = 100;
const RETRY_AFTER_LIMIT_MS = 60 * 60 * 1_000;

const idSchema = z.string().describe('Your own id of the message: the same sent again has no second effect.');
const fromSchema = z.string().describe('Who it is, in your system: user, phone number, device.');
const localeSchema = z
  .string()
  .max(35)
  .optional()
  .describe('BCP 47 tag of the person’s language; pt-BR where left out.');

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    id: idSchema,
    from: fromSchema,
    text: z.string().describe('Plain text, 8,000 characters at most.'),
    locale: localeSchema,
  }),
  z.strictObject({
    type: z.literal('choice').describe('The person tapped a button.'),
    id: idSchema,
    from: fromSchema,
    value: z.string().describe('The button’s `value`, as it came.'),
    title: z.string().describe('The button’s `title`.'),
    locale: localeSchema,
  }),
  z.strictObject({
    type: z.literal('typing').describe('The person is typing: what they write is waited for a little.'),
    from: fromSchema,
  }),
  z.strictObject({
    type: z.literal('status').describe('What became of a callback; in any order, and as often as you like.'),
    id: z.string().describe('The callback’s `id`, or the id you answered it with.'),
    status: z.enum(['delivered', 'read', 'failed']),
    error: z.string().optional().describe('Why it failed.'),
  }),
]);
export type WebhookEvent = z.output<typeof eventSchema>;
export type SpokenEvent = Extract<WebhookEvent, { type: 'message' | 'choice' }>;

export const bodySchema = z.strictObject({ events: z.array(eventSchema).min(1).max(EVENTS_LIMIT) });

export const resultSchema = z.union([
  z
    .object({
      id: z.string(),
      protocolNumber: z.string(),
      conversationId: z.string(),
      seq: z.number().int(),
      duplicate: z.boolean().describe('This message had been received before.'),
    })
    .describe('A message or choice that is kept.'),
  z
    .object({ id: z.string().optional(), error: z.object({ code: z.string(), message: z.string() }) })
    .describe('An event that can never be taken.'),
  z.object({ id: z.string().optional() }).describe('A status or typing event that was taken.'),
]);
export type EventResult = z.output<typeof resultSchema>;

/** What is sent to `WEBHOOK_URL`. */
export const callbackSchema = z.strictObject({
  /** The idempotency key: the same at every attempt. */
  id: z.string().min(1),
  to: z.string().min(1),
  protocolNumber: z.string(),
  conversationId: z.string(),
  seq: z.number().int(),
  /** Who of the house says it, by the name that citizens see; null: the assistant. */
  by: z.string().nullable(),
  text: z.string(),
  buttons: z.array(z.strictObject({ title: z.string(), value: z.string() })),
  citations: z.array(
    z.strictObject({
      mark: z.number().int(),
      passageId: z.string(),
      title: z.string(),
      quote: z.string(),
      url: z.string().exactOptional(),
    }),
  ),
  files: z.array(
    z.strictObject({
      fileId: z.string(),
      name: z.string(),
      mediaType: z.string(),
      bytes: z.number().int(),
      url: z.string().exactOptional(),
    }),
  ),
});
export type Callback = z.output<typeof callbackSchema>;

// Control characters and halves of characters: PostgreSQL stores neither.
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;
const isStorable = (id: string, limit: number): boolean =>
  id !== '' && id.length <= limit && !UNSTORABLE.test(id);

/** @throws AssistantError `invalid-request` */
export function checkId(field: 'id' | 'from', id: string): string {
  if (isStorable(id, ID_LIMIT)) return id;
  const sentence = `${field} must be 1 to ${ID_LIMIT} characters, none of them a control character.`;
  throw new AssistantError('invalid-request', sentence);
}

/**
 * The person belongs to the message's id, because many providers count messages per person. A line
 * feed joins them: neither may hold one.
 * @throws AssistantError `invalid-request` when an id is empty, too long, or cannot be stored
 */
export function toInbound(event: SpokenEvent): InboundMessage {
  const address = checkId('from', event.from);
  const externalId = `${address}\n${checkId('id', event.id)}`;
  const activity =
    event.type === 'message'
      ? ({ type: 'message', text: event.text } as const)
      : ({ type: 'choice', value: event.value, title: event.title } as const);
  const { locale } = event;
  return { address, externalId, activity, ...(locale === undefined ? {} : { locale }) };
}

export function toCallback(outbound: Outbound): Callback {
  const { idempotencyKey, address, protocolNumber, conversationId, seq, activity, by = null } = outbound;
  const { text, buttons = [], citations = [], files = [] } = activity;
  return {
    id: idempotencyKey,
    to: address,
    protocolNumber,
    conversationId,
    seq,
    by,
    text,
    buttons: [...buttons],
    citations: [...citations],
    files: [...files],
  };
}

/** A stranger's text as a log or a record can keep it. */
export const quote = (text: string, limit = ERROR_LIMIT): string =>
  cleanText(text).slice(0, limit).toWellFormed();

/** Longest id a receiver may give a message. */
const EXTERNAL_ID_LIMIT = 128;
const answerSchema = z.object({ id: z.string().refine((id) => isStorable(id, EXTERNAL_ID_LIMIT)) });

/** The receiver's own id in what it answered to a callback; undefined where there is none. */
export function readExternalId(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return answerSchema.safeParse(JSON.parse(text)).data?.id;
  } catch {
    return undefined;
  }
}

/**
 * How long a `retry-after` header asks to wait, an hour at most; undefined when it says nothing.
 * @param header seconds, or an HTTP date
 */
export function readRetryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), RETRY_AFTER_LIMIT_MS);
}
