/** The webhook channel's way out: what the receiver answers, and what becomes of the message then. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CallbackApi, openCallbackApi } from '../channels/webhook/callback-api.ts';
import { createBodySigner } from '../channels/webhook/signature.ts';
import type { Callback } from '../channels/webhook/translate.ts';
import { type Assistant, openAssistant } from '../src/assistant.ts';
import { AssistantError, describeError } from '../src/errors.ts';
import { readSettings } from '../src/settings.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { SHARED_MODELS } from './helpers/program.ts';
import { freePort, until } from './helpers/servers.ts';
import {
  postEvents,
  type Receiver,
  type Reply,
  SECRET,
  says,
  signatureOf,
  startReceiver,
  unique,
} from './helpers/webhook.ts';

const signer = createBodySigner(SECRET);
const never = new AbortController().signal;
const callbackOf = (text: string): Callback => ({
  id: unique('key'),
  to: 'ana',
  protocolNumber: '263250000000000',
  conversationId: 'c',
  seq: 2,
  by: null,
  text,
  buttons: [{ title: 'Sim', value: 'yes' }],
  citations: [],
  files: [],
});

/** The error of a send, which must be one of the two that a channel may throw. */
async function failureOf(sending: Promise<unknown>): Promise<AssistantError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AssistantError && /^delivery-/.test(error.code), String(error));
  return error;
}

describe('webhook: callbacks', () => {
  const stack = new AsyncDisposableStack();
  let receiver: Receiver;
  let api: CallbackApi;
  before(async () => {
    receiver = stack.use(await startReceiver());
    api = stack.use(openCallbackApi(receiver.url, signer));
  });
  beforeEach(() => receiver.answerWith(() => ({ status: 202 })));
  after(() => stack.disposeAsync());

  it('say all there is, signed, with their key', async () => {
    const callback = callbackOf('Olá! É só uma pergunta: já fez o cadastro? 👍🏽');
    assert.deepEqual(await api.post(callback, never), { status: 'sent' });
    const { raw, headers, url } = receiver.received.at(-1) ?? assert.fail();
    assert.deepEqual(JSON.parse(raw.toString()), callback);
    assert.equal(url, '/callbacks?from=guiche');
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['idempotency-key'], callback.id);
    assert.equal(headers['x-guiche-signature'], signatureOf(raw.toString()));
  });

  const long = 'x'.repeat(1_000_000);
  const takings: readonly [what: string, reply: Reply, externalId?: string][] = [
    ['200 with an id', { status: 200, body: '{"id":"m-1"}' }, 'm-1'],
    ['204', { status: 204 }],
    ['words', { status: 200, body: 'ok' }],
    ['an id that is too long', { status: 200, body: `{"id":"${'x'.repeat(129)}"}` }],
    ['a book', { status: 200, body: long }],
    ['the beginning of an answer', { status: 200, body: '{"id":', breaksOff: true }],
  ];
  for (const [what, reply, externalId] of takings) {
    it(`are taken with ${what}`, async () => {
      receiver.answerWith(() => reply);
      const result = await api.post(callbackOf('oi'), never);
      assert.deepEqual(
        result,
        externalId === undefined ? { status: 'sent' } : { status: 'sent', externalId },
      );
    });
  }

  const failures: readonly [reply: Reply, code: string, retryAfterMs?: number][] = [
    [{ status: 408 }, 'delivery-failed'],
    [{ status: 425 }, 'delivery-failed'],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'delivery-failed', 7_000],
    [{ status: 429, headers: { 'retry-after': '99999' } }, 'delivery-failed', 3_600_000],
    [{ status: 503, headers: { 'retry-after': 'in a while' } }, 'delivery-failed'],
    [{ status: 500 }, 'delivery-failed'],
    [{ status: 301, headers: { location: '/elsewhere' } }, 'delivery-refused'],
    [{ status: 400, body: `${'não '.repeat(100)}\u0000` }, 'delivery-refused'],
    [{ status: 401 }, 'delivery-refused'],
    [{ status: 410, body: long }, 'delivery-refused'],
  ];
  for (const [reply, code, retryAfterMs] of failures) {
    it(`${reply.status} ${reply.headers?.['retry-after'] ?? ''} is ${code}`, async () => {
      receiver.answerWith(() => reply);
      const before = receiver.received.length;
      const error = await failureOf(api.post(callbackOf('oi'), never));
      assert.deepEqual([error.code, error.retryAfterMs], [code, retryAfterMs]);
      assert.ok(error.message.includes(String(reply.status)), error.message);
      assert.ok(error.message.length < 300 && !error.message.includes('\u0000'), error.message);
      assert.equal(receiver.received.length, before + 1, 'one request, and nothing elsewhere');
    });
  }

  it('fail where nobody listens, or the connection ends', async () => {
    await using nobody = openCallbackApi(`http://localhost:${await freePort()}/`, signer);
    const error = await failureOf(nobody.post(callbackOf('oi'), never));
    assert.deepEqual([error.code, error.retryable], ['delivery-failed', true]);
    assert.match(describeError(error), /ECONNREFUSED/);
    receiver.answerWith(() => 'drop');
    assert.equal((await failureOf(api.post(callbackOf('oi'), never))).code, 'delivery-failed');
  });

  it('let go of a receiver that hangs when nobody waits any more', async () => {
    receiver.answerWith(() => 'hang');
    const before = receiver.received.length;
    const waiting = new AbortController();
    const sending = failureOf(api.post(callbackOf('oi'), waiting.signal));
    const request = await until(() => receiver.received[before], 'the request');
    assert.equal(request.isClosed, false);
    waiting.abort();
    assert.equal((await sending).code, 'delivery-failed');
    await until(() => request.isClosed, 'the receiver to see it close');
    assert.equal((await failureOf(api.post(callbackOf('oi'), AbortSignal.abort()))).code, 'delivery-failed');
    assert.equal(receiver.received.length, before + 1);
  });

  it('share connections, and go past one that hangs', { timeout: 10_000 }, async () => {
    await using own = openCallbackApi(receiver.url, signer);
    const before = receiver.received.length;
    for (let count = 0; count < 20; count++) await own.post(callbackOf('oi'), never);
    const connections = new Set(receiver.received.slice(before).map(({ port }) => port)).size;
    assert.ok(connections <= 2, `${connections} connections`);
    receiver.answerWith(({ callback }) => (callback.text === 'slow' ? 'hang' : { status: 202 }));
    const waiting = new AbortController();
    const slow = failureOf(own.post(callbackOf('slow'), waiting.signal));
    await until(() => receiver.received.at(-1)?.callback.text === 'slow', 'the slow one');
    await own.post(callbackOf('quick'), never);
    waiting.abort();
    await slow;
  });
});

describe('webhook: callbacks of the assistant', () => {
  const stack = new AsyncDisposableStack();
  let assistant: Assistant;
  let receiver: Receiver;
  before(async () => {
    receiver = stack.use(await startReceiver());
    const DATA_DIR = stack.use(temporaryFolder()).path;
    const own = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: SECRET };
    const settings = readSettings({
      DATA_DIR,
      MODELS_DIR: SHARED_MODELS,
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...own,
    });
    assistant = stack.use(await openAssistant(settings));
  });
  after(() => stack.disposeAsync());

  const heardBy = (person: string) => receiver.received.filter(({ callback }) => callback.to === person);
  const attempts = (person: string, count: number) =>
    until(() => heardBy(person).length >= count && heardBy(person), `${count} callbacks to ${person}`);
  const say = async (person: string, ...texts: string[]) => {
    const { status } = await postEvents(
      assistant.url ?? '',
      texts.map((text) => says(person, text)),
    );
    assert.equal(status, 202);
  };

  it('come again with the same key after a failure, and nothing overtakes them', async () => {
    const person = unique('person');
    let failing = true;
    receiver.answerWith(() => ({ status: failing ? 500 : 202 }));
    await say(person, 'bom dia');
    await attempts(person, 1);
    await say(person, 'o que você sabe fazer?');
    await attempts(person, 2);
    failing = false;
    const all = await until(() => {
      const seqs = new Set(heardBy(person).map(({ callback }) => callback.seq));
      return seqs.size === 2 && heardBy(person);
    }, 'both answers');
    const seqs = all.map(({ callback }) => callback.seq);
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    );
    const first = all.filter(({ callback }) => callback.seq === seqs[0]);
    assert.ok(first.length >= 2);
    assert.equal(new Set(first.map(({ raw }) => raw.toString())).size, 1, 'every attempt is the same');
    assert.equal(new Set(first.map(({ headers }) => headers['idempotency-key'])).size, 1);
  });

  it('wait for as long as the receiver asks', async () => {
    const person = unique('person');
    const [slow, fine] = [{ status: 429, headers: { 'retry-after': '2' } }, { status: 202 }];
    receiver.answerWith(() => (heardBy(person).length === 1 ? slow : fine));
    await say(person, 'bom dia');
    const [first, second] = await attempts(person, 2);
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1_990, `${(second?.at ?? 0) - (first?.at ?? 0)} ms`);
  });

  it('are given up when the receiver refuses them, and the next one goes', async () => {
    const person = unique('person');
    receiver.answerWith(() => ({ status: heardBy(person).length === 1 ? 400 : 202, body: 'unknown person' }));
    await say(person, 'bom dia');
    const [first] = await attempts(person, 1);
    const { conversationId, seq } = first?.callback ?? assert.fail();
    const sql = 'select status, error from deliveries where conversation_id = $1 and seq = $2';
    const delivery = await until(async () => {
      const [row] = await assistant.database.query<Record<string, string>>(sql, [conversationId, seq]);
      return row?.['status'] === 'failed' && row;
    }, 'the delivery to fail');
    assert.match(delivery['error'] ?? '', /400 unknown person/);
    await say(person, 'o que você sabe fazer?');
    const all = await attempts(person, 2);
    assert.notEqual(all[1]?.callback.id, first?.callback.id);
  });
});
