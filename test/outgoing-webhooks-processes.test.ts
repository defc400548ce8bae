/** Outgoing webhooks where several processes tell: nothing is missed, and nothing is told by two at once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { openPostgres } from '../src/databases/postgres.ts';
import { createLog } from '../src/log.ts';
import { appendEvents, lockConversationsOf, writeConversation } from '../src/store/append.ts';
import { migrate } from '../src/store/migrate.ts';
import { POSTGRES_MISSING } from './helpers/databases.ts';
import { startPostgres, until } from './helpers/servers.ts';
import { arrivals, idOf, openToldHouse, payloadOf } from './helpers/told-house.ts';
import { type Receiver, startReceiver } from './helpers/webhook.ts';

describe('outgoing webhooks of several processes', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let house: Awaited<ReturnType<typeof openToldHouse>>;
  let second: Database;
  before(async () => {
    const server = stack.use(await startPostgres());
    const connect = () => openPostgres(server.url, 10, createLog('silent'));
    const database = stack.use(await connect());
    await migrate(database);
    second = stack.use(await connect());
    house = stack.use(await openToldHouse(database));
  });
  after(() => stack.disposeAsync());
  const protocolsOf = (far: Receiver) => far.received.map((each) => payloadOf(each).data['protocolNumber']);
  const receive = async (count: number) => {
    const kept = await Promise.all(Array.from({ length: count }, () => house.office.receive('bom dia')));
    return kept.map(({ protocolNumber }) => protocolNumber).sort();
  };

  it('miss nothing that commits after what came later', async () => {
    await using far = await startReceiver();
    await house.subscribe(far.url, ['conversation-closed', 'conversation-opened']);
    await using _telling = house.start();
    const { conversationId, protocolNumber } = await house.office.receive('bom dia');
    await arrivals(far, 1);
    await house.desk.database.transaction(async (transaction) => {
      const [row] = await lockConversationsOf(transaction, [], [conversationId]);
      assert.ok(row);
      appendEvents(transaction, row, [{ body: { type: 'conversation-closed', reason: 'solved' } }]);
      writeConversation(transaction, row);
      // Its time is that of the transaction's beginning: before what is told meanwhile.
      await house.office.receive('boa tarde');
      await until(async () => {
        await transaction.query('select 1');
        return far.received.length >= 2;
      }, 'what came later to be told');
    });
    await arrivals(far, 3);
    const late = far.received.map(payloadOf).find(({ type }) => type === 'conversation-closed');
    assert.equal(late?.data['protocolNumber'], protocolNumber);
    assert.equal(late?.data['reason'], 'solved');
  });

  it('tell each thing once between them', async () => {
    await using far = await startReceiver();
    await house.subscribe(far.url, ['conversation-opened']);
    await using _one = house.start();
    await using _other = house.start(second);
    const expected = await receive(30);
    await arrivals(far, expected.length);
    assert.deepEqual(protocolsOf(far).sort(), expected);
  });

  it('go on where another process was stopped in the middle', async () => {
    await using far = await startReceiver();
    const { webhookId } = await house.subscribe(far.url, ['conversation-opened']);
    const expected = await receive(10);
    far.answerWith(() => (far.received.length > 3 ? { status: 500 } : { status: 200 }));
    const first = house.start();
    await arrivals(far, 5);
    await first[Symbol.asyncDispose]();
    far.answerWith(() => ({ status: 200 }));
    await using _next = house.start(second);
    await until(
      async () => (await house.listDeliveries(webhookId)).every(({ status }) => status === 'delivered'),
      'everything to be told',
    );
    assert.deepEqual([...new Set(protocolsOf(far))].sort(), expected);
    // Whatever came twice says so by its id.
    assert.equal(new Set(far.received.map(idOf)).size, expected.length);
  });
});
