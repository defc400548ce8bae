/** How somebody at the desk calls the program: through either gateway, until there is an answer. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../dice.ts';
import { visit } from '../web-reading.ts';

const API = '/api/v1/desk';
const RETRY_MS = 200;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Calls {
  /** Undefined: there was no answer that can be used. */
  read(path: string): Promise<unknown>;
  /**
   * Does something under an action id, over and over, until the program has said what came of it.
   * @throws when `end` aborts
   */
  act(method: 'POST' | 'PUT', path: string, body: object, end: AbortSignal): Promise<Answer>;
}

/** @param token of somebody's session */
export function createCalls(gateways: readonly string[], dice: Dice, token: string): Calls {
  const visitor = { gateways, dice, token };
  async function call(path: string, init: RequestInit): Promise<Answer | undefined> {
    const response = await visit(visitor, API + path, init);
    const text = await response?.text().catch(() => undefined);
    if (!response || text === undefined || response.status >= 500 || response.status === 429)
      return undefined;
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
  return {
    async read(path) {
      const answer = await call(path, {});
      return answer?.status === 200 ? answer.body : undefined;
    },
    async act(method, path, body, end) {
      const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      for (;;) {
        const answer = await call(path, init);
        if (answer) return answer;
        await pause(RETRY_MS, undefined, { signal: end });
      }
    },
  };
}

/** A window's own id of something it does. */
export const createActionId = (): string => randomUUID();
