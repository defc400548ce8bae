/** What people look up while they answer: where they are called by name, and what the documents say. */
import { z } from 'zod';
import type { Person } from '../../person.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';

interface Mention {
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

interface Mark {
  readonly conversationId: string;
  readonly seq: number;
}

interface Found {
  readonly passageId: string;
  readonly title: string;
  readonly text: string;
  readonly score: number;
  readonly url?: string;
}

export interface Lookups {
  mentions(me: Person): Promise<readonly Mention[]>;
  /** @param conversationId all of them where left out */
  seeMentions(me: Person, conversationId: string | undefined): Promise<void>;
  /** How far they have read what people have now. */
  reads(me: Person): Promise<readonly Mark[]>;
  /** Passages that citizens may be shown, best first. */
  passages(question: string, limit: number): Promise<readonly Found[]>;
}

const mentionSchema = z.object({
  conversationId: z.string(),
  protocolNumber: z.string(),
  seq: z.number(),
  at: z.string(),
  by: z.string().describe('Who wrote the note.'),
  text: z.string(),
});
const markSchema = z.object({ conversationId: z.string(), seq: z.number() });
const passageSchema = z.object({
  passageId: z.string(),
  title: z.string(),
  text: z.string(),
  score: z.number(),
  url: z.string().optional(),
});

export const createLookupRoutes = (lookups: Lookups): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/mentions',
    allowed: 'signed-in',
    summary: 'Notes in which I am mentioned, and that I have not seen',
    answer: z.object({ mentions: z.array(mentionSchema).readonly() }),
    handle: async ({ me }) => ({ mentions: await lookups.mentions(me) }),
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/mentions/seen',
    allowed: 'signed-in',
    summary: 'Note that I have seen them',
    body: z.object({ actionId: z.string().max(64).optional(), conversationId: z.uuid().optional() }),
    handle: ({ me, body }) => lookups.seeMentions(me, body.conversationId),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/reads',
    allowed: 'signed-in',
    summary: 'How far I have read the conversations that people have now',
    answer: z.object({ marks: z.array(markSchema).readonly() }),
    handle: async ({ me }) => ({ marks: await lookups.reads(me) }),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/passages',
    allowed: 'signed-in',
    summary: 'Search the documents for what a citizen can be shown',
    query: z.object({
      q: z.string().trim().min(1).max(1_000),
      limit: z.coerce.number().int().min(1).max(20).default(5),
    }),
    answer: z.object({ passages: z.array(passageSchema).readonly() }),
    handle: async ({ query }) => ({ passages: await lookups.passages(query.q, query.limit) }),
  }),
];
