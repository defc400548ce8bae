/** Citizens write and people answer, at a steady rate each. */
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { DESK_HEADER } from '../../src/desk.ts';
import { SECRET, TEXTS } from '../load/script.ts';
import type { AtWork } from './house.ts';
import { nowMs, type Said } from './protocol.ts';

const CONNECTIONS = 32;
const ANSWER = 'Já estou vendo isso para você. Um momento, por favor.';

export interface Writing extends AsyncDisposable {
  /** Both, for so long; resolves when the last was taken. @throws where one was not */
  run(
    perSecond: number,
    forMs: number,
  ): Promise<{ fromCitizens: readonly Said[]; fromPeople: readonly Said[] }>;
}

interface Results {
  readonly results?: readonly { readonly seq?: number }[];
  readonly seq?: number;
}

export function openWriting(url: string, atWork: readonly AtWork[]): Writing {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  let turn = 0;
  async function post(path: string, headers: Record<string, string>, body: string): Promise<Results> {
    const all = { 'content-type': 'application/json', ...headers };
    const answer = await pool.request({ method: 'POST', path, headers: all, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as Results;
  }
  const toSaid = ({ conversationId, queue }: AtWork, at: number, seq: number | undefined): Said => {
    if (seq === undefined) throw new Error('what was said was not kept');
    return { conversationId, queue, seq, at, keptMs: nowMs() - at };
  };
  async function write(one: AtWork): Promise<Said> {
    const message = { type: 'message', id: crypto.randomUUID(), from: one.address, text: TEXTS[0] };
    const body = JSON.stringify({ events: [message] });
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    const at = nowMs();
    const { results } = await post('/channels/webhook/events', { 'x-guiche-signature': signature }, body);
    return toSaid(one, at, results?.[0]?.seq);
  }
  async function reply(one: AtWork): Promise<Said> {
    const headers = { cookie: `guiche_desk=${one.person.token}`, [DESK_HEADER]: '1' };
    const body = JSON.stringify({ actionId: crypto.randomUUID(), text: ANSWER });
    const at = nowMs();
    const { seq } = await post(`/api/v1/desk/tickets/${one.conversationId}/reply`, headers, body);
    return toSaid(one, at, seq);
  }
  return {
    async run(perSecond, forMs) {
      const fromCitizens: Promise<Said>[] = [];
      const fromPeople: Promise<Said>[] = [];
      const startedAt = performance.now();
      const count = Math.round((perSecond * forMs) / 1_000);
      for (let index = 0; index < count; index++) {
        const dueInMs = startedAt + (index * 1_000) / perSecond - performance.now();
        if (dueInMs > 0) await pause(dueInMs);
        const [citizenOf, personAt] = [atWork[turn % atWork.length], atWork[(turn + 95) % atWork.length]];
        turn++;
        if (citizenOf) fromCitizens.push(write(citizenOf));
        if (personAt) fromPeople.push(reply(personAt));
        // What fails is told of at the end, by those who wait for all.
        fromCitizens.at(-1)?.catch(() => undefined);
        fromPeople.at(-1)?.catch(() => undefined);
      }
      return { fromCitizens: await Promise.all(fromCitizens), fromPeople: await Promise.all(fromPeople) };
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}
