/** Reading messages: on the way to their turns, or apart from them, and what nobody can read. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { INBOUND } from '../src/pipeline/doorbells.ts';
import { overDatabases } from './helpers/databases.ts';
import { type Office, openOffice, understand } from './helpers/office.ts';
import { until } from './helpers/servers.ts';

const ILLEGIBLE = 'ilegível';
function readMost(text: string) {
  if (text.includes(ILLEGIBLE)) throw new Error('nobody can read this');
  return understand(text);
}

const waysIn = { 'in one step with the turns': false, 'apart from the turns': true } as const;

/** What the log says, without what differs from person to person. */
async function account({ readLog }: Office, conversationId: string) {
  return (await readLog(conversationId)).map(({ seq, body, understanding }) => ({
    seq,
    type: body.type,
    text: body.type === 'reply-added' || body.type === 'message-received' ? body.activity : null,
    understanding,
  }));
}

overDatabases('reading messages', (database) => {
  it('leaves the same log in one step with the turns and apart from them', async () => {
    const logs = [];
    for (const hop of Object.values(waysIn)) {
      const office = openOffice({ database: database() });
      await using _running = await office.start({ hop });
      const { conversationId, address } = await office.receive('obrigado');
      const heard = (count: number) =>
        until(async () => (await office.replies(conversationId)).length === count, `${count} replies`);
      await heard(1);
      await office.tap('go:thanks', address);
      await heard(2);
      await office.receive('quanto custa?', address);
      (await until(() => office.works[0], 'the task')).answer();
      await heard(3);
      await office.receive('quero uma pessoa', address);
      await heard(4);
      logs.push(await account(office, conversationId));
    }
    const [log = []] = logs;
    assert.deepEqual(logs[1], log);
    assert.deepEqual(
      log.flatMap(({ understanding }) => understanding?.intent ?? understanding?.decidedBy ?? []),
      ['thanks', 'button', 'test', 'talk-to-a-person'],
    );
  });

  for (const [way, hop] of Object.entries(waysIn)) {
    it(`goes on past a text that nobody can read, and holds up nobody else: ${way}`, async () => {
      const office = openOffice({ database: database(), understand: readMost });
      const bad = await office.receive(ILLEGIBLE);
      const waiting = await office.receive(ILLEGIBLE);
      await office.receive('quero uma pessoa', waiting.address);
      const others = await Promise.all(Array.from({ length: 30 }, () => office.receive('obrigado')));
      await using _running = await office.start({ hop });
      for (const { conversationId } of others)
        await until(async () => (await office.replies(conversationId)).length === 1, 'the others');
      assert.deepEqual(await office.replies(bad.conversationId), [], 'it is still being tried');
      await until(() => office.works.some((work) => work.question === ILLEGIBLE), 'its turn');
      const [message] = await office.readLog(bad.conversationId);
      assert.deepEqual([message?.understanding?.intent, message?.understanding?.decidedBy], [null, 'nobody']);

      const types = () => office.types(waiting.conversationId);
      const isHeard = async () => (await types()).includes('handoff-requested');
      await until(isHeard, 'who asked for a person after it to be heard', 8_000);
      const [first, second] = await office.readLog(waiting.conversationId);
      assert.equal(first?.understanding?.decidedBy, 'nobody');
      assert.equal(second?.understanding?.intent, 'talk-to-a-person');

      for (const { conversationId } of [bad, waiting]) {
        const letters = await database().query(
          'select stream, attempts, to_jsonb(seqs) as seqs from dead_letters where conversation_id = $1',
          [conversationId],
        );
        assert.deepEqual(letters, [{ stream: 'inbound', attempts: 6, seqs: [1] }]);
      }
    });
  }

  it('keeps one dead letter of a text that was rung for twice', async () => {
    const office = openOffice({ database: database(), understand: readMost });
    const { conversationId } = await office.receive(ILLEGIBLE);
    // On the sixth and last attempt, both.
    const ring = { conversationId, attempts: '5' };
    await office.stream.append(INBOUND, [ring, ring]);
    await using _running = await office.start({ hop: false });
    await until(() => office.works.some((work) => work.question === ILLEGIBLE), 'its turn');
    await until(async () => (await office.stream.depth(INBOUND)) === 0, 'every ring to be answered');
    const letters = await database().query(
      'select to_jsonb(seqs) as seqs from dead_letters where conversation_id = $1',
      [conversationId],
    );
    assert.deepEqual(letters, [{ seqs: [1] }]);
  });
});
