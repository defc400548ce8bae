/** Lines of a conversation as the REST API shows them, each with how it came about. */

import { z } from 'zod';
import type { TranscriptLine } from '#assistant';
import type { ChatLine } from './protocol.ts';
import { toChatLines } from './translate.ts';

const fileSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  url: z.string().optional().describe('Where it is had for some time: ask again for a newer one.'),
});

const citationSchema = z.object({
  mark: z.number().int(),
  passageId: z.string(),
  title: z.string(),
  quote: z.string(),
  url: z.string().optional(),
});

/** A line of a conversation, as the API shows it to the citizen whose conversation it is. */
export const lineSchema = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  from: z.enum(['citizen', 'assistant', 'person', 'system']),
  by: z.string().nullable().describe('Of a person’s line, and of what happened with one: who it was.'),
  text: z.string().describe('Plain text; for `system`, what happened.'),
  buttons: z.array(z.object({ title: z.string(), value: z.string() })),
  citations: z.array(citationSchema),
  files: z.array(fileSchema).describe('What a person sent along.'),
  intent: z.string().nullable().describe('What the citizen’s words were understood as.'),
  confidence: z.number().nullable(),
  certainty: z
    .enum(['sure', 'doubtful', 'unknown'])
    .nullable()
    .describe('Whether that was acted upon, or asked about; of other lines null.'),
  dialog: z.string().nullable().describe('Which dialog answered.'),
  agent: z.string().nullable().describe('Which agent wrote the answer, where one did.'),
  delivery: z
    .enum(['queued', 'sent', 'delivered', 'read', 'failed'])
    .nullable()
    .describe('How far the assistant’s line has come; null for the citizen’s own.'),
});
export type Line = z.output<typeof lineSchema>;

type Body = ChatLine['body'];

const isSpoken = (body: Body): body is Extract<Body, { from: 'assistant' | 'person' }> =>
  body.from === 'assistant' || body.from === 'person';

const nameIn = (body: Body): string | null =>
  body.from === 'person' ? body.by : body.from === 'system' ? (body.name ?? null) : null;

/** From the log, whole: an answer's agent stands before the answer. */
export function toLines(transcript: readonly TranscriptLine[], address: string): Line[] {
  const bySeq = new Map(transcript.map((line) => [line.event.seq, line]));
  const agents = new Map(
    transcript.flatMap(({ event: { body } }) =>
      body.type === 'task-answered' ? [[body.taskId, body.agent]] : [],
    ),
  );
  return toChatLines(transcript, address).map(({ seq, at, body }) => {
    const { event, delivery = null } = bySeq.get(seq) ?? {};
    const reason = event?.body.type === 'reply-added' ? event.body.reason : undefined;
    return {
      seq,
      at: new Date(at).toISOString(),
      from: body.from,
      by: nameIn(body),
      text: body.from === 'system' ? body.what : body.text,
      buttons: isSpoken(body) ? [...body.buttons] : [],
      citations: isSpoken(body) ? [...body.citations] : [],
      files: body.from === 'person' ? [...body.files] : [],
      intent: event?.understanding?.intent ?? null,
      confidence: event?.understanding?.confidence ?? null,
      certainty: event?.understanding?.certainty ?? null,
      dialog: reason?.dialog ?? null,
      agent: agents.get(reason?.taskId ?? '') ?? null,
      delivery,
    };
  });
}
