/** Forms of tickets, stories and contacts, as src/ticket.ts and src/desk.ts have them. */
import { z } from 'zod';

const moment = z.string().describe('ISO 8601, UTC.');
const personName = z.object({ personId: z.string(), name: z.string() });

/** What is in the log is told as it is there: src/event.ts. */
const eventSchema = z.looseObject({ type: z.string() });

export const buttonSchema = z.object({ title: z.string(), value: z.string() });
export const citationSchema = z.object({
  mark: z.int().min(1).describe('The mark in the text, as [1].'),
  passageId: z.string().min(1).max(200),
  title: z.string(),
  quote: z.string().min(1).max(4_000).describe('The words of the passage, literally.'),
  url: z.string().optional(),
});
export const fileSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
});

const inboundSchema = z.union([
  z.object({ type: z.literal('message'), text: z.string() }),
  z.object({ type: z.literal('choice'), value: z.string(), title: z.string() }),
]);
const outboundSchema = z.looseObject({
  type: z.literal('message'),
  text: z.string(),
  buttons: z.array(buttonSchema).readonly().optional(),
  citations: z.array(citationSchema).readonly().optional(),
  files: z.array(fileSchema).readonly().optional(),
});

const whySchema = z.object({
  dialog: z.string(),
  rule: z.string(),
  response: z.string().nullable(),
  intent: z.string().nullable(),
  confidence: z.number().nullable(),
  recognizer: z.string().nullable(),
  agent: z.string().nullable(),
  model: z.string().nullable(),
  promptVersion: z.string().nullable(),
  tookMs: z.number().nullable(),
  passages: z
    .array(z.object({ passageId: z.string(), title: z.string(), score: z.number().nullable() }))
    .readonly(),
});

const bodySchema = z.union([
  z.object({ from: z.literal('citizen'), activity: inboundSchema, channel: z.string() }),
  z.object({
    from: z.enum(['assistant', 'person']),
    activity: outboundSchema,
    by: z.string().nullable(),
    personId: z.string().nullable(),
    why: whySchema.nullable().describe('Why the assistant said it; null of a person’s words.'),
    delivery: z.enum(['queued', 'sent', 'delivered', 'read', 'failed']).nullable(),
    deliveryError: z.string().nullable(),
    actionId: z.string().nullable(),
  }),
  z.object({ from: z.literal('note'), event: eventSchema }),
  z.object({ from: z.literal('happened'), event: eventSchema }),
]);

export const storyLineSchema = z.object({
  conversationId: z.string(),
  protocolNumber: z.string(),
  seq: z.number(),
  at: moment,
  body: bodySchema,
});

export const ticketLineSchema = z.object({
  ticketId: z.string(),
  conversationId: z.string(),
  protocolNumber: z.string(),
  channel: z.string(),
  contact: z.string().describe('The name the citizen gave, else the last letters of their address.'),
  queue: z.string(),
  person: personName.nullable(),
  rank: z.number().describe('Lower is sooner.'),
  reasons: z.array(z.string()).readonly(),
  why: z.string().describe('Why the citizen came to people.'),
  labels: z.array(z.string()).readonly(),
  since: moment,
  assignedAt: moment.nullable(),
  awaitingSince: moment.nullable().describe('Null: it is the citizen’s turn to speak.'),
  endedAt: moment.nullable(),
  preview: z
    .object({ from: z.enum(['citizen', 'assistant', 'person']), text: z.string(), at: moment })
    .nullable(),
  lastSeq: z.number(),
  clocks: z
    .array(
      z.object({
        kind: z.enum(['first-answer', 'next-answer', 'resolution']),
        dueAt: moment,
        keptAt: moment.nullable(),
      }),
    )
    .readonly(),
});

const contactSchema = z.object({
  contactId: z.string(),
  name: z.string().nullable(),
  locale: z.string(),
  since: moment,
  addresses: z
    .array(
      z.object({
        channel: z.string(),
        address: z
          .string()
          .describe('Whole for who answers, where people can be reached at it; its end for others.'),
        since: moment,
        linkId: z.string().nullable(),
        proof: z.string().nullable(),
      }),
    )
    .readonly(),
  protocols: z
    .array(
      z.object({
        conversationId: z.string(),
        protocolNumber: z.string(),
        status: z.enum(['open', 'waiting', 'closed']),
        channel: z.string(),
        openedAt: moment,
        closedAt: moment.nullable(),
      }),
    )
    .readonly(),
  consents: z
    .array(
      z.object({
        purpose: z.enum(['one-conversation', 'call-back']),
        givenAt: moment,
        channel: z.string().nullable(),
        proof: z.string().nullable(),
        phone: z.string().nullable(),
        withdrawnAt: moment.nullable(),
      }),
    )
    .readonly()
    .describe('What the citizen has agreed to, as the log has it.'),
  feedback: z
    .array(
      z.object({
        at: moment,
        solved: z.boolean().nullable(),
        rating: z.number().nullable(),
        comment: z.string().nullable(),
      }),
    )
    .readonly(),
});

export const ticketViewSchema = z.object({
  ticket: ticketLineSchema,
  details: z
    .record(z.string(), z.unknown())
    .describe('Of the handoff: what was asked for, filled in, tried.'),
  contact: contactSchema,
  story: z.array(storyLineSchema).readonly(),
  hasEarlier: z.boolean(),
  readUpTo: z.number(),
});
