/** Dead letters of what goes on outside of turns, over both databases: messages to be sent, and agents' tasks. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { agentOf } from '../src/pipeline/doorbells.ts';
import { addDeadLetter } from '../src/store/dead-letters.ts';
import { overDatabases } from './helpers/databases.ts';
import { AGENT, openMendableHouse } from './helpers/mendable.ts';
import { until } from './helpers/servers.ts';

const refused = (message: RegExp) => ({ code: 'invalid-request', message });

overDatabases('dead letters: messages to be sent', (database) => {
  const findDelivery = async (conversationId: string) => {
    const [row] = await database().query<{ status: string; attempts: number; error: string | null }>(
      'select status, attempts, error from deliveries where conversation_id = $1',
      [conversationId],
    );
    return row;
  };
  const reaches = (conversationId: string, status: string, attempts = 1) =>
    until(async () => {
      const delivery = await findDelivery(conversationId);
      return delivery?.status === status && delivery.attempts >= attempts;
    }, `the message to be ${status}`);

  /** An answer that the channel would not take. */
  async function refuseOne() {
    const house = openMendableHouse(database());
    house.broken.channel = 'refuses';
    const stages = await house.start();
    const { conversationId } = await house.receive('poda');
    await reaches(conversationId, 'failed');
    const [letter] = await house.lettersOf(conversationId);
    assert.ok(letter);
    return { house, letter, conversationId, [Symbol.asyncDispose]: () => stages[Symbol.asyncDispose]() };
  }

  it('are sent when replayed, in a closed conversation too', async () => {
    await using one = await refuseOne();
    const { house, letter, conversationId } = one;
    assert.deepEqual([letter.stream, letter.fields['seq']], ['outbound:web', '2']);
    assert.match(letter.reason, /no such number/);
    house.broken.channel = undefined;
    await database().query(`update conversations set status = 'closed' where id = $1`, [conversationId]);
    assert.match(await house.letters.replay(letter.id), /sent again/);
    await reaches(conversationId, 'sent');
    assert.deepEqual(await findDelivery(conversationId), { status: 'sent', attempts: 1, error: null });
    await assert.rejects(house.letters.replay(letter.id), refused(/replayed already/));
    assert.equal((await findDelivery(conversationId))?.status, 'sent');
  });

  it('have their chance again, however long ago they were said', async () => {
    await using one = await refuseOne();
    const { house, letter, conversationId } = one;
    await database().query(
      `update deliveries set created_at = now() - interval '3 days' where conversation_id = $1`,
      [conversationId],
    );
    house.broken.channel = 'is-away';
    await house.letters.replay(letter.id);
    await reaches(conversationId, 'queued');
    house.broken.channel = undefined;
    await until(async () => {
      await house.doorbells.ringOutbound('web', [conversationId]);
      return (await findDelivery(conversationId))?.status === 'sent';
    }, 'the message to be sent');
    assert.equal((await house.lettersOf(conversationId)).length, 0, 'it was not given up');
  });

  it('are left alone while they wait to be sent, and once they were', async () => {
    await using one = await refuseOne();
    const { house, letter, conversationId } = one;
    const { stream, fields, reason, attempts } = letter;
    const id = await addDeadLetter(database(), { stream, fields, conversationId, reason, attempts });
    house.broken.channel = 'is-away';
    await house.letters.replay(letter.id);
    await reaches(conversationId, 'queued');
    await assert.rejects(house.letters.replay(id), refused(/waits to be sent as it is/));
    house.broken.channel = undefined;
    await until(async () => {
      await house.doorbells.ringOutbound('web', [conversationId]);
      return (await findDelivery(conversationId))?.status === 'sent';
    }, 'the message to be sent');
    assert.match(await house.letters.replay(id), /reached the channel since/);
    assert.equal((await findDelivery(conversationId))?.status, 'sent');
  });

  it('of which only the conversation is known have that rung for', async () => {
    const house = openMendableHouse(database());
    const { conversationId } = await house.receive('oi');
    const fields = { conversationId };
    const letter = { stream: 'outbound:web', fields, conversationId, reason: 'x', attempts: 6 };
    const id = await addDeadLetter(database(), letter);
    assert.match(await house.letters.replay(id), /Whatever waits/);
    assert.equal(await house.doorbells.depth('outbound:web'), 1);
  });
});

overDatabases('dead letters: tasks', (database) => {
  const findTask = async (conversationId: string) => {
    const [row] = await database().query<{ id: string; status: string }>(
      'select id, status from tasks where conversation_id = $1',
      [conversationId],
    );
    return row;
  };

  /** Work that the agent could not do. */
  async function failOne() {
    const house = openMendableHouse(database());
    house.broken.agent = true;
    const stages = await house.start();
    const { conversationId } = await house.receive('work');
    const task = await until(() => findTask(conversationId), 'the task');
    await house.ringLast(agentOf(AGENT), { taskId: task.id });
    assert.deepEqual(await house.settled(conversationId, 1), ['not worked']);
    const [letter] = await house.lettersOf(conversationId);
    assert.ok(letter);
    return { house, letter, conversationId, [Symbol.asyncDispose]: () => stages[Symbol.asyncDispose]() };
  }

  it('are worked on again when replayed, and the citizen has the answer once', async () => {
    await using one = await failOne();
    const { house, letter, conversationId } = one;
    assert.deepEqual([letter.stream, letter.reason], ['agent:clerk', 'out of order']);
    house.broken.agent = false;
    const tries = await Promise.allSettled([1, 2, 3].map(() => house.letters.replay(letter.id)));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(await house.settled(conversationId, 2), ['not worked', 'worked']);
    assert.equal((await findTask(conversationId))?.status, 'answered');
  });

  it('are not opened in a closed conversation, nor while they are open, nor once they were superseded', async () => {
    await using one = await failOne();
    const { house, letter, conversationId } = one;
    const set = (table: string, status: string) =>
      database().query(
        `update ${table} set status = $2 where ${table === 'tasks' ? 'conversation_id' : 'id'} = $1`,
        [conversationId, status],
      );
    await set('conversations', 'closed');
    await assert.rejects(house.letters.replay(letter.id), refused(/conversation is closed/));
    assert.equal((await findTask(conversationId))?.status, 'failed');
    await set('tasks', 'open');
    await assert.rejects(house.letters.replay(letter.id), refused(/open as it is/));
    await set('tasks', 'superseded');
    assert.match(await house.letters.replay(letter.id), /superseded since/);
    assert.equal((await findTask(conversationId))?.status, 'superseded');
  });
});
