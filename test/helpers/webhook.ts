/** The far end of the webhook channel, under a test's thumb: what it answers is the test's choice. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createBodySigner } from '../../channels/webhook/signature.ts';
import type { Callback, EventResult } from '../../channels/webhook/translate.ts';

export const SECRET = 'a-secret-of-thirty-two-characters';
const signer = createBodySigner(SECRET);

export interface Received {
  readonly callback: Callback;
  readonly raw: Buffer;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly url: string;
  /** Which connection it came on. */
  readonly port: number;
  readonly at: number;
  /** The sender closed the request before it had its answer. */
  isClosed: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The connection ends in the middle of the answer. */
  readonly breaksOff?: boolean;
}

/** `hang`: no answer at all; `drop`: the connection ends instead. */
export type Answer = (received: Received) => Reply | 'hang' | 'drop';

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on. */
  answerWith(answer: Answer): void;
}

const taken: Answer = () => ({ status: 202 });

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer = taken;
  const server = createServer(async (request, response) => {
    const raw = await buffer(request);
    const { headers, url = '', socket } = request;
    const callback = (raw.length > 0 ? JSON.parse(raw.toString()) : {}) as Callback;
    const port = socket.remotePort ?? 0;
    const one: Received = { callback, raw, headers, url, port, at: Date.now(), isClosed: false };
    received.push(one);
    response.on('close', () => {
      one.isClosed = !response.writableFinished;
    });
    const reply = answer(one);
    if (reply === 'hang') return;
    if (reply === 'drop') return void socket.destroy();
    response.writeHead(reply.status, reply.headers);
    if (reply.breaksOff) response.write(reply.body, () => socket.destroy());
    else response.end(reply.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callbacks?from=guiche`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface EventsAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly results: readonly EventResult[];
  /** The code of the error, of the whole request. */
  readonly code: string | undefined;
}

/** Posts a body as it is. */
export async function postRaw(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventsAnswer> {
  const response = await fetch(`${url}/channels/webhook/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const { results = [], error } = (await response.json()) as {
    results?: EventResult[];
    error?: { code: string };
  };
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, results, code: error?.code };
}

export const signatureOf = (body: string): string => signer.sign(body);

/** Posts events, signed; a text as it is, signed. */
export function postEvents(url: string, events: readonly object[] | string): Promise<EventsAnswer> {
  const body = typeof events === 'string' ? events : JSON.stringify({ events });
  return postRaw(url, body, { 'x-guiche-signature': signatureOf(body) });
}

/** `ok`, or the code of what was wrong with the event. */
export const outcomeOf = (result: EventResult): string => ('error' in result ? result.error.code : 'ok');

let counter = 0;
/** Never the same twice. */
export const unique = (prefix: string): string => `${prefix}-${++counter}`;
export const says = (from: string, text: string, id = unique('message')) => ({
  type: 'message',
  id,
  from,
  text,
});
