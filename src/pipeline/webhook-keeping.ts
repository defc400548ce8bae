/** Webhook keeping: what admins do about outgoing webhooks; each change is kept with who made it. */
import type { Database, Transaction } from '../database.ts';
import { TEST_EVENT } from '../desk/webhook-events.ts';
import { createWebhookSecret } from '../desk/webhook-signature.ts';
import { AssistantError, describeError } from '../errors.ts';
import { checkHost, type HouseRules, isNamed } from '../house-network.ts';
import type { JsonObject } from '../json.ts';
import { addDeskChange } from '../store/desk-changes.ts';
import {
  addWebhook,
  changeSecret,
  changeWebhook,
  findWebhook,
  listWebhooks,
  type OutgoingWebhook,
  queueTest,
  removeWebhook,
  type WebhookChange,
  type WebhookWish,
} from '../store/outgoing-webhooks.ts';
import { type DeliveryLine, listDeliveries, queueAgain } from '../store/webhook-deliveries.ts';

/** Errors: AssistantError `not-found`; of an address that may not be told, `invalid-request`. */
export interface WebhookKeeper {
  list(): Promise<readonly OutgoingWebhook[]>;
  /** The secret is shown this once. */
  add(by: string, wish: WebhookWish): Promise<{ webhook: OutgoingWebhook; secret: string }>;
  change(by: string, webhookId: string, change: WebhookChange): Promise<OutgoingWebhook>;
  /** The one before it signs too for a day. Returns the new one. */
  changeSecret(by: string, webhookId: string): Promise<string>;
  remove(by: string, webhookId: string): Promise<void>;
  /** Sends an event `test`; returns the delivery's id. */
  test(webhookId: string): Promise<string>;
  /** Newest first. */
  listDeliveries(page: {
    webhookId: string;
    after: string | undefined;
    limit: number;
  }): Promise<readonly DeliveryLine[]>;
  /** Tells it once more, under the same id. */
  again(by: string, webhookId: string, deliveryId: string): Promise<void>;
}

export interface WebhookKeeping {
  readonly database: Database;
  /** What of the house's own network may be told. */
  readonly house: HouseRules;
  seal(secret: string): string;
}

/** @throws AssistantError `invalid-request` */
function checkAddress(address: string, house: HouseRules): void {
  const refuse = (sentence: string) => new AssistantError('invalid-request', sentence);
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse('The address must begin with https://.');
  if (url.username || url.password)
    throw refuse('The address must not hold a user or password: requests are signed instead.');
  try {
    checkHost(url, house);
  } catch (error) {
    throw refuse(`${describeError(error)}.`);
  }
  if (url.protocol === 'http:' && !isNamed(url, house))
    throw refuse(`The address must begin with https://; http:// is for hosts that ${house.setting} names.`);
}

const notFound = () => new AssistantError('not-found', 'This webhook');

async function findIn(transaction: Transaction, webhookId: string): Promise<OutgoingWebhook> {
  const webhook = await findWebhook(transaction, webhookId);
  if (!webhook) throw notFound();
  return webhook;
}

export function createWebhookKeeper({ database, house, seal }: WebhookKeeping): WebhookKeeper {
  /** Does it, and keeps who did. @throws `not-found` where `work` says that there is no such webhook */
  const change = <T>(
    personId: string,
    action: string,
    about: JsonObject,
    work: (transaction: Transaction) => Promise<T | false>,
  ): Promise<T> =>
    database.transaction(async (transaction) => {
      const result = await work(transaction);
      if (result === false) throw notFound();
      await addDeskChange(transaction, { personId, action, about });
      return result;
    });
  return {
    list: () => listWebhooks(database),
    async add(by, wish) {
      checkAddress(wish.url, house);
      const secret = createWebhookSecret();
      const { name, url } = wish;
      const webhook = await change(by, 'webhook-added', { name, url }, async (transaction) =>
        findIn(transaction, await addWebhook(transaction, wish, seal(secret))),
      );
      return { webhook, secret };
    },
    async change(by, webhookId, wish) {
      if (wish.url !== undefined) checkAddress(wish.url, house);
      const about = JSON.parse(JSON.stringify({ webhookId, ...wish })) as JsonObject;
      return change(by, 'webhook-changed', about, async (transaction) =>
        (await changeWebhook(transaction, webhookId, wish)) ? findIn(transaction, webhookId) : false,
      );
    },
    async changeSecret(by, webhookId) {
      const secret = createWebhookSecret();
      await change(by, 'webhook-secret-changed', { webhookId }, (transaction) =>
        changeSecret(transaction, webhookId, seal(secret)),
      );
      return secret;
    },
    remove: async (by, webhookId) =>
      void (await change(by, 'webhook-removed', { webhookId }, (transaction) =>
        removeWebhook(transaction, webhookId),
      )),
    async test(webhookId) {
      const deliveryId = await queueTest(database, webhookId, TEST_EVENT);
      if (deliveryId === undefined) throw notFound();
      return deliveryId;
    },
    listDeliveries: (page) => listDeliveries(database, page),
    again: async (by, webhookId, deliveryId) =>
      void (await change(by, 'webhook-repeated', { webhookId, deliveryId }, (transaction) =>
        queueAgain(transaction, webhookId, deliveryId),
      )),
  };
}
