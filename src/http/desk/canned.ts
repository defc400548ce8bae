/** Ready answers: searched while somebody writes, kept by whoever writes them. */
import { z } from 'zod';
import type { Person } from '../../person.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { localeSchema } from './schemas.ts';

interface Answer {
  readonly id: string;
  readonly shortcut: string;
  readonly title: string;
  readonly locale: string;
  readonly text: string;
  readonly queues: readonly string[];
  readonly personId: string | null;
}
type Wish = Omit<Answer, 'id' | 'personId'> & { readonly isOwn: boolean };

/** Errors: AssistantError `not-found`, `forbidden`, `conflict` for a shortcut that is taken. */
export interface CannedAnswers {
  list(
    me: Person,
    question: {
      readonly search?: string | undefined;
      readonly queue?: string | undefined;
      readonly locale?: string | undefined;
    },
  ): Promise<readonly Answer[]>;
  add(me: Person, wish: Wish): Promise<Answer>;
  change(me: Person, id: string, wish: Wish): Promise<Answer>;
  remove(me: Person, id: string): Promise<void>;
}

const answerSchema = z.object({
  id: z.string(),
  shortcut: z.string(),
  title: z.string(),
  locale: z.string(),
  text: z.string(),
  queues: z.array(z.string()).readonly(),
  personId: z.string().nullable().describe('Whose own it is; null: everybody’s.'),
});
const wishSchema = z.object({
  shortcut: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[\p{L}\p{N}_-]{1,40}$/u)
    .describe('What is typed after a slash.'),
  title: z.string().trim().min(1).max(120),
  locale: localeSchema.default('pt-BR'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(8_000)
    .describe('With {nome}, {primeiro_nome}, {protocolo}, {atendente}, {fila}, filled in at the desk.'),
  queues: z.array(z.string()).max(50).default([]).describe('Empty: every queue’s.'),
  isOwn: z.boolean().default(false).describe('For oneself alone.'),
});
const params = z.object({ id: z.uuid() });

export const createCannedRoutes = (answers: CannedAnswers): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/canned',
    allowed: 'signed-in',
    summary: 'Search ready answers',
    description: 'Everybody’s and one’s own; best fit first, by shortcut, title, text.',
    query: z.object({
      search: z.string().trim().max(200).optional(),
      queue: z.string().max(100).optional(),
      locale: localeSchema.optional(),
    }),
    answer: z.object({ answers: z.array(answerSchema).readonly() }),
    handle: async ({ me, query }) => ({ answers: await answers.list(me, query) }),
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/canned',
    allowed: ['admin', 'supervisor', 'attendant', 'author'],
    summary: 'Add a ready answer',
    body: wishSchema,
    answer: answerSchema,
    handle: ({ me, body }) => answers.add(me, body),
  }),
  defineDeskRoute({
    method: 'PUT',
    path: '/canned/:id',
    allowed: ['admin', 'supervisor', 'attendant', 'author'],
    summary: 'Change a ready answer',
    params,
    body: wishSchema,
    answer: answerSchema,
    handle: ({ me, params: { id }, body }) => answers.change(me, id, body),
  }),
  defineDeskRoute({
    method: 'DELETE',
    path: '/canned/:id',
    allowed: ['admin', 'supervisor', 'attendant', 'author'],
    summary: 'Remove a ready answer',
    params,
    handle: ({ me, params: { id } }) => answers.remove(me, id),
  }),
];
