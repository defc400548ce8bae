/** What the inbox reads: lists, one ticket with all about it, and what was said before. */
import { z } from 'zod';
import type { StoryLine, TicketView } from '../../desk.ts';
import { AssistantError } from '../../errors.ts';
import type { Person, PersonRole } from '../../person.ts';
import type { TicketLine } from '../../ticket.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { storyLineSchema, ticketLineSchema, ticketViewSchema } from './ticket-schemas.ts';

/** Those who see conversations; each those of their queues. */
export const READERS: readonly PersonRole[] = ['admin', 'supervisor', 'attendant', 'auditor'];
const MOST_LINES = 2_000;

/** What the routes are handed. Undefined: there is none, or this person may not see it. */
export interface TicketReader {
  list(
    me: Person,
    question: {
      readonly view: 'mine' | 'queues' | 'all' | 'closed';
      readonly limit: number;
      readonly after?: string | undefined;
      readonly search?: string | undefined;
    },
  ): Promise<{ readonly tickets: readonly TicketLine[]; readonly next: string | null }>;
  view(me: Person, conversationId: string): Promise<TicketView | undefined>;
  earlier(
    me: Person,
    conversationId: string,
    before: { readonly conversationId: string; readonly seq: number },
  ): Promise<{ readonly story: readonly StoryLine[]; readonly hasEarlier: boolean } | undefined>;
}

/** The id in the path is the conversation's. */
export const idParams = z.object({ id: z.uuid() });

const listQuery = z.object({
  view: z.enum(['mine', 'queues', 'all', 'closed']).default('queues'),
  limit: z.coerce.number().int().min(1).max(MOST_LINES).default(200),
  after: z.string().max(100).optional().describe('`next` of the page before.'),
  search: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('A protocol number, a piece of an address, a label, or words of the citizen or a person.'),
});
const storyQuery = z.object({
  before: z.coerce.number().int().min(1).describe('Number of the oldest line that is known.'),
  conversation: z.uuid().describe('The conversation of that line.'),
});

export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new AssistantError('not-found', 'This conversation');
  return value;
}

export const createTicketRoutes = (reader: TicketReader): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/tickets',
    allowed: READERS,
    summary: 'List conversations that are, or were, with people',
    description:
      '`mine`: I have it. `queues`: in a queue of mine. `all`: all that I may see. `closed`: ended, newest first. ' +
      'What is open comes in the order in which it should be taken up.',
    query: listQuery,
    answer: z.object({ tickets: z.array(ticketLineSchema).readonly(), next: z.string().nullable() }),
    handle: ({ me, query }) => reader.list(me, query),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/tickets/:id',
    allowed: READERS,
    summary: 'Show a conversation with the contact’s story in all channels',
    params: idParams,
    answer: ticketViewSchema,
    handle: async ({ me, params }) => found(await reader.view(me, params.id)),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/tickets/:id/story',
    allowed: READERS,
    summary: 'What happened before a line',
    params: idParams,
    query: storyQuery,
    answer: z.object({ story: z.array(storyLineSchema).readonly(), hasEarlier: z.boolean() }),
    handle: async ({ me, params, query }) =>
      found(await reader.earlier(me, params.id, { conversationId: query.conversation, seq: query.before })),
  }),
];
