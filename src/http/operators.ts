/** For those who run the program: dead letters, to be looked at and replayed. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AssistantError } from '../errors.ts';
import type { Guard } from './guard.ts';

const letterSchema = z.object({
  id: z.string(),
  stream: z
    .string()
    .describe('Where nobody could handle it: turns, inbound, outbound:<channel>, agent:<name>.'),
  reason: z.string().describe('What went wrong the last time.'),
  attempts: z.number().int(),
  fields: z.record(z.string(), z.string()).describe('The entry itself.'),
  conversationId: z.string().nullable(),
  protocolNumber: z.string().nullable().describe('The conversation’s.'),
  seqs: z.array(z.number().int()).readonly().describe('Events of the conversation that were not handled.'),
  createdAt: z.iso.datetime(),
  replayedAt: z.iso.datetime().nullable(),
});
const listSchema = z.object({
  letters: z.array(letterSchema),
  next: z.string().nullable().describe('`after` of the next page; null on the last one.'),
});
const replayedSchema = z.object({
  replayed: z.literal(true),
  what: z.string().describe('What was done, in a sentence.'),
});
const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});
const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.uuid().optional().describe('The last id of the page before.'),
  replayed: z.enum(['true', 'false']).default('false').describe('true: those that were replayed.'),
});
const paramsSchema = z.object({ id: z.uuid() });

type LetterJson = z.output<typeof letterSchema>;
/** A dead letter, as whoever keeps it hands it over. */
export interface Letter extends Readonly<Omit<LetterJson, 'createdAt' | 'replayedAt' | 'fields'>> {
  readonly fields: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly replayedAt: Date | null;
}

export interface Letters {
  /** Newest first. */
  list(page: { limit: number; after: string | undefined; replayed: boolean }): Promise<readonly Letter[]>;
  find(id: string): Promise<Letter | undefined>;
  /** Returns what was done. Errors: AssistantError `not-found`, `invalid-request`. */
  replay(id: string): Promise<string>;
}

const toJson = (letter: Letter): LetterJson => ({
  ...letter,
  fields: { ...letter.fields },
  createdAt: letter.createdAt.toISOString(),
  replayedAt: letter.replayedAt?.toISOString() ?? null,
});

/** What all routes share; the guard is asked before anything else is looked at. */
function describeRoutes(onRequest: Guard) {
  const errors = { '4xx': errorSchema, '5xx': errorSchema };
  const shared = {
    description: 'With OPERATOR_TOKEN as bearer token, or signed in at the desk as admin.',
    tags: ['operators'],
    security: [{ operator: [] }, { desk: [] }, { deskToken: [] }],
  };
  return { onRequest, errors, shared };
}

/** @param guard without one there are no such routes */
export function mountOperators(app: FastifyInstance, guard: Guard | undefined, letters: Letters): void {
  if (guard === undefined) return;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { onRequest, errors, shared } = describeRoutes(guard);
  const path = '/api/v1/dead-letters';
  const list = { ...shared, summary: 'List dead letters, newest first', querystring: querySchema };
  routes.get(
    path,
    { onRequest, schema: { ...list, response: { 200: listSchema, ...errors } } },
    async ({ query: { limit, after, replayed } }) => {
      const found = await letters.list({ limit: limit + 1, after, replayed: replayed === 'true' });
      const page = found.slice(0, limit);
      return { letters: page.map(toJson), next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
    },
  );
  const one = { ...shared, summary: 'Look at a dead letter', params: paramsSchema };
  routes.get(
    `${path}/:id`,
    { onRequest, schema: { ...one, response: { 200: letterSchema, ...errors } } },
    async ({ params }) => {
      const letter = await letters.find(params.id);
      if (!letter) throw new AssistantError('not-found', 'This dead letter');
      return toJson(letter);
    },
  );
  const replay = { ...shared, summary: 'Replay a dead letter, once', params: paramsSchema };
  routes.post(
    `${path}/:id/replay`,
    { onRequest, schema: { ...replay, response: { 200: replayedSchema, ...errors } } },
    async ({ params }) => ({ replayed: true as const, what: await letters.replay(params.id) }),
  );
}
