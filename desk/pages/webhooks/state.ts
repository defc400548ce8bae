/** What the webhooks' page knows, and asks of the server. */
import { signal } from '@preact/signals';
import { call } from '../../app/api.ts';
import { showProblem } from '../../app/parts/problem.ts';

/** Times in ISO 8601. */
export interface Webhook {
  readonly webhookId: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly withWords: boolean;
  readonly isActive: boolean;
  readonly offReason: string | null;
  readonly waiting: number;
  readonly lastDeliveredAt: string | null;
  readonly lastFailure: string | null;
}

export interface Delivery {
  readonly deliveryId: string;
  readonly event: string;
  readonly status: 'queued' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly happenedAt: string;
  readonly dueAt: string;
  readonly statusCode: number | null;
  readonly answer: string | null;
  readonly tookMs: number | null;
  readonly payload: string | null;
}

export type WebhookWish = Pick<Webhook, 'name' | 'url' | 'events' | 'withWords'>;

/** Undefined until they are known. */
export const webhooks = signal<readonly Webhook[] | undefined>(undefined);
/** What a webhook may be told of. */
export const events = signal<readonly string[]>([]);
/** What the admin must keep now, for it is not shown again. */
export const newSecret = signal<{ readonly name: string; readonly secret: string } | undefined>(undefined);

export async function loadWebhooks(): Promise<void> {
  try {
    const found = await call<{ webhooks: readonly Webhook[]; events: readonly string[] }>('GET', '/webhooks');
    webhooks.value = found.webhooks;
    events.value = found.events;
  } catch (error) {
    showProblem(error);
  }
}

/** Errors: ApiError; `invalid-request` of an address that may not be told. */
export async function saveWebhook(webhook: Webhook | undefined, wish: WebhookWish): Promise<void> {
  if (webhook) await call('PATCH', `/webhooks/${webhook.webhookId}`, wish);
  else {
    const { secret } = await call<{ secret: string }>('POST', '/webhooks', wish);
    newSecret.value = { name: wish.name, secret };
  }
  await loadWebhooks();
}

/** Does it, shows what became of it, and says at the screen's edge what went wrong. */
async function change(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    await loadWebhooks();
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
}

const pathOf = ({ webhookId }: Webhook): string => `/webhooks/${webhookId}`;

export const switchWebhook = (webhook: Webhook, isActive: boolean): Promise<boolean> =>
  change(() => call('PATCH', pathOf(webhook), { isActive }));
export const removeWebhook = (webhook: Webhook): Promise<boolean> =>
  change(() => call('DELETE', pathOf(webhook)));
export const testWebhook = (webhook: Webhook): Promise<boolean> =>
  change(() => call('POST', `${pathOf(webhook)}/test`));
export const renewSecret = (webhook: Webhook): Promise<boolean> =>
  change(async () => {
    const { secret } = await call<{ secret: string }>('POST', `${pathOf(webhook)}/secret`);
    newSecret.value = { name: webhook.name, secret };
  });

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  readonly next: string | null;
}

/** Newest first. Errors: ApiError. */
export const loadDeliveries = (webhookId: string, after?: string): Promise<DeliveryPage> =>
  call('GET', `/webhooks/${webhookId}/deliveries${after === undefined ? '' : `?after=${after}`}`);

export const sendAgain = (webhookId: string, deliveryId: string): Promise<boolean> =>
  change(() => call('POST', `/webhooks/${webhookId}/deliveries/${deliveryId}/again`));
