/** Other systems are told what happens at the desk: signed, kept until taken, and nothing personal unasked. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { signWebhook } from '../src/desk/webhook-signature.ts';
import { forgetDeliveries } from '../src/store/webhook-deliveries.ts';
import { freePort, until } from './helpers/servers.ts';
import { arrivals, idOf, isGenuine, openToldHouse, payloadOf } from './helpers/told-house.ts';
import { type Receiver, startReceiver } from './helpers/webhook.ts';

describe('outgoing webhooks', () => {
  const stack = new AsyncDisposableStack();
  let house: Awaited<ReturnType<typeof openToldHouse>>;
  let receiver: Receiver;
  before(async () => {
    house = stack.use(await openToldHouse());
    stack.use(await house.office.start());
    stack.use(house.start());
  });
  after(() => stack.disposeAsync());
  /** A receiver that is told of these, until the test is over. */
  async function open(events: readonly string[], withWords = false) {
    const far = await startReceiver();
    stack.use(far);
    receiver = far;
    return house.subscribe(far.url, events, withWords);
  }
  const typesOf = (far: Receiver) => far.received.map((each) => payloadOf(each).type).sort();

  it('are signed as the standard’s own example is', () => {
    const headers = signWebhook({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    });
    assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('tell each thing once, signed, in ids and reasons without anybody’s words', async () => {
    const { secret } = await open(['conversation-opened', 'ticket-opened', 'conversation-closed']);
    const told = receiver;
    const { conversationId, protocolNumber } = await house.office.receive('meu CPF: uma pessoa, por favor');
    await arrivals(told, 2);
    assert.deepEqual(typesOf(told), ['conversation-opened', 'ticket-opened']);
    for (const each of told.received) {
      assert.ok(isGenuine(each, secret));
      assert.equal(each.headers['content-type'], 'application/json');
      assert.ok(Math.abs(Number(each.headers['webhook-timestamp']) - Date.now() / 1_000) < 60);
      assert.equal(payloadOf(each).data['conversationId'], conversationId);
      assert.equal(payloadOf(each).data['protocolNumber'], protocolNumber);
      assert.doesNotMatch(each.raw.toString(), /CPF|favor/);
    }
    const opened = told.received.map(payloadOf).find(({ type }) => type === 'ticket-opened');
    assert.equal(opened?.data['queue'], 'geral');
    assert.equal(opened?.data['reason'], 'citizen-asked');
    assert.equal(new Set(told.received.map(idOf)).size, 2);
  });

  it('tell the words too where an admin has switched that on', async () => {
    await open(['conversation-opened'], true);
    const { protocolNumber } = await house.office.receive('bom dia a todos');
    await until(() => receiver.received.some((each) => each.raw.includes(protocolNumber)), 'it to be told');
    const [one] = receiver.received.map(payloadOf);
    assert.deepEqual(one?.data['words'], { text: 'bom dia a todos' });
  });

  it('come again after an error, with the same id and the same body', async () => {
    const { secret } = await open(['conversation-opened']);
    const told = receiver;
    told.answerWith(() => ({ status: told.received.length < 3 ? 500 : 204, body: 'in\ntrouble' }));
    await house.office.receive('bom dia');
    await arrivals(told, 3);
    const [first, second, third] = told.received;
    assert.ok(first && second && third);
    assert.deepEqual([idOf(second), idOf(third)], [idOf(first), idOf(first)]);
    assert.deepEqual([second.raw, third.raw], [first.raw, first.raw]);
    assert.ok(isGenuine(third, secret));
  });

  it('wait for as long as the receiver asks, and say what it answered', async () => {
    const { webhookId } = await open(['conversation-opened']);
    receiver.answerWith(() => ({ status: 503, headers: { 'retry-after': '3600' }, body: 'later,\n please' }));
    await house.office.receive('bom dia');
    const delivery = await house.findDelivery(webhookId, ({ statusCode }) => statusCode === 503);
    assert.equal(delivery.status, 'queued');
    assert.equal(delivery.answer, 'later, please');
    assert.ok(Date.parse(delivery.dueAt) - Date.now() > 3_000_000, delivery.dueAt);
  });

  it('are switched off by a receiver that is gone, and go on when switched on again', async () => {
    const { admin } = house.desk.people;
    const { webhookId } = await open(['conversation-opened']);
    const told = receiver;
    told.answerWith(() => ({ status: 410 }));
    await house.office.receive('bom dia');
    const find = async () => {
      const { body } = await house.desk.call<{ webhooks: Record<string, unknown>[] }>(
        admin,
        'GET',
        '/webhooks',
      );
      return body.webhooks.find((webhook) => webhook['webhookId'] === webhookId);
    };
    await until(async () => (await find())?.['isActive'] === false, 'it to be switched off');
    assert.equal((await find())?.['offReason'], 'answered 410');
    await house.office.receive('boa tarde');
    told.answerWith(() => ({ status: 200 }));
    await house.desk.call(admin, 'PATCH', `/webhooks/${webhookId}`, { isActive: true });
    const { protocolNumber } = await house.office.receive('boa noite');
    await arrivals(told, 2);
    // What happened in between was told to nobody.
    assert.equal(
      payloadOf(told.received[1] as (typeof told.received)[number]).data['protocolNumber'],
      protocolNumber,
    );
  });

  it('of a receiver that does not answer hold up no others', async () => {
    const { webhookId } = await open(['conversation-opened']);
    receiver.answerWith(() => 'hang');
    await open(['conversation-opened']);
    const people = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await Promise.all(people.map((name) => house.office.receive(`bom dia de ${name}`)));
    await arrivals(receiver, people.length);
    const stuck = await house.listDeliveries(webhookId);
    assert.deepEqual(new Set(stuck.map(({ status }) => status)), new Set(['queued']));
    await house.desk.call(house.desk.people.admin, 'DELETE', `/webhooks/${webhookId}`);
  });

  it('follow no redirect', async () => {
    await using elsewhere = await startReceiver();
    const { webhookId } = await open(['conversation-opened']);
    receiver.answerWith(() => ({ status: 307, headers: { location: elsewhere.url } }));
    await house.office.receive('bom dia');
    const delivery = await house.findDelivery(webhookId, ({ statusCode }) => statusCode === 307);
    assert.equal(delivery.status, 'queued');
    assert.equal(elsewhere.received.length, 0);
  });

  it('reach nothing inside the house that no setting names, by number or by name', async () => {
    await using inside = await startReceiver();
    const port = new URL(inside.url).port;
    for (const url of [
      'http://example.org/',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://a:b@example.org/',
    ])
      await assert.rejects(house.subscribe(url, ['ticket-opened']), /^Error: 400/, url);
    const { webhookId } = await house.subscribe(`https://localhost:${port}/`, ['conversation-opened']);
    await house.office.receive('bom dia');
    const delivery = await house.findDelivery(webhookId, ({ answer }) => answer !== null);
    assert.match(delivery.answer ?? '', /localhost is inside the house/);
    assert.equal(inside.received.length, 0);
  });

  it('can be tried, and told once more by hand under the same id', async () => {
    const { admin } = house.desk.people;
    const { webhookId, secret } = await open(['sla-broken']);
    const told = receiver;
    await house.desk.call(admin, 'POST', `/webhooks/${webhookId}/test`);
    const { deliveryId } = await house.findDelivery(webhookId, ({ status }) => status === 'delivered');
    const again = await house.desk.call(
      admin,
      'POST',
      `/webhooks/${webhookId}/deliveries/${deliveryId}/again`,
    );
    assert.equal(again.status, 204);
    await arrivals(told, 2);
    assert.deepEqual(told.received.map(idOf), [deliveryId, deliveryId]);
    assert.ok(told.received.every((each) => isGenuine(each, secret)));
    assert.deepEqual(typesOf(told), ['test', 'test']);
  });

  it('are signed with the old secret beside the new one for a while', async () => {
    const { admin } = house.desk.people;
    const { webhookId, secret } = await open(['sla-broken']);
    const path = `/webhooks/${webhookId}`;
    const { body } = await house.desk.call<{ secret: string }>(admin, 'POST', `${path}/secret`);
    await house.desk.call(admin, 'POST', `${path}/test`);
    await arrivals(receiver, 1);
    const [one] = receiver.received;
    assert.ok(one && isGenuine(one, body.secret) && isGenuine(one, secret));
    assert.notEqual(body.secret, secret);
  });

  it('are the admins’ alone, keep their secret, and say who changed what', async () => {
    const { admin, auditor, supervisor } = house.desk.people;
    const { webhookId, secret } = await open(['sla-broken']);
    const list = await house.desk.call(auditor, 'GET', '/webhooks');
    assert.equal(list.status, 200);
    assert.ok(!JSON.stringify(list.body).includes(secret.slice(6)));
    assert.equal((await house.desk.call(supervisor, 'GET', '/webhooks')).status, 403);
    assert.equal((await house.desk.call(auditor, 'DELETE', `/webhooks/${webhookId}`)).status, 403);
    assert.equal((await house.desk.call(admin, 'DELETE', `/webhooks/${webhookId}`)).status, 204);
    assert.equal((await house.desk.call(admin, 'DELETE', `/webhooks/${webhookId}`)).status, 404);
    const rows = await house.desk.database.query<{ person_id: string }>(
      `select person_id from desk_changes where action = 'webhook-removed' and about->>'webhookId' = $1`,
      [webhookId],
    );
    assert.deepEqual(rows, [{ person_id: admin.personId }]);
  });

  it('leave their log after 30 days', async () => {
    const { admin } = house.desk.people;
    const { webhookId } = await open(['sla-broken']);
    await house.desk.call(admin, 'POST', `/webhooks/${webhookId}/test`);
    await house.findDelivery(webhookId, ({ status }) => status === 'delivered');
    const age = (days: number) =>
      house.desk.database.query(
        `update webhook_deliveries set ended_at = now() - $2 * interval '1 day' where webhook_id = $1`,
        [webhookId, days],
      );
    await age(29);
    await forgetDeliveries(house.desk.database, 100);
    assert.equal((await house.listDeliveries(webhookId)).length, 1);
    await age(31);
    await forgetDeliveries(house.desk.database, 100);
    assert.deepEqual(await house.listDeliveries(webhookId), []);
  });

  it('are verified by the receiver that the documentation shows', async () => {
    const { admin } = house.desk.people;
    const port = await freePort();
    const { webhookId, secret } = await house.subscribe(`http://127.0.0.1:${port}/`, ['sla-broken']);
    const page = readFileSync(new URL('../docs/outgoing-webhooks.md', import.meta.url), 'utf8');
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const program = example.replace(/whsec_replace[\w-]+/, secret).replace('8080', `${port}, '127.0.0.1'`);
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    stack.defer(() => void child.kill());
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await house.desk.call(admin, 'POST', `/webhooks/${webhookId}/test`);
    const delivery = await house.findDelivery(webhookId, ({ status }) => status === 'delivered');
    assert.equal(delivery.statusCode, 202);
    await until(() => printed.startsWith('test'), 'the receiver to print it');
  });
});
