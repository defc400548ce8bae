/** A citizen who writes again while an agent is at work: each policy, from message to answer. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { NewerMessagePolicy } from '../src/agent.ts';
import type { Database } from '../src/database.ts';
import { overDatabases } from './helpers/databases.ts';
import { type Office, openOffice } from './helpers/office.ts';
import { until } from './helpers/servers.ts';

async function using(
  database: Database,
  policy: NewerMessagePolicy,
  test: (office: Office) => Promise<void>,
): Promise<void> {
  const office = openOffice({ database, policy });
  await using _running = await office.start();
  await test(office);
}

/** The clerk has the task whose question this is. */
const taken = ({ works }: Office, question: string) =>
  until(() => works.findLast((work) => work.question === question), `the task “${question}”`);

const said = ({ replies }: Office, conversationId: string, ...texts: string[]) =>
  until(
    async () => (await replies(conversationId)).join('; ') === texts.join('; '),
    `“${texts.join('; ')}” to be said`,
  ).catch(async (error: unknown) => {
    assert.deepEqual(await replies(conversationId), texts, String(error));
  });

/** A turn has looked at every message. */
const lookedAt = ({ readLog }: Office, conversationId: string) =>
  until(
    async () =>
      (await readLog(conversationId)).every(
        ({ body, understanding }) => body.type !== 'message-received' || understanding,
      ),
    'the messages to be read',
  );

const countOf = async ({ types }: Office, conversationId: string, type: string) =>
  (await types(conversationId)).filter((each) => each === type).length;

overDatabases('a newer message', (database) => {
  it('interrupts the task, is joined to what that was about, and both have one answer', () =>
    using(database(), 'interrupt', async (office) => {
      const { conversationId, address } = await office.receive('como?');
      const first = await taken(office, 'como?');
      await office.receive('e quando?', address);
      const both = await taken(office, 'como? | e quando?');
      await until(() => first.isCalledOff, 'the first task to be called off');
      first.answer();
      both.answer();
      await said(office, conversationId, 'answer: como? | e quando?');
      assert.equal(await countOf(office, conversationId, 'task-superseded'), 1);
    }));

  it('is joined to all before it when they come one by one', () =>
    using(database(), 'interrupt', async (office) => {
      const { conversationId, address } = await office.receive('um?');
      let question = 'um?';
      for (const next of ['dois?', 'três, e bem mais longa?', 'quatro?']) {
        await taken(office, question);
        await office.receive(next, address);
        question += ` | ${next}`;
      }
      (await taken(office, question)).answer();
      await said(office, conversationId, `answer: ${question}`);
      await until(
        () => office.works.every((work) => work.isCalledOff || work.question === question),
        'calls',
      );
    }));

  it('does not disturb the task when it is for another dialog', () =>
    using(database(), 'interrupt', async (office) => {
      const { conversationId, address } = await office.receive('como?');
      const work = await taken(office, 'como?');
      await office.receive('obrigado', address);
      await said(office, conversationId, 'welcome');
      work.answer();
      await said(office, conversationId, 'welcome', 'answer: como?');
      assert.equal(work.isCalledOff, false);
    }));

  for (const policy of ['interrupt', 'queue', 'finish'] as const) {
    it(`that asks for a person is heard at once, in words and by a button: ${policy}`, () =>
      using(database(), policy, async (office) => {
        for (const ask of [office.receive, office.tap]) {
          const { conversationId, address } = await office.receive(`como, ${ask.name}?`);
          const work = await taken(office, `como, ${ask.name}?`);
          await ask(ask === office.tap ? 'go:talk-to-a-person' : 'quero uma pessoa', address);
          await said(office, conversationId, 'called');
          await until(() => work.isCalledOff, 'the task to be called off');
          assert.equal((await office.types(conversationId)).at(-1), 'handoff-requested');
        }
      }));
  }

  it('waits for the task’s end where the agent queues, and is answered after it', () =>
    using(database(), 'queue', async (office) => {
      const { conversationId, address } = await office.receive('como?');
      const first = await taken(office, 'como?');
      await office.receive('quando?', address);
      await office.receive('onde?', address);
      await lookedAt(office, conversationId);
      assert.equal(await countOf(office, conversationId, 'task-started'), 1, 'nothing new is begun');
      first.answer();
      (await taken(office, 'quando? | onde?')).answer();
      await said(office, conversationId, 'answer: como?', 'answer: quando? | onde?');
      assert.ok(office.works.every((work) => !work.isCalledOff));
    }));

  it('waits in the queue until the task before it has failed, too', () =>
    using(database(), 'queue', async (office) => {
      const { conversationId, address } = await office.receive('como?');
      await taken(office, 'como?');
      await office.receive('obrigado', address);
      await lookedAt(office, conversationId);
      assert.deepEqual(await office.replies(conversationId), []);
      const [task] = await office.database.query<{ id: string }>(
        'select id from tasks where conversation_id = $1',
        [conversationId],
      );
      const { endTask } = await import('../src/store/tasks.ts');
      const failed = { type: 'task-failed', taskId: task?.id ?? '', agent: 'clerk' } as const;
      const end = { ...failed, dialog: 'ask-documentation', error: 'no answer', tookMs: 1 };
      assert.ok(await endTask(office.database, conversationId, end));
      await office.doorbells.ringTurns([conversationId]);
      await said(office, conversationId, 'not worked', 'welcome');
    }));

  it('is answered beside the task where the agent finishes', () =>
    using(database(), 'finish', async (office) => {
      const { conversationId, address } = await office.receive('como?');
      const first = await taken(office, 'como?');
      await office.receive('quando?', address);
      const second = await taken(office, 'quando?');
      second.answer();
      await said(office, conversationId, 'answer: quando?');
      first.answer();
      await said(office, conversationId, 'answer: quando?', 'answer: como?');
      assert.ok(!first.isCalledOff && !second.isCalledOff);
    }));

  for (const policy of ['interrupt', 'queue', 'finish'] as const) {
    it(`that comes as the task ends leaves neither without its one answer: ${policy}`, () =>
      using(database(), policy, async (office) => {
        const people = await Promise.all(
          Array.from({ length: 12 }, (_, index) => office.receive(`um ${index}`)),
        );
        await Promise.all(
          people.map(async ({ address }, index) => {
            const work = await taken(office, `um ${index}`);
            const newer = office.receive(`dois ${index}`, address);
            if (index % 3 > 0) await (index % 3 === 1 ? new Promise(setImmediate) : newer);
            work.answer();
            await newer;
          }),
        );
        for (const [index, { conversationId }] of people.entries()) {
          const isWhole = (text: string) => text === `answer: um ${index} | dois ${index}`;
          const isDone = async () => {
            for (const work of office.works) work.answer();
            const texts = await office.replies(conversationId);
            return (texts.length === 2 || texts.some(isWhole)) && texts;
          };
          const texts = await until(isDone, `the answers of ${index}`);
          const apart = [`answer: dois ${index}`, `answer: um ${index}`];
          assert.deepEqual(texts.toSorted(), texts.some(isWhole) ? [texts[0]] : apart);
        }
      }));
  }
});
