/** Outgoing webhooks: which other systems are told of what. What is told to them: webhook-deliveries.ts. */
import { v7 as createId } from 'uuid';
import type { Database, Queryable, Row } from '../database.ts';
import type { JsonObject } from '../json.ts';

/** For so long after its change a secret signs too: the receiver has time to learn the new one. */
export const OLD_SECRET_HOURS = 24;

export interface OutgoingWebhook {
  readonly webhookId: string;
  /** What the admins call it. */
  readonly name: string;
  readonly url: string;
  /** Names of src/desk/webhook-events.ts. */
  readonly events: readonly string[];
  readonly withWords: boolean;
  readonly isActive: boolean;
  /** Why the program itself switched it off; null where it did not. */
  readonly offReason: string | null;
  readonly createdAt: Date;
  /** Deliveries that wait, be it for another attempt. */
  readonly waiting: number;
  readonly lastDeliveredAt: Date | null;
  /** Of the newest attempt that failed after that. */
  readonly lastFailure: string | null;
}

/** What an admin decides. */
export interface WebhookWish {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly withWords: boolean;
}

/** What is left out stays. */
export interface WebhookChange {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly withWords?: boolean | undefined;
  readonly isActive?: boolean | undefined;
}

interface WebhookRow extends Row {
  id: string;
  name: string;
  url: string;
  events: string[];
  with_words: boolean;
  active: boolean;
  off_reason: string | null;
  created_at: Date;
  waiting: number;
  delivered_at: Date | null;
  failure: string | null;
}

const LIST = `
  select w.id, w.name, w.url, w.events, w.with_words, w.active, w.off_reason, w.created_at,
    (select count(*) from webhook_deliveries d where d.webhook_id = w.id and d.status = 'queued') as waiting,
    good.ended_at as delivered_at, bad.answer as failure
  from outgoing_webhooks w
  left join lateral (
    select max(ended_at) as ended_at from webhook_deliveries d
    where d.webhook_id = w.id and d.status = 'delivered') good on true
  left join lateral (
    select answer from webhook_deliveries d
    where d.webhook_id = w.id and d.status <> 'delivered' and d.answer is not null
      and d.happened_at > coalesce(good.ended_at, '-infinity')
    order by happened_at desc limit 1) bad on true
  where $1::uuid is null or w.id = $1 order by w.name, w.id`;

const toWebhook = (row: WebhookRow): OutgoingWebhook => ({
  webhookId: row.id,
  name: row.name,
  url: row.url,
  events: row.events,
  withWords: row.with_words,
  isActive: row.active,
  offReason: row.off_reason,
  createdAt: row.created_at,
  waiting: row.waiting,
  lastDeliveredAt: row.delivered_at,
  lastFailure: row.failure,
});

export const listWebhooks = async (database: Queryable): Promise<readonly OutgoingWebhook[]> =>
  (await database.query<WebhookRow>(LIST, [null])).map(toWebhook);

export const findWebhook = async (
  database: Queryable,
  webhookId: string,
): Promise<OutgoingWebhook | undefined> =>
  (await database.query<WebhookRow>(LIST, [webhookId])).map(toWebhook)[0];

const ADD = `
  insert into outgoing_webhooks (id, name, url, secret, events, with_words) values ($1, $2, $3, $4, $5, $6)`;

/** Is told what happens from now on. Returns its id. @param secret sealed */
export async function addWebhook(database: Queryable, wish: WebhookWish, secret: string): Promise<string> {
  const id = createId();
  await database.query(ADD, [id, wish.name, wish.url, secret, wish.events, wish.withWords]);
  return id;
}

// Switched on again it begins with what happens from then on, and goes on with what waits.
const CHANGE = `
  update outgoing_webhooks set name = coalesce($2, name), url = coalesce($3, url),
    events = coalesce($4::text[], events), with_words = coalesce($5, with_words), active = coalesce($6, active),
    off_reason = case when $6 then null else off_reason end
  where id = $1 returning id`;

/** Returns whether there is such a webhook. */
export async function changeWebhook(
  database: Queryable,
  webhookId: string,
  wish: WebhookChange,
): Promise<boolean> {
  const { name, url, events, withWords, isActive } = wish;
  const values = [name, url, events, withWords, isActive].map((value) => value ?? null);
  return (await database.query(CHANGE, [webhookId, ...values])).length > 0;
}

const CHANGE_SECRET = `
  update outgoing_webhooks set previous_secret = secret, previous_until = now() + $3 * interval '1 hour', secret = $2
  where id = $1 returning id`;

/** Returns whether there is such a webhook. @param secret sealed */
export const changeSecret = async (
  database: Queryable,
  webhookId: string,
  secret: string,
): Promise<boolean> =>
  (await database.query(CHANGE_SECRET, [webhookId, secret, OLD_SECRET_HOURS])).length > 0;

/** With its deliveries. Returns whether there was such a webhook. */
export const removeWebhook = async (database: Queryable, webhookId: string): Promise<boolean> =>
  (await database.query('delete from outgoing_webhooks where id = $1 returning id', [webhookId])).length > 0;

/** Something to be told that stands neither in the log nor among the tickets. */
export interface ToldFact {
  readonly event: string;
  /** The same of the same happening: it is told once. */
  readonly subject: string;
  readonly conversationId: string | null;
  readonly facts: JsonObject;
}

const QUEUE = `
  select queue_webhooks(f.event, f.subject, f."conversationId", null, f.facts)
  from jsonb_to_recordset($1::jsonb) as f(event text, subject text, "conversationId" uuid, facts jsonb)`;

/** Tells the webhooks that want it. Within the transaction in which it happened, where it is handed one. */
export const queueForWebhooks = async (database: Queryable, facts: readonly ToldFact[]): Promise<void> => {
  if (facts.length > 0) await database.query(QUEUE, [JSON.stringify(facts)]);
};

const QUEUE_TEST = `
  insert into webhook_deliveries (webhook_id, event, subject, facts)
  select id, $2, gen_random_uuid()::text, '{}' from outgoing_webhooks where id = $1 returning id`;

/** Told to this webhook alone, active or not. Returns the delivery's id; undefined without such a webhook. */
export const queueTest = async (
  database: Database,
  webhookId: string,
  event: string,
): Promise<string | undefined> =>
  (await database.query<{ id: string }>(QUEUE_TEST, [webhookId, event]))[0]?.id;
