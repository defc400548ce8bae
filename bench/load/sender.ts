/** The provider's way to the assistant: one signed webhook a message, over connections that stay open. */
import { createHmac, createSecretKey } from 'node:crypto';
import { Pool } from 'undici';
import { SECRET } from './script.ts';

const CONNECTIONS = 128;
const KEY = createSecretKey(SECRET, 'utf8');
/** Providers give up sooner; here a late answer is to be measured, not cut off. */
const ANSWER_WITHIN_MS = 60_000;

export interface Sender {
  /** Rejects unless the message was accepted. */
  send(id: string, from: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export function createSender(url: string): Sender {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  });
  return {
    send(id, from, text) {
      const body = JSON.stringify({ events: [{ type: 'message', id, from, text }] });
      const signature = `sha256=${createHmac('sha256', KEY).update(body).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-guiche-signature': signature };
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let status = 0;
      let answer = '';
      // Not `request`, which makes a stream of each answer: the load must leave the machine to what it measures.
      pool.dispatch(
        { path: pathname, method: 'POST', headers, body },
        {
          onRequestStart: () => undefined,
          onResponseStart(_controller, code) {
            status = code;
          },
          onResponseData(_controller, chunk) {
            answer += chunk.toString('latin1');
          },
          onResponseEnd: () => (status === 202 ? resolve() : reject(new Error(`${status} ${answer}`))),
          onResponseError: (_controller, error) => reject(error),
        },
      );
      return promise;
    },
    close: () => pool.close(),
  };
}
