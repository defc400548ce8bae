/** A system of a body's own: sends signed events, and takes callbacks as strictly as the page says. */

import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { defineSimulator, type OutboundActivity } from '#assistant';
import { FORMS } from './channel.ts';
import { type BodySigner, createBodySigner, SIGNATURE_HEADER } from './signature.ts';
import { callbackSchema, type EventResult } from './translate.ts';

interface Answer {
  readonly results?: readonly EventResult[];
  readonly error?: { readonly code: string };
}

type Hear = (person: string, activity: OutboundActivity) => void;

/** Returns the status to answer a callback with. */
function createReceiver(signer: BodySigner, hear: Hear) {
  const taken = new Set<string>();
  return async (request: IncomingMessage): Promise<number> => {
    const { method, headers } = request;
    const raw = await buffer(request);
    if (!signer.isSigned(raw, headers[SIGNATURE_HEADER])) return 401;
    if (method !== 'POST' || headers['content-type'] !== 'application/json') return 415;
    const { id, to, text, buttons, citations, files } = callbackSchema.parse(JSON.parse(raw.toString()));
    if (headers['idempotency-key'] !== id) return 400;
    if (!taken.has(id)) hear(to, { type: 'message', text, buttons, citations, files });
    taken.add(id);
    return 202;
  };
}

async function send(url: string, event: object, signer: BodySigner): Promise<void> {
  const body = JSON.stringify({ events: [event] });
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signer.sign(body) };
  const response = await fetch(`${url}/channels/webhook/events`, { method: 'POST', headers, body });
  const { results: [result] = [], error } = (await response.json()) as Answer;
  const refusal = error ?? (result && 'error' in result ? result.error : undefined);
  if (refusal) throw new Error(refusal.code);
}

export default defineSimulator(async () => {
  const secret = randomBytes(32).toString('hex');
  const signer = createBodySigner(secret);
  const people = new Map<string, OutboundActivity[]>();
  const receive = createReceiver(signer, (person, activity) => people.get(person)?.push(activity));
  const server = createServer((request, response) => {
    receive(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(400).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    variables: { WEBHOOK_URL: `http://127.0.0.1:${port}/callbacks`, WEBHOOK_SECRET: secret },
    forms: (['text', 'keypad'] as const).map((name) => ({
      name,
      variables: { WEBHOOK_FORM: name },
      capabilities: FORMS[name],
    })),
    async connect(url) {
      const from = randomUUID();
      const heard: OutboundActivity[] = [];
      people.set(from, heard);
      return {
        heard,
        say: (text, id) => send(url, { type: 'message', id, from, text }, signer),
        [Symbol.asyncDispose]: async () => void people.delete(from),
      };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
});
