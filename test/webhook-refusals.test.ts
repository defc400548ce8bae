/** What the webhook channel's route refuses, and what it asks to be sent again. Only `receive` stands in. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import channel from '../channels/webhook/channel.ts';
import type { ChannelContext, InboundMessage, Receipt } from '../src/channel.ts';
import { AssistantError } from '../src/errors.ts';
import { createHttp } from '../src/http/server.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { outcomeOf, postEvents, postRaw, SECRET, says, signatureOf } from './helpers/webhook.ts';

type Receive = (message: InboundMessage) => Promise<Receipt>;
type Settings = ChannelContext<{ WEBHOOK_URL?: string; WEBHOOK_SECRET?: string }>['settings'];

/** The HTTP server with this channel on it, if its settings are there, and its address. */
async function openRoute(settings: Settings, receive: Receive, stack: AsyncDisposableStack): Promise<string> {
  const log = createLog('silent');
  const http = await createHttp({
    log,
    metrics: createMetrics(),
    trustProxy: false,
    origins: [],
    version: '0',
  });
  stack.defer(() => http.close());
  const all = { ...settings, WEBHOOK_FORM: 'buttons' as const };
  const context = { http, log, settings: all, receive } as unknown as ChannelContext<typeof all>;
  const connection = await channel.open(context);
  assert.equal(connection === undefined, settings.WEBHOOK_URL === undefined);
  if (connection) stack.use(connection);
  return http.listen({ port: 0, host: '127.0.0.1' });
}

describe('webhook: refusals', () => {
  const stack = new AsyncDisposableStack();
  const received: string[] = [];
  const taken: Receive = async ({ activity }) => {
    received.push(activity.type === 'message' ? activity.text : activity.title);
    const seq = received.length;
    return { conversationId: 'c', contactId: 'p', protocolNumber: '1', seq, duplicate: false };
  };
  let receive = taken;
  let url = '';
  before(async () => {
    const settings = { WEBHOOK_URL: 'http://127.0.0.1:9', WEBHOOK_SECRET: SECRET };
    url = await openRoute(settings, (message) => receive(message), stack);
  });
  beforeEach(() => {
    received.length = 0;
    receive = taken;
  });
  after(() => stack.disposeAsync());

  const right = JSON.stringify({ events: [says('stranger', 'oi')] });
  const forgeries: readonly [what: string, signature: string | undefined, body?: string][] = [
    ['no signature', undefined],
    ['an empty signature', ''],
    ['a signature without its kind', signatureOf(right).slice(7)],
    ['a signature of another kind', signatureOf(right).replace('sha256', 'sha1')],
    ['a shorter signature', signatureOf(right).slice(0, -2)],
    ['a longer signature', `${signatureOf(right)}00`],
    [
      'a signature with one digit changed',
      signatureOf(right).replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ],
    [
      'a signature of the same JSON, spaced differently',
      signatureOf(JSON.stringify(JSON.parse(right), null, 1)),
    ],
    ['a signature of something else', signatureOf('{}')],
    ['a good signature over a body that is no JSON, changed', signatureOf(right), `${right} x`],
  ];
  for (const [what, signature, body = right] of forgeries) {
    it(`refuses ${what}`, async () => {
      const headers: Record<string, string> =
        signature === undefined ? {} : { 'x-guiche-signature': signature };
      const { status, code } = await postRaw(url, body, headers);
      assert.deepEqual([status, code], [401, 'not-authenticated']);
      assert.deepEqual(received, []);
    });
  }

  const from = 'ana';
  const malformed: readonly [what: string, body: string, status: number][] = [
    ['JSON that is none', '{"events":', 400],
    ['nothing', '', 400],
    ['a list', '[]', 400],
    ['no events', '{"events":[]}', 400],
    ['101 events', JSON.stringify({ events: Array.from({ length: 101 }, () => says(from, 'oi')) }), 400],
    ['an event of no known type', JSON.stringify({ events: [{ ...says(from, 'oi'), type: 'wave' }] }), 400],
    ['a field that nobody knows', JSON.stringify({ events: [{ ...says(from, 'oi'), admin: true }] }), 400],
    ['a field beside the events', JSON.stringify({ events: [says(from, 'oi')], more: 1 }), 400],
    ['a text that is no text', JSON.stringify({ events: [{ ...says(from, 'oi'), text: ['oi'] }] }), 400],
    ['a prototype for a field', '{"events":[{"type":"typing","from":"x"}],"__proto__":{"a":1}}', 400],
    ['four million characters', JSON.stringify({ events: [says(from, 'a'.repeat(4_000_000))] }), 413],
  ];
  for (const [what, body, expected] of malformed) {
    it(`refuses ${what}, though signed, and keeps nothing of it`, async () => {
      assert.equal((await postEvents(url, body)).status, expected);
      assert.deepEqual(received, []);
    });
  }

  it('refuses what is not JSON by name', async () => {
    const headers = { 'x-guiche-signature': signatureOf(right), 'content-type': 'text/plain' };
    assert.equal((await postRaw(url, right, headers)).status, 415);
  });

  it('asks for all of it again when something could not be kept, and swaps nobody’s messages', async () => {
    receive = async (message) => {
      if (message.externalId.endsWith('broken')) throw new Error('the database went away');
      return taken(message);
    };
    const events = [says('ana', '1'), says('ana', '2', 'broken'), says('ana', '3'), says('rui', '4')];
    const refused = await postEvents(url, events);
    assert.deepEqual([refused.status, refused.code, refused.retryAfter], [503, 'not-ready', '1']);
    assert.deepEqual(received.toSorted(), ['1', '4'], 'nothing of Ana’s goes past what was not kept');
    receive = taken;
    assert.equal((await postEvents(url, events)).status, 202);
    assert.deepEqual(
      received.slice(2).filter((text) => text !== '4'),
      ['1', '2', '3'],
    );
  });

  it('passes on for how long ingress asks to wait', async () => {
    receive = async () => {
      throw new AssistantError('too-many-requests', '42', { retryAfterMs: 41_500 });
    };
    const { status, code, retryAfter } = await postEvents(url, [says('ana', 'oi')]);
    assert.deepEqual([status, code, retryAfter], [429, 'too-many-requests', '42']);
  });

  it('does not wait for one person before it turns to the next', { timeout: 10_000 }, async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    receive = async (message) => {
      if (message.address === 'ana') await promise;
      else resolve();
      return taken(message);
    };
    const { results } = await postEvents(url, [says('ana', '1'), says('rui', '2')]);
    assert.deepEqual(results.map(outcomeOf), ['ok', 'ok']);
    assert.deepEqual(received, ['2', '1']);
  });

  it('is not there where it is not set up', async () => {
    await using own = new AsyncDisposableStack();
    assert.equal((await postEvents(await openRoute({}, taken, own), [says('ana', 'oi')])).status, 404);
  });
});
