/** Quality reviews: supervisors judge, people read what was judged of their work, auditors read all. */
import { z } from 'zod';
import type { GivenPoints } from '../../desk/scores.ts';
import { hasRole, type PersonName, SEES_ALL } from '../../person.ts';
import type { Review, ReviewForm, ReviewSample } from '../../supervision.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { personNameSchema } from './supervision-schemas.ts';

const COMMENT_LIMIT = 4_000;
const PAGE = 50;

const words = z.record(z.string(), z.string()).describe('By locale.');
const formSchema = z.object({
  questions: z
    .array(z.object({ name: z.string(), points: z.number().int(), text: words, help: words }))
    .readonly(),
});
const points = z.number().int().min(0).nullable().describe('Null: it does not apply, and does not count.');

const reviewSchema = z.object({
  reviewId: z.uuid(),
  ticketId: z.uuid(),
  conversationId: z.uuid(),
  protocolNumber: z.string(),
  person: personNameSchema.describe('Whose work.'),
  reviewer: personNameSchema,
  answers: z.array(z.object({ question: z.string(), points, of: z.number().int() })).readonly(),
  score: z.number().describe('From 0 to 1.'),
  comment: z.string(),
  at: z.iso.datetime(),
});

const sampleSchema = z.object({
  ticketId: z.uuid(),
  conversationId: z.uuid(),
  protocolNumber: z.string(),
  person: personNameSchema,
  queue: z.string(),
  channel: z.string(),
  endedAt: z.iso.datetime(),
});

const wishSchema = z.strictObject({
  ticketId: z.uuid(),
  answers: z.array(z.strictObject({ question: z.string(), points })).max(100),
  comment: z.string().trim().max(COMMENT_LIMIT).default(''),
});

/** Where reviews are kept. Errors: AssistantError `not-found`, `invalid-request`, `forbidden`. */
export interface ReviewPlace {
  readonly form: ReviewForm;
  judge(
    reviewer: PersonName,
    wish: { ticketId: string; answers: readonly GivenPoints[]; comment: string },
  ): Promise<Review>;
  list(question: {
    personId: string | undefined;
    before: string | undefined;
    limit: number;
  }): Promise<readonly Review[]>;
  draw(reviewerId: string, wish: { days: number; perPerson: number }): Promise<readonly ReviewSample[]>;
}

export const createReviewRoutes = ({ form, judge, list, draw }: ReviewPlace): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/review-form',
    allowed: [...SEES_ALL, 'attendant'],
    summary: 'The questions with which work is judged',
    answer: formSchema,
    handle: async () => form,
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/reviews',
    allowed: [...SEES_ALL, 'attendant'],
    summary: 'What was judged, newest first',
    description:
      'Supervisors and auditors see all; whoever answers citizens sees what was judged of their own work.',
    query: z.object({
      personId: z.uuid().optional().describe('Of this person’s work.'),
      before: z.uuid().optional().describe('The last id of the page before.'),
      limit: z.coerce.number().int().min(1).max(200).default(PAGE),
    }),
    answer: z.object({ reviews: z.array(reviewSchema).readonly() }),
    async handle({ me, query: { personId, before, limit } }) {
      const whose = hasRole(me, SEES_ALL) ? personId : me.personId;
      return { reviews: await list({ personId: whose, before, limit }) };
    },
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/reviews/sample',
    allowed: SEES_ALL,
    summary: 'Ended conversations to be judged, drawn by lot, as many of each person',
    query: z.object({
      days: z.coerce.number().int().min(1).max(90).default(7),
      perPerson: z.coerce.number().int().min(1).max(10).default(2),
    }),
    answer: z.object({ tickets: z.array(sampleSchema).readonly() }),
    handle: async ({ me, query }) => ({ tickets: await draw(me.personId, query) }),
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/reviews',
    allowed: ['admin', 'supervisor'],
    summary: 'Judge how a conversation was handled',
    description: 'Of a ticket that has ended. Done again by the same person it takes the place of the first.',
    body: wishSchema,
    answer: reviewSchema,
    handle: ({ me, body }) => judge({ personId: me.personId, name: me.name }, body),
  }),
];
