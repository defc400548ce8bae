/**
 * The provider at the far end of the webhook channel. It writes down every request, repeats
 * included; it is slow, fails, hangs and breaks connections, as the seed says; and it tells the
 * fate of some messages.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createDice, type Dice } from './dice.ts';
import type { Journal, Outcome, Sent } from './journal.ts';
import type { Person } from './person.ts';
import type { WebhookClient } from './webhook-way.ts';

interface Callback {
  readonly id: string;
  readonly to: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly text: string;
}

export interface Provider extends AsyncDisposable {
  readonly url: string;
  /** Whose messages come here. */
  readonly people: Map<string, Pick<Person, 'hear'>>;
  /** Tells the fate of some messages through this. */
  tell: WebhookClient | undefined;
  /** Takes nothing, until told otherwise. */
  isRefusing: boolean;
  /** From now on it takes everything at once, and lets go of what hangs. */
  calm(): void;
}

/** What the provider does with a request. */
interface Mood {
  readonly outcome: Outcome;
  readonly afterMs: number;
  /** The answer; undefined for none: the connection then breaks, or hangs until the sender gives up. */
  readonly status?: 200 | 429 | 500 | 503;
  readonly isHanging?: boolean;
}

const CALM: Mood = { outcome: 'taken', afterMs: 0, status: 200 };
const REFUSING: Mood = { outcome: 'refused', afterMs: 0, status: 503 };

function chooseMood(dice: Dice): Mood {
  const lost = dice.chance(0.5) ? 'unanswered' : 'refused';
  const moods: readonly [percent: number, mood: Mood][] = [
    [84, { outcome: 'taken', afterMs: dice.between(0, 60), status: 200 }],
    [6, { outcome: 'taken', afterMs: dice.between(200, 1_500), status: 200 }],
    [3, { outcome: 'refused', afterMs: dice.between(0, 300), status: 500 }],
    [2, { outcome: 'refused', afterMs: 0, status: 429 }],
    [2, { outcome: 'refused', afterMs: dice.between(500, 2_000), status: 503 }],
    [2, { outcome: lost, afterMs: dice.between(0, 100) }],
    [1, { outcome: lost, afterMs: 0, isHanging: true }],
  ];
  let left = dice.between(1, 100);
  for (const [percent, mood] of moods) {
    left -= percent;
    if (left <= 0) return mood;
  }
  return CALM;
}

const TOLD = 0.25;
const LATEST_TELLING_MS = 1_500;

export async function startProvider(seed: number, journal: Journal): Promise<Provider> {
  const moods = createDice(seed, 'provider');
  const fates = createDice(seed, 'fates');
  const closing = new AbortController();
  const hanging = new Set<IncomingMessage>();
  let isCalm = false;

  const nextMood = (): Mood => {
    if (isCalm) return CALM;
    return provider.isRefusing ? REFUSING : chooseMood(moods);
  };

  async function tellFate(id: string): Promise<void> {
    for (const status of fates.pick([['delivered'], ['delivered', 'read'], ['read', 'delivered']])) {
      await pause(fates.between(0, LATEST_TELLING_MS), undefined, { signal: closing.signal });
      await provider.tell?.deliver({ type: 'status', id, status }, fates, closing.signal);
    }
  }

  async function take(callback: Callback, request: IncomingMessage, response: ServerResponse) {
    const { id: key, to, conversationId, seq, text } = callback;
    const mood = nextMood();
    const at = journal.now();
    const sent: Sent = {
      key,
      conversationId,
      seq,
      at,
      outcome: mood.outcome,
      endedAt: Number.POSITIVE_INFINITY,
    };
    journal.sent.push(sent);
    response.on('close', () => {
      sent.endedAt = journal.now();
    });
    if (mood.outcome !== 'refused') provider.people.get(to)?.hear(key, { conversationId, seq, text });
    if (mood.isHanging) return void hanging.add(request);
    if (mood.afterMs > 0) await pause(mood.afterMs);
    if (mood.status === undefined) return void request.destroy();
    const headers = {
      'content-type': 'application/json',
      ...(mood.status === 429 ? { 'retry-after': '1' } : {}),
    };
    const own = `at-provider-${key}`;
    response.writeHead(mood.status, headers).end(JSON.stringify(mood.status === 200 ? { id: own } : {}));
    if (mood.status !== 200 || !fates.chance(TOLD)) return;
    tellFate(fates.pick([key, own])).catch(() => undefined);
  }

  const server = createServer((request, response) => {
    json(request).then(
      (body) => take(body as Callback, request, response),
      () => request.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const provider: Provider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    people: new Map(),
    tell: undefined,
    isRefusing: false,
    calm() {
      isCalm = true;
      for (const request of hanging) request.destroy();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return provider;
}
