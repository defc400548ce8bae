/** The way through the web channel's REST interface: a program that writes, and asks for the answer. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Journal, Written } from './journal.ts';
import type { Person, Receipt, Way } from './person.ts';
import { readLines, rereadAll, type Visit, visit } from './web-reading.ts';

const WAIT_MS = 2_000;
const RETRY_MS = 300;
const DOUBLED = 0.15;

interface Kept extends Receipt {
  readonly token: string;
}

export function createRestWay(person: Person, gateways: readonly string[], journal: Journal): Way {
  const { dice, name } = person;
  const closing = new AbortController();
  const protocolNumbers = new Set<string>();
  let token: string | undefined;
  let current: string | undefined;
  const visitor = (): Visit => ({ gateways, dice, token, closing: closing.signal });

  async function post(message: Written): Promise<boolean> {
    const body = JSON.stringify({ text: message.text, messageId: message.id });
    const headers = { 'content-type': 'application/json' };
    const response = await visit(visitor(), '/api/v1/messages', { method: 'POST', headers, body });
    const text = await response?.text().catch(() => undefined);
    if (!response || text === undefined || response.status >= 500 || response.status === 429) return false;
    if (response.status !== 202) {
      journal.refusals.push({ person: name, id: message.id, reason: `${response.status} ${text}` });
      return true;
    }
    const kept = JSON.parse(text) as Kept;
    token ??= kept.token;
    protocolNumbers.add(kept.protocolNumber);
    current = kept.protocolNumber;
    person.accept(message, kept);
    return true;
  }

  async function postUntilKept(message: Written, end: AbortSignal): Promise<void> {
    while (!(await post(message))) await pause(RETRY_MS, undefined, { signal: end });
  }

  /** Who has no token yet is somebody new with each request: the first message goes alone. */
  let first: Promise<void> | undefined;

  const reading = (async () => {
    let after = 0;
    let read: string | undefined;
    while (!closing.signal.aborted) {
      if (current !== read) after = 0;
      read = current;
      const newest =
        read === undefined ? undefined : await readLines(person, visitor(), read, { after, waitMs: WAIT_MS });
      if (newest === undefined) await pause(RETRY_MS);
      else after = newest;
    }
  })();

  return {
    hasButtons: false,
    async write(message, end) {
      const before = first;
      const own = (async () => {
        await before;
        await postUntilKept(message, end);
      })();
      first ??= own;
      await own;
      if (dice.chance(DOUBLED)) await postUntilKept(message, end);
    },
    reread: () => rereadAll(person, visitor(), protocolNumbers),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await reading;
    },
  };
}
