/** The way through the webhook channel: a provider that repeats, doubles, delays and reorders its webhooks. */
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createDice, type Dice } from './dice.ts';
import type { Journal, Written } from './journal.ts';
import type { Person, Receipt, Way } from './person.ts';

const DOUBLED = 0.15;
const LATE = 0.15;
const LATEST_MS = 3_000;
/** A doubled webhook may come when the conversation has long gone on. */
const LATEST_DOUBLE_MS = 5_000;
const TYPES_FIRST = 0.1;
/** A provider gives a webhook up, and repeats it, after so long. */
const PATIENCE_MS = 4_000;
const SHORTEST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 500;

interface Result extends Partial<Receipt> {
  readonly error?: { readonly code: string; readonly message: string };
}

export interface WebhookClient {
  /**
   * Posts the event, to either gateway, until it is acknowledged.
   * @throws when `end` aborts
   */
  deliver(event: object, dice: Dice, end: AbortSignal): Promise<Result>;
}

async function attempt(url: string, body: string, secret: string, end: AbortSignal): Promise<Response> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return fetch(`${url}/channels/webhook/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-guiche-signature': `sha256=${signature}` },
    body,
    signal: AbortSignal.any([end, AbortSignal.timeout(PATIENCE_MS)]),
  });
}

export function createWebhookClient(gateways: readonly string[], secret: string): WebhookClient {
  return {
    async deliver(event, dice, end) {
      const body = JSON.stringify({ events: [event] });
      for (;;) {
        try {
          const response = await attempt(dice.pick(gateways), body, secret, end);
          const text = await response.text();
          if (response.ok) return (JSON.parse(text) as { results: Result[] }).results[0] ?? {};
          if (response.status < 500 && response.status !== 429)
            return { error: { code: String(response.status), message: text } };
        } catch {
          // Killed, paused, or not yet up again: repeated as any other.
        }
        end.throwIfAborted();
        await pause(dice.between(SHORTEST_RETRY_MS, LONGEST_RETRY_MS), undefined, { signal: end });
      }
    },
  };
}

const isReceipt = (result: Result): result is Receipt =>
  result.conversationId !== undefined && result.seq !== undefined && result.protocolNumber !== undefined;

const toEvent = ({ person, id, text, value }: Written) =>
  value === undefined
    ? { type: 'message', id, from: person, text }
    : { type: 'choice', id, from: person, value, title: text };

export function createWebhookWay(person: Person, client: WebhookClient, journal: Journal): Way {
  const doubles = new Set<Promise<void>>();

  async function deliver(message: Written, dice: Dice, end: AbortSignal): Promise<void> {
    const result = await client.deliver(toEvent(message), dice, end);
    if (isReceipt(result)) return person.accept(message, result);
    const reason = result.error ? `${result.error.code} ${result.error.message}` : 'no receipt';
    journal.refusals.push({ person: person.name, id: message.id, reason });
  }

  function double(message: Written, dice: Dice, end: AbortSignal): void {
    const again = (async () => {
      await pause(dice.between(0, LATEST_DOUBLE_MS), undefined, { signal: end });
      await deliver(message, dice, end);
    })().catch(() => undefined);
    doubles.add(again);
    void again.finally(() => doubles.delete(again));
  }

  return {
    hasButtons: true,
    async write(message, end) {
      // Its own dice: when an answer comes must not change what chance does to later messages.
      const dice = createDice(0, message.id, person.dice.between(0, 1_000_000));
      if (dice.chance(TYPES_FIRST))
        void client.deliver({ type: 'typing', from: person.name }, dice, end).catch(() => undefined);
      if (dice.chance(DOUBLED)) double(message, dice, end);
      if (dice.chance(LATE)) await pause(dice.between(0, LATEST_MS), undefined, { signal: end });
      await deliver(message, dice, end);
    },
    reread: async () => void (await Promise.all(doubles)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
