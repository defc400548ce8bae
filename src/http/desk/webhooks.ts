/** Outgoing webhooks: which other systems are told of what, what became of it, and trying again. */
import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../../desk/webhook-events.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';

const NAME_LIMIT = 100;
const URL_LIMIT = 2_000;
const PAGE = 50;

const webhookSchema = z.object({
  webhookId: z.uuid(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()).readonly(),
  withWords: z.boolean().describe('Whether what people wrote, and names, go along.'),
  isActive: z.boolean(),
  offReason: z.string().nullable().describe('Why the program itself switched it off.'),
  createdAt: z.iso.datetime(),
  waiting: z.number().int().describe('Deliveries that wait, be it for another attempt.'),
  lastDeliveredAt: z.iso.datetime().nullable(),
  lastFailure: z.string().nullable().describe('Of the newest attempt that failed after that.'),
});

const deliverySchema = z.object({
  deliveryId: z.uuid().describe('`webhook-id` of the request.'),
  event: z.string(),
  conversationId: z.string().nullable(),
  status: z.enum(['queued', 'delivered', 'failed']),
  attempts: z.number().int(),
  happenedAt: z.iso.datetime(),
  dueAt: z.iso.datetime().describe('Of what is queued: not before then.'),
  endedAt: z.iso.datetime().nullable(),
  statusCode: z.number().int().nullable().describe('Of the last attempt; null: there was no answer.'),
  answer: z.string().nullable().describe('Its first words, or why there was none.'),
  tookMs: z.number().int().nullable(),
  payload: z.string().nullable().describe('The body; null before the first attempt.'),
});

const wishSchema = z.strictObject({
  name: z.string().trim().min(1).max(NAME_LIMIT),
  url: z
    .url({ protocol: /^https?$/ })
    .max(URL_LIMIT)
    .describe('https://; http:// for hosts that DESK_WEBHOOK_HOSTS names.'),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length),
  withWords: z.boolean().default(false),
});
// Not of the form with its defaults: what is left out stays as it is.
const changeSchema = wishSchema.extend({ withWords: z.boolean(), isActive: z.boolean() }).partial();

const paramsSchema = z.object({ webhookId: z.uuid() });
const deliveryParamsSchema = paramsSchema.extend({ deliveryId: z.uuid() });
const pageSchema = z.object({
  after: z.uuid().optional().describe('The last id of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(PAGE),
});

type Dated<T, K extends keyof T> = Omit<T, K> & {
  readonly [Key in K]: null extends T[Key] ? Date | null : Date;
};
type WebhookJson = z.output<typeof webhookSchema>;
type DeliveryJson = z.output<typeof deliverySchema>;
type Webhook = Readonly<Dated<WebhookJson, 'createdAt' | 'lastDeliveredAt'>>;
type Delivery = Readonly<Dated<DeliveryJson, 'happenedAt' | 'dueAt' | 'endedAt'>>;

/** Whoever keeps them. Errors: AssistantError `not-found`, `invalid-request`. */
export interface Webhooks {
  list(): Promise<readonly Webhook[]>;
  add(by: string, wish: z.output<typeof wishSchema>): Promise<{ webhook: Webhook; secret: string }>;
  change(by: string, webhookId: string, change: z.output<typeof changeSchema>): Promise<Webhook>;
  changeSecret(by: string, webhookId: string): Promise<string>;
  remove(by: string, webhookId: string): Promise<void>;
  test(webhookId: string): Promise<string>;
  listDeliveries(page: {
    webhookId: string;
    after: string | undefined;
    limit: number;
  }): Promise<readonly Delivery[]>;
  again(by: string, webhookId: string, deliveryId: string): Promise<void>;
}

const toJson = (webhook: Webhook): WebhookJson => ({
  ...webhook,
  createdAt: webhook.createdAt.toISOString(),
  lastDeliveredAt: webhook.lastDeliveredAt?.toISOString() ?? null,
});

const toDeliveryJson = (delivery: Delivery): DeliveryJson => ({
  ...delivery,
  happenedAt: delivery.happenedAt.toISOString(),
  dueAt: delivery.dueAt.toISOString(),
  endedAt: delivery.endedAt?.toISOString() ?? null,
});

const createChanges = (webhooks: Webhooks): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/webhooks',
    allowed: ['admin'],
    summary: 'Tell another system what happens',
    description: 'From now on. The secret is shown this once: docs/outgoing-webhooks.md says how to verify.',
    body: wishSchema,
    answer: z.object({ webhook: webhookSchema, secret: z.string() }),
    async handle({ me, body }) {
      const { webhook, secret } = await webhooks.add(me.personId, body);
      return { webhook: toJson(webhook), secret };
    },
  }),
  defineDeskRoute({
    method: 'PATCH',
    path: '/webhooks/:webhookId',
    allowed: ['admin'],
    summary: 'Change a webhook, switch it off or on',
    params: paramsSchema,
    body: changeSchema,
    answer: webhookSchema,
    handle: async ({ me, params, body }) =>
      toJson(await webhooks.change(me.personId, params.webhookId, body)),
  }),
  defineDeskRoute({
    method: 'DELETE',
    path: '/webhooks/:webhookId',
    allowed: ['admin'],
    summary: 'Remove a webhook, and what was to be told to it',
    params: paramsSchema,
    handle: ({ me, params }) => webhooks.remove(me.personId, params.webhookId),
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/webhooks/:webhookId/secret',
    allowed: ['admin'],
    summary: 'Make a new secret',
    description: 'Shown this once. The one before it signs too for 24 hours.',
    params: paramsSchema,
    answer: z.object({ secret: z.string() }),
    handle: async ({ me, params }) => ({
      secret: await webhooks.changeSecret(me.personId, params.webhookId),
    }),
  }),
];

const createDeliveryRoutes = (webhooks: Webhooks): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'POST',
    path: '/webhooks/:webhookId/test',
    allowed: ['admin'],
    summary: 'Send an event of the type test',
    params: paramsSchema,
    answer: z.object({ deliveryId: z.uuid() }),
    handle: async ({ params }) => ({ deliveryId: await webhooks.test(params.webhookId) }),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/webhooks/:webhookId/deliveries',
    allowed: ['admin', 'auditor'],
    summary: 'What was told, newest first',
    description: 'Kept for 30 days.',
    params: paramsSchema,
    query: pageSchema,
    answer: z.object({ deliveries: z.array(deliverySchema), next: z.uuid().nullable() }),
    async handle({ params: { webhookId }, query: { after, limit } }) {
      const found = await webhooks.listDeliveries({ webhookId, after, limit: limit + 1 });
      const page = found.slice(0, limit);
      const next = found.length > limit ? (page.at(-1)?.deliveryId ?? null) : null;
      return { deliveries: page.map(toDeliveryJson), next };
    },
  }),
  defineDeskRoute({
    method: 'POST',
    path: '/webhooks/:webhookId/deliveries/:deliveryId/again',
    allowed: ['admin'],
    summary: 'Tell it once more, under the same id',
    params: deliveryParamsSchema,
    handle: ({ me, params }) => webhooks.again(me.personId, params.webhookId, params.deliveryId),
  }),
];

export const createWebhookRoutes = (webhooks: Webhooks): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/webhooks',
    allowed: ['admin', 'auditor'],
    summary: 'List the systems that are told what happens',
    answer: z.object({
      webhooks: z.array(webhookSchema),
      events: z.array(z.string()).readonly().describe('What a webhook may be told of.'),
    }),
    handle: async () => ({ webhooks: (await webhooks.list()).map(toJson), events: WEBHOOK_EVENTS }),
  }),
  ...createChanges(webhooks),
  ...createDeliveryRoutes(webhooks),
];
