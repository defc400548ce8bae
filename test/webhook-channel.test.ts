/** The webhook channel's way in, over HTTP, with the whole assistant behind it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Assistant, openAssistant } from '../src/assistant.ts';
import { readSettings } from '../src/settings.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { SHARED_MODELS } from './helpers/program.ts';
import { until } from './helpers/servers.ts';
import {
  type EventsAnswer,
  outcomeOf,
  postEvents,
  postRaw,
  type Receiver,
  SECRET,
  says,
  signatureOf,
  startReceiver,
  unique,
} from './helpers/webhook.ts';

const MESSAGES_PER_MINUTE = 40;

describe('webhook: events', () => {
  const stack = new AsyncDisposableStack();
  let assistant: Assistant;
  let receiver: Receiver;
  let url = '';
  before(async () => {
    receiver = stack.use(await startReceiver());
    const settings = readSettings({
      MODELS_DIR: SHARED_MODELS,
      DATA_DIR: stack.use(temporaryFolder()).path,
      PORT: '0',
      LOG_LEVEL: 'silent',
      MESSAGES_PER_MINUTE: String(MESSAGES_PER_MINUTE),
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: SECRET,
    });
    assistant = stack.use(await openAssistant(settings));
    url = assistant.url ?? '';
  });
  after(() => stack.disposeAsync());

  /** What was kept of what a person said, in the log's order. */
  const said = async (from: string): Promise<string[]> => {
    const rows = await assistant.database.query<{ text: string }>(
      `select coalesce(e.body->'activity'->>'text', e.body->'activity'->>'title') as text
       from events e
       join conversations c on c.id = e.conversation_id
       join channel_identities i on i.contact_id = c.contact_id
       where i.channel = 'webhook' and i.address = $1 and e.type = 'message-received'
       order by c.created_at, e.seq`,
      [from],
    );
    return rows.map((row) => row.text);
  };
  const heardBy = (from: string) => receiver.received.filter(({ callback }) => callback.to === from);
  const answersTo = (from: string, count: number) =>
    until(() => heardBy(from).length >= count && heardBy(from), `${count} callbacks to ${from}`);

  it('takes what is signed over the very bytes that came', async () => {
    const from = unique('person');
    const body = JSON.stringify({ events: [says(from, 'bom dia')] }, null, 2);
    const signature = signatureOf(body);
    const { status } = await postRaw(url, body, {
      'x-guiche-signature': signature.toUpperCase().replace('SHA', 'sha'),
    });
    assert.equal(status, 202);
    assert.deepEqual(await said(from), ['bom dia']);
  });

  it('takes a hundred of the longest messages at once', async () => {
    const events = Array.from({ length: 100 }, () => says(unique('person'), '€'.repeat(8_000)));
    const { status, results } = await postEvents(url, events);
    assert.equal(status, 202);
    assert.deepEqual(new Set(results.map(outcomeOf)), new Set(['ok']));
  });

  it('tells of each event what became of it, and lets no bad one hold up the others', async () => {
    const [ana, rui] = [unique('ana'), unique('rui')];
    const { status, results } = await postEvents(url, [
      says(ana, 'bom dia'),
      says(ana, '\u200b'),
      says(rui, 'a'.repeat(8_001)),
      { type: 'typing', from: ana },
      {
        type: 'choice',
        id: unique('choice'),
        from: rui,
        value: 'go:what-can-you-do',
        title: 'O que você faz?',
      },
      says(rui, 'oi', 'a\u0000b'),
      { type: 'typing', from: '' },
      { type: 'status', id: 'nobody-knows', status: 'read' },
      { ...says(ana, 'obrigada'), locale: 'en' },
    ]);
    assert.equal(status, 202);
    const [ok, empty, long, invalid] = ['ok', 'empty-message', 'message-too-long', 'invalid-request'];
    assert.deepEqual(results.map(outcomeOf), [ok, empty, long, ok, ok, invalid, invalid, 'not-found', ok]);
    assert.match((results[0] as { protocolNumber: string }).protocolNumber, /^\d{15}$/);
    assert.deepEqual(await said(ana), ['bom dia', 'obrigada']);
    assert.deepEqual(await said(rui), ['O que você faz?']);
    const [menu] = await answersTo(rui, 1);
    assert.ok(menu && menu.callback.buttons.length > 0);
  });

  it('has one effect for a message that comes twice, in one request or in two', async () => {
    const person = unique('person');
    const message = says(person, 'bom dia');
    const duplicates = ({ results }: EventsAnswer) =>
      results.map((result) => ('duplicate' in result ? [result.seq, result.duplicate] : []));
    const first = await postEvents(url, [message, message]);
    assert.deepEqual(
      duplicates(first)
        .map(([, duplicate]) => duplicate)
        .sort(),
      [false, true],
    );
    const again = await Promise.all([
      postEvents(url, [message]),
      postEvents(url, [message, says(person, 'oi')]),
    ]);
    assert.deepEqual(duplicates(again[0])[0], [1, true]);
    assert.deepEqual(duplicates(again[1])[0], [1, true]);
    assert.deepEqual(await said(person), ['bom dia', 'oi']);
  });

  it('takes the same id from two people for two messages', async () => {
    const [ana, rui] = [unique('ana'), unique('rui')];
    await postEvents(url, [says(ana, 'bom dia', '1'), says(rui, 'boa tarde', '1')]);
    assert.deepEqual([await said(ana), await said(rui)], [['bom dia'], ['boa tarde']]);
  });

  it('keeps each person’s messages in their order', async () => {
    const people = [unique('person'), unique('person'), unique('person')];
    const texts = Array.from({ length: 30 }, (_, index) => `pergunta ${index}`);
    const events = texts.flatMap((text) => people.map((person) => says(person, text)));
    const { results } = await postEvents(url, events);
    assert.equal(results.length, 90);
    for (const person of people) assert.deepEqual(await said(person), texts);
    const seqs = results.filter((_, index) => index % 3 === 0).map((result) => 'seq' in result && result.seq);
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => Number(a) - Number(b)),
    );
  });

  it('says how long to wait when somebody writes too much, and takes the rest when it comes again', async () => {
    const [quiet, loud] = [unique('person'), unique('person')];
    const events = [
      ...Array.from({ length: MESSAGES_PER_MINUTE + 1 }, (_, index) => says(loud, `pergunta ${index}`)),
      says(quiet, 'bom dia'),
    ];
    const { status, code, retryAfter } = await postEvents(url, events);
    assert.deepEqual([status, code], [429, 'too-many-requests']);
    assert.ok(Number(retryAfter) >= 1 && Number(retryAfter) <= 60, String(retryAfter));
    assert.deepEqual(await said(quiet), ['bom dia']);
    const again = await postEvents(url, events.slice(-1));
    assert.deepEqual(
      [again.status, again.results.map((result) => 'duplicate' in result && result.duplicate)],
      [202, [true]],
    );
  });

  it('writes what became of a callback, in whatever order it is told', async () => {
    receiver.answerWith(({ callback }) => ({
      status: 202,
      body: JSON.stringify({ id: `theirs-${callback.id}` }),
    }));
    const person = unique('person');
    await postEvents(url, [says(person, 'bom dia')]);
    const [answer] = await answersTo(person, 1);
    const { id, conversationId, seq } = answer?.callback ?? { id: '', conversationId: '', seq: 0 };
    const delivery = async () => {
      const sql = 'select status, external_id, error from deliveries where conversation_id = $1 and seq = $2';
      const [row] = await assistant.database.query<Record<string, string>>(sql, [conversationId, seq]);
      return row;
    };
    await until(async () => (await delivery())?.['external_id'] === `theirs-${id}`, 'the receiver’s id');
    const status = (which: string, each: string) => ({ type: 'status', id: which, status: each });
    const reports = [status(id, 'read'), status(`theirs-${id}`, 'delivered'), status('unknown', 'read')];
    const { results } = await postEvents(url, [...reports, { ...status(id, 'failed'), error: 'late\u0000' }]);
    assert.deepEqual(results.map(outcomeOf), ['ok', 'ok', 'not-found', 'ok']);
    assert.equal((await delivery())?.['status'], 'read');
    receiver.answerWith(() => ({ status: 202 }));
  });

  it('stands in the API’s description, and leaves other routes as they are', async () => {
    const description = (await (await fetch(`${url}/docs/json`)).json()) as { paths: Record<string, object> };
    assert.ok(description.paths['/channels/webhook/events']);
    const response = await fetch(`${url}/api/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'oi' }),
    });
    assert.equal(response.status, 202);
  });
});
