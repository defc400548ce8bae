/** The two HTTP exchanges of a turn, as lean as Node has them: what a peer is spared of a framework. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { SECRET } from '../load/script.ts';
import type { Job } from './rows.ts';

const KEEP_ALIVE_MS = 65_000;
const CONNECTIONS = 128;
const KEY = createSecretKey(SECRET, 'utf8');

const sign = (body: string): string => `sha256=${createHmac('sha256', KEY).update(body).digest('hex')}`;

function isSigned(body: string, signature: unknown): boolean {
  const [given, wanted] = [Buffer.from(String(signature)), Buffer.from(sign(body))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export interface NewMessage {
  readonly id: string;
  readonly from: string;
  readonly text: string;
}

async function answer(
  body: string,
  signature: unknown,
  receive: (message: NewMessage) => Promise<Job>,
): Promise<readonly [status: number, body: string]> {
  if (!isSigned(body, signature)) return [401, ''];
  const { events } = JSON.parse(body) as { events: [NewMessage] };
  const [{ id }] = events;
  try {
    const { protocolNumber, conversationId, seq } = await receive(events[0]);
    return [
      202,
      JSON.stringify({ results: [{ id, protocolNumber, conversationId, seq, duplicate: false }] }),
    ];
  } catch (error) {
    return [503, String(error)];
  }
}

/** The way in; returns its address. */
export async function listen(receive: (message: NewMessage) => Promise<Job>): Promise<string> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', async () => {
      const [status, text] = await answer(body, request.headers['x-guiche-signature'], receive);
      const length = Buffer.byteLength(text);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
      response.end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/channels/webhook/events`;
}

export interface Reply extends Job {
  /** The reply's own number. */
  readonly replySeq: number;
  readonly text: string;
  readonly buttons: readonly unknown[];
}

/** The way out: resolves when the provider has taken the reply. */
export function createCaller(url: string): (reply: Reply) => Promise<void> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  return ({ conversationId, replySeq, address, protocolNumber, text, buttons }) => {
    const id = `${conversationId}:${replySeq}`;
    const about = { id, to: address, protocolNumber, conversationId, seq: replySeq };
    const body = JSON.stringify({ ...about, text, buttons, citations: [] });
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': id,
      'x-guiche-signature': sign(body),
    };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let status = 0;
    pool.dispatch(
      { path: pathname, method: 'POST', headers, body },
      {
        onRequestStart: () => undefined,
        onResponseStart(_controller, code) {
          status = code;
        },
        onResponseEnd: () => (status === 200 ? resolve() : reject(new Error(`the provider says ${status}`))),
        onResponseError: (_controller, error) => reject(error),
      },
    );
    return promise;
  };
}
