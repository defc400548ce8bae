/** Reading conversations back over REST, as a person with their token may, from either gateway. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { Person } from './person.ts';

const PATIENCE_MS = 4_000;
const RETRY_MS = 200;

interface Reading {
  readonly conversationId: string;
  readonly lines: readonly { readonly seq: number; readonly from: string; readonly text: string }[];
}

/** What a request needs that may go to any gateway. */
export interface Visit {
  readonly gateways: readonly string[];
  readonly dice: Dice;
  readonly token: string | undefined;
  /** Aborts when nobody waits for the answer any more. */
  readonly closing?: AbortSignal;
}

/**
 * One request to either gateway; undefined when there was no answer that can be used.
 * @param patienceMs beyond `PATIENCE_MS`
 */
export async function visit(
  { gateways, dice, token, closing }: Visit,
  path: string,
  init: RequestInit = {},
  patienceMs = 0,
): Promise<Response | undefined> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const patience = AbortSignal.timeout(PATIENCE_MS + patienceMs);
  const signal = closing ? AbortSignal.any([closing, patience]) : patience;
  return fetch(dice.pick(gateways) + path, { ...init, headers, signal }).catch(() => undefined);
}

/** @param waitMs how long the server may wait for something new; returns whether it answered */
export async function readLines(
  person: Person,
  visitor: Visit,
  protocolNumber: string,
  place: { readonly after: number; readonly waitMs: number },
): Promise<number | undefined> {
  const { after, waitMs } = place;
  const path = `/api/v1/protocols/${protocolNumber}?after=${after}&waitMs=${waitMs}`;
  const response = await visit(visitor, path, {}, waitMs);
  const text = await response?.text().catch(() => undefined);
  if (!response?.ok || text === undefined) return undefined;
  const { conversationId, lines } = JSON.parse(text) as Reading;
  for (const { seq, from, text } of lines) {
    if (from === 'assistant') person.hear(`${conversationId}:${seq}`, { conversationId, seq, text });
  }
  return lines.at(-1)?.seq ?? after;
}

/** Everything that was ever said under these numbers: nothing may have slipped in behind the person's back. */
export async function rereadAll(
  person: Person,
  visitor: Visit,
  protocolNumbers: Iterable<string>,
): Promise<void> {
  for (const number of protocolNumbers) {
    for (let tries = 50; tries > 0; tries--) {
      if ((await readLines(person, visitor, number, { after: 0, waitMs: 0 })) !== undefined) break;
      await pause(RETRY_MS);
    }
  }
}
