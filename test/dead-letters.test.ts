/** Dead letters over both databases: looked at, and replayed once, with nothing lost and nothing doubled. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { v7 as createId } from 'uuid';
import { INBOUND } from '../src/pipeline/doorbells.ts';
import { addDeadLetter } from '../src/store/dead-letters.ts';
import { overDatabases } from './helpers/databases.ts';
import { openMendableHouse } from './helpers/mendable.ts';
import { until } from './helpers/servers.ts';

const refused = (message: RegExp) => ({ code: 'invalid-request', message });

overDatabases('dead letters', (database) => {
  /** Somebody whose message no turn could be taken over, and the letter about it. */
  async function failOne(text = 'poda') {
    const house = openMendableHouse(database());
    house.broken.dialog = true;
    const citizen = await house.receive(text);
    await house.failTurn(citizen.conversationId);
    house.broken.dialog = false;
    const [letter] = await house.lettersOf(citizen.conversationId);
    assert.ok(letter);
    return { house, citizen, letter, conversationId: citizen.conversationId };
  }

  it('show a turn that failed for good, while its conversation waits for people', async () => {
    const { house, citizen, letter, conversationId } = await failOne();
    assert.partialDeepStrictEqual(letter, {
      stream: 'turns',
      reason: 'a defect',
      seqs: [1],
      protocolNumber: citizen.protocolNumber,
      replayedAt: null,
    });
    assert.deepEqual(await house.letters.find(letter.id), letter);
    const conversation = await house.conversation(conversationId);
    assert.deepEqual([conversation?.status, conversation?.queue], ['waiting', 'geral']);
  });

  it('answer the citizen once when replayed, and take the conversation out of the queue', async () => {
    const { house, citizen, letter, conversationId } = await failOne();
    await using _stages = await house.start();
    assert.match(await house.letters.replay(letter.id), /^One event is handled again.*left the queue geral/);
    assert.deepEqual(await house.settled(conversationId, 2), ['failed', 'answer: poda']);
    await house.doorbells.ringInbound([conversationId]);
    assert.deepEqual(await house.settled(conversationId, 2), ['failed', 'answer: poda']);
    assert.deepEqual(await house.conversation(conversationId), {
      status: 'open',
      queue: null,
      queued_at: null,
    });
    const [replayed] = await house.lettersOf(conversationId, true);
    assert.ok(replayed?.replayedAt instanceof Date);
    assert.deepEqual(await house.lettersOf(conversationId), []);
    assert.deepEqual(await house.screen(citizen.contactId, citizen.address), [
      'citizen: poda',
      'handoff-requested',
      'assistant: failed',
      'handoff-ended',
      'assistant: answer: poda',
    ]);
  });

  it('take up again everything that failed together, in its order and before what comes later', async () => {
    const house = openMendableHouse(database());
    house.broken.dialog = true;
    const { conversationId, address } = await house.receive('oi');
    await house.receive('poda', address);
    await house.failTurn(conversationId);
    house.broken.dialog = false;
    const [letter] = await house.lettersOf(conversationId);
    assert.match(await house.letters.replay(letter?.id ?? ''), /^2 events are/);
    await house.receive('obrigado', address);
    await using _stages = await house.start();
    assert.deepEqual(await house.settled(conversationId, 2), ['failed', 'answer: oi | poda | obrigado']);
  });

  it('are replayed once: the second time is refused, and changes nothing', async () => {
    const { house, letter, conversationId } = await failOne();
    await house.letters.replay(letter.id);
    const before = await house.readLog(conversationId);
    await assert.rejects(house.letters.replay(letter.id), refused(/replayed already/));
    assert.deepEqual(await house.readLog(conversationId), before);
    await assert.rejects(house.letters.replay(createId()), { code: 'not-found' });
  });

  it('are replayed by one of those who try at the same moment', async () => {
    const { house, letter, conversationId } = await failOne();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => house.letters.replay(letter.id)));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
    await using _stages = await house.start();
    assert.deepEqual(await house.settled(conversationId, 2), ['failed', 'answer: poda']);
  });

  it('are replayed beside messages that come in at the same moment, and nothing is lost', async () => {
    const { house, letter, citizen, conversationId } = await failOne();
    await using _stages = await house.start();
    const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const writing = texts.map((text) => house.receive(text, citizen.address));
    await Promise.all([...writing, house.letters.replay(letter.id)]);
    const all = [...texts, 'poda'];
    const heard = async () => (await house.replies(conversationId)).join(' ');
    const isAnswered = async () => /poda/.test(await heard());
    await until(isAnswered, 'the answer');
    await house.settled(conversationId, 2);
    const seqs = (await house.readLog(conversationId)).map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      Array.from(seqs, (_, index) => index + 1),
      'without gaps',
    );
    const received = (await house.readLog(conversationId)).flatMap(({ body }) =>
      body.type === 'message-received' && body.activity.type === 'message' ? [body.activity.text] : [],
    );
    assert.deepEqual(received.slice(1).toSorted(), all.toSorted());
  });

  it('are not replayed into a closed conversation, and stay to be looked at', async () => {
    const { house, letter, conversationId } = await failOne();
    await database().query(`update conversations set status = 'closed' where id = $1`, [conversationId]);
    await assert.rejects(house.letters.replay(letter.id), refused(/conversation is closed/));
    assert.equal((await house.lettersOf(conversationId)).length, 1);
    assert.equal((await house.readLog(conversationId)).length, 4);
  });

  it('leave in the queue whoever asked for a person', async () => {
    const { house, letter, citizen, conversationId } = await failOne();
    // The citizen went back to the assistant, and then asked for a person.
    await database().query(`update conversations set status = 'open', queue = null where id = $1`, [
      conversationId,
    ]);
    await using _stages = await house.start();
    await house.receive('person', citizen.address);
    await until(async () => (await house.conversation(conversationId))?.status === 'waiting', 'the queue');
    assert.match(await house.letters.replay(letter.id), /stays in the queue geral/);
    assert.deepEqual(await house.settled(conversationId, 2), ['failed', 'in the queue']);
    assert.equal((await house.conversation(conversationId))?.status, 'waiting');
  });

  it('that fail once more make another letter, and still name the message that was sent', async () => {
    const { house, letter, conversationId } = await failOne();
    await house.letters.replay(letter.id);
    house.broken.dialog = true;
    await house.failTurn(conversationId);
    house.broken.dialog = false;
    const [second] = await house.lettersOf(conversationId);
    assert.deepEqual(second?.seqs, [6]);
    await house.letters.replay(second?.id ?? '');
    const copies = (await house.readLog(conversationId)).flatMap(({ body }) =>
      body.type === 'message-received' && body.replayOf !== undefined ? [body.replayOf] : [],
    );
    assert.deepEqual(copies, [1, 1]);
    await using _stages = await house.start();
    assert.deepEqual(await house.settled(conversationId, 3), ['failed', 'failed', 'answer: poda']);
  });

  it('hold a message that nobody could read, and have it read', async () => {
    const house = openMendableHouse(database());
    house.broken.recognizer = true;
    const { conversationId } = await house.receive('poda');
    await using _stages = await house.start();
    await house.ringLast(INBOUND, { conversationId });
    assert.deepEqual(await house.settled(conversationId, 1), ['not understood']);
    house.broken.recognizer = false;
    const [letter] = await house.lettersOf(conversationId);
    assert.deepEqual([letter?.stream, letter?.reason], ['inbound', 'illegible']);
    await house.letters.replay(letter?.id ?? '');
    assert.deepEqual(await house.settled(conversationId, 2), ['not understood', 'answer: poda']);
  });

  it('about nothing that is still to be done are put away, and say so', async () => {
    const { house, conversationId } = await failOne();
    const fields = { conversationId };
    const add = (own: object) =>
      addDeadLetter(database(), {
        stream: 'turns',
        fields,
        conversationId,
        reason: 'x',
        attempts: 6,
        ...own,
      });
    const before = await house.readLog(conversationId);
    const needless: readonly [own: object, says: RegExp][] = [
      [{}, /Nothing was left unhandled/],
      [{ conversationId: null }, /Nothing was left unhandled/],
      [{ seqs: [77] }, /events no longer exist/],
      [{ stream: 'outbound:web', fields: { conversationId, seq: '77' } }, /message no longer exists/],
      [{ stream: 'agent:clerk', fields: { taskId: createId() } }, /task no longer exists/],
    ];
    for (const [own, says] of needless) {
      const id = await add(own);
      assert.match(await house.letters.replay(id), says);
      assert.ok((await house.letters.find(id))?.replayedAt);
    }
    const unknown = await add({ stream: 'constructor' });
    await assert.rejects(house.letters.replay(unknown), refused(/stream constructor/));
    assert.deepEqual(await house.readLog(conversationId), before);
  });

  it('are listed newest first, a page at a time', async () => {
    const house = openMendableHouse(database());
    const letter = { stream: 'turns', fields: {}, conversationId: null, reason: 'x', attempts: 6 };
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.unshift(await addDeadLetter(database(), letter));
    await house.letters.replay(ids[2] ?? '');
    const pages: string[][] = [];
    let after: string | undefined;
    for (let page = 0; page < 2; page++) {
      const found = await house.letters.list({ limit: 2, after, replayed: false });
      pages.push(found.map(({ id }) => id));
      after = found.at(-1)?.id;
    }
    assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(3)]);
    const [newest] = await house.letters.list({ limit: 1, after: undefined, replayed: true });
    assert.equal(newest?.id, ids[2]);
  });
});
