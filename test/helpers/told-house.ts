/** A house that tells other systems what happens: the desk's API, a small office, and what tells. */
import { createHmac } from 'node:crypto';
import { createSealer } from '../../src/accounts/sealing.ts';
import type { Database } from '../../src/database.ts';
import type { WebhookPayload } from '../../src/desk/webhook-events.ts';
import { createLog } from '../../src/log.ts';
import { startWebhooks } from '../../src/pipeline/webhooks.ts';
import { openDesk, SECRET } from './desk.ts';
import { openOffice } from './office.ts';
import { until } from './servers.ts';
import type { Received, Receiver } from './webhook.ts';

const HOST = '127.0.0.1';

/** By the standard's words: a request is genuine where one of its signatures is. */
export function isGenuine({ headers, raw }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw.toString()}`;
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`);
}

export const payloadOf = ({ raw }: Received): WebhookPayload => JSON.parse(raw.toString()) as WebhookPayload;
export const idOf = ({ headers }: Received): string => String(headers['webhook-id']);

export interface Subscription {
  readonly webhookId: string;
  readonly secret: string;
}

interface DeliveryJson {
  readonly deliveryId: string;
  readonly event: string;
  readonly status: string;
  readonly attempts: number;
  readonly dueAt: string;
  readonly statusCode: number | null;
  readonly answer: string | null;
}

/** As a process does, with retries that come soon. */
export const startTelling = (database: Database): AsyncDisposable =>
  startWebhooks({
    database,
    log: createLog('silent'),
    house: { allowed: new Set([HOST]), setting: 'DESK_WEBHOOK_HOSTS' },
    open: createSealer(SECRET, 'outgoing-webhooks').open,
    intervalMs: 10,
    firstRetryMs: 20,
  });

/** @param database migrated; PGlite where left out */
export async function openToldHouse(database?: Database) {
  await using stack = new AsyncDisposableStack();
  const settings = { DESK_WEBHOOK_HOSTS: HOST };
  const desk = stack.use(await openDesk({ settings, ...(database ? { database } : {}) }));
  const office = openOffice({ database: desk.database });
  const { admin } = desk.people;
  const opened = stack.move();
  const listDeliveries = async (webhookId: string): Promise<readonly DeliveryJson[]> => {
    const path = `/webhooks/${webhookId}/deliveries`;
    return (await desk.call<{ deliveries: DeliveryJson[] }>(admin, 'GET', path)).body.deliveries;
  };
  return {
    desk,
    office,
    start: (over: Database = desk.database) => startTelling(over),
    async subscribe(url: string, events: readonly string[], withWords = false): Promise<Subscription> {
      const wish = { name: 'Prefeitura', url, events, withWords };
      const { status, body } = await desk.call<{ webhook: { webhookId: string }; secret: string }>(
        admin,
        'POST',
        '/webhooks',
        wish,
      );
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return { webhookId: body.webhook.webhookId, secret: body.secret };
    },
    listDeliveries,
    /** The only delivery of the webhook, once it is as wished. */
    findDelivery: (webhookId: string, isSo: (delivery: DeliveryJson) => boolean) =>
      until(async () => (await listDeliveries(webhookId)).find(isSo), 'the delivery log to say so'),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export const arrivals = (receiver: Receiver, count: number): Promise<boolean> =>
  until(() => receiver.received.length >= count, `${count} webhooks to arrive`);
