/** Reopening a closed conversation by its protocol number: one transaction, once, and nothing is lost. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Database } from '../src/database.ts';
import { reopenConversation } from '../src/store/reopen.ts';
import { endTask, leaseTask } from '../src/store/tasks.ts';
import { overDatabases } from './helpers/databases.ts';
import { openArchive } from './helpers/protocols.ts';

const DAY_MS = 24 * 3_600_000;
const WITHIN_MS = 30 * DAY_MS;

/** A closed conversation, and another that is open, of the same person. */
async function come(database: Database) {
  const archive = openArchive(database);
  const old = await archive.talkAndClose('o poste apagou');
  const present = await archive.say('meu protocolo', old.address);
  const { contactId, protocolNumber } = old;
  const wish = { contactId, protocolNumber, withinMs: WITHIN_MS };
  const reopen = async (more: object = {}) => {
    const taskId = await archive.startTask(present.conversationId);
    return reopenConversation(database, { ...wish, taskId, ...more });
  };
  return { ...archive, old, present, wish, reopen };
}

overDatabases('reopening', (database) => {
  it('opens the old conversation, closes the present one, and says in both logs what happened', async () => {
    const { old, present, reopen, read, events, openOnes } = await come(database());
    assert.notEqual(present.protocolNumber, old.protocolNumber);
    assert.deepEqual(await reopen(), { type: 'reopened', conversationId: old.conversationId });
    assert.equal((await read(old.conversationId)).status, 'open');
    assert.equal((await read(old.conversationId)).protocol_number, old.protocolNumber);
    assert.equal((await read(present.conversationId)).status, 'closed');
    assert.equal(await openOnes(old.contactId), 1);
    assert.deepEqual((await events(old.conversationId)).at(-1), {
      type: 'conversation-reopened',
      from: present.protocolNumber,
    });
    assert.deepEqual((await events(present.conversationId)).at(-1), {
      type: 'conversation-closed',
      reason: 'continued-elsewhere',
      continuedIn: old.protocolNumber,
    });
  });

  it('takes further messages under the old number, and answers them there', async () => {
    const { old, reopen, say, replies } = await come(database());
    await reopen();
    const next = await say('continua apagado', old.address);
    assert.equal(next.conversationId, old.conversationId);
    assert.equal(next.protocolNumber, old.protocolNumber);
    assert.equal((await replies(old.conversationId)).at(-1), 'heard: continua apagado');
  });

  it('has the task go along, so that its answer is told where the citizen is', async () => {
    const { old, present, wish, startTask, events } = await come(database());
    const taskId = await startTask(present.conversationId);
    const task = await leaseTask(database(), taskId, 'worker');
    await reopenConversation(database(), { ...wish, taskId });
    const answer = { status: 'answered', output: {}, explanation: {} } as const;
    const body = {
      type: 'task-answered',
      taskId,
      agent: 'protocols',
      dialog: 'reopen',
      answer,
      tookMs: 1,
    } as const;
    assert.equal(await endTask(database(), task?.conversationId ?? '', body), old.conversationId);
    assert.equal((await events(old.conversationId)).at(-1)?.type, 'task-answered');
  });

  it('does it once, of many taps at once and however often a task is run', async () => {
    const { old, present, wish, startTask, events, openOnes } = await come(database());
    const taskIds = await Promise.all(Array.from({ length: 8 }, () => startTask(present.conversationId)));
    const twice = [...taskIds, ...taskIds];
    const outcomes = await Promise.all(
      twice.map((taskId) => reopenConversation(database(), { ...wish, taskId })),
    );
    const types = outcomes.map(({ type }) => type);
    assert.equal(types.filter((type) => type === 'reopened').length, 1);
    assert.ok(types.every((type) => type === 'reopened' || type === 'open'));
    const reopened = (await events(old.conversationId)).filter(
      ({ type }) => type === 'conversation-reopened',
    );
    assert.equal(reopened.length, 1);
    assert.equal(await openOnes(old.contactId), 1);
    const superseded = (await events(present.conversationId)).filter(
      ({ type }) => type === 'task-superseded',
    );
    assert.equal(superseded.length, taskIds.length - 1, 'the other taps are not worked on any more');
  });

  it('loses nothing that is written meanwhile, nor answers it twice', async () => {
    const { old, present, reopen, receive, takeTurn, replies, openOnes } = await come(database());
    const texts = Array.from({ length: 10 }, (_, index) => `recado ${index}`);
    const [, ...kept] = await Promise.all([reopen(), ...texts.map((text) => receive(text, old.address))]);
    assert.equal(await openOnes(old.contactId), 1);
    for (const { conversationId } of kept)
      assert.ok([old.conversationId, present.conversationId].includes(conversationId));
    await takeTurn(old.conversationId);
    await takeTurn(present.conversationId);
    const heard = (await replies(old.conversationId)).join('\n');
    for (const text of texts) assert.equal(heard.split(text).length, 2, text);
    assert.ok(!(await replies(present.conversationId)).join('\n').includes('recado'));
  });

  it('is for the contact’s own numbers alone', async () => {
    const { present, wish, startTask, read, events } = await come(database());
    const other = await come(database());
    const taskId = await startTask(present.conversationId);
    const theirs = { ...wish, taskId, protocolNumber: other.wish.protocolNumber };
    assert.deepEqual(await reopenConversation(database(), theirs), { type: 'not-found' });
    const unknown = { ...wish, taskId, protocolNumber: '000000000000000' };
    assert.deepEqual(await reopenConversation(database(), unknown), { type: 'not-found' });
    assert.equal((await read(other.old.conversationId)).status, 'closed');
    assert.equal((await events(present.conversationId)).at(-1)?.type, 'reply-added');
  });

  it('has its time, by the database’s clock', async () => {
    const { old, present, reopen, closeEarlier, read } = await come(database());
    await closeEarlier(old.conversationId, 31);
    const outcome = await reopen();
    assert.equal(outcome.type, 'too-late');
    assert.ok(outcome.type === 'too-late' && Date.now() - outcome.closedAt.getTime() > 30 * DAY_MS);
    assert.equal((await read(present.conversationId)).status, 'open');
    assert.equal((await reopen({ withinMs: 0 })).type, 'too-late');
    await closeEarlier(old.conversationId, 29);
    assert.equal((await reopen()).type, 'reopened');
  });

  it('is not done for a task that nobody waits for any more', async () => {
    const { old, present, wish, startTask, say, read } = await come(database());
    const taskId = await startTask(present.conversationId);
    await say('close', old.address);
    await assert.rejects(reopenConversation(database(), { ...wish, taskId }));
    assert.equal((await read(old.conversationId)).status, 'closed');
  });

  it('can be closed and opened again, as often as there is need', async () => {
    const { old, reopen, say, startTask, wish, read } = await come(database());
    await reopen();
    await say('close', old.address);
    assert.equal((await read(old.conversationId)).status, 'closed');
    const third = await say('de novo', old.address);
    const taskId = await startTask(third.conversationId);
    assert.equal((await reopenConversation(database(), { ...wish, taskId })).type, 'reopened');
    assert.equal((await say('oi', old.address)).conversationId, old.conversationId);
  });
});
