/** Doubtful messages at the judge: nobody else waits for it, and nothing is lost by it. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Judge, MessageUnderstanding } from '../src/understanding.ts';
import { overDatabases } from './helpers/databases.ts';
import { type Office, openOffice, understand } from './helpers/office.ts';
import { until } from './helpers/servers.ts';

const DOUBT = 'aquilo';
const read = (text: string): MessageUnderstanding =>
  text.includes(DOUBT)
    ? { ...understand(text), intent: 'thanks', confidence: 0.5, certainty: 'doubtful' }
    : understand(text);

/** Decides when the test lets it, and notes what it was asked. */
function createSlowJudge(becomes: Partial<MessageUnderstanding> = { certainty: 'sure' }) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const judge: Judge = async (text, doubtful) => {
    asked.push(text);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { ...doubtful, ...becomes, decidedBy: 'judge' };
  };
  const decide = () => {
    for (const go of waiting.splice(0)) go();
  };
  return { judge, asked, decide };
}

type SlowJudge = ReturnType<typeof createSlowJudge>;

/** Starts the office; at the end the judge decides whatever it is still asked, so that it can stop. */
async function start(office: Office, { decide }: SlowJudge, options: { hop?: boolean } = {}) {
  const running = await office.start(options);
  return {
    async [Symbol.asyncDispose]() {
      const deciding = setInterval(decide, 10);
      await running[Symbol.asyncDispose]();
      clearInterval(deciding);
    },
  };
}

overDatabases('a doubtful message', (database) => {
  for (const [way, hop] of Object.entries({
    'in one step with the turns': false,
    'apart from the turns': true,
  })) {
    it(`is judged while everybody else is answered: ${way}`, async () => {
      const slow = createSlowJudge();
      const { judge, asked, decide } = slow;
      const office = openOffice({ database: database(), understand: read, judge });
      await using _running = await start(office, slow, { hop });
      const one = await office.receive(DOUBT);
      await until(() => asked.length === 1, 'the judge to be asked');
      await office.receive('quero uma pessoa', one.address);
      const others = await Promise.all(Array.from({ length: 20 }, () => office.receive('obrigado')));
      for (const { conversationId } of others)
        await until(async () => (await office.replies(conversationId)).length === 1, 'the others');
      assert.deepEqual(await office.replies(one.conversationId), [], 'in order: what was said first, first');
      decide();
      await until(async () => (await office.replies(one.conversationId)).includes('called'), 'a person');
      const [first, second] = await office.readLog(one.conversationId);
      assert.deepEqual([first?.understanding?.certainty, first?.understanding?.decidedBy], ['sure', 'judge']);
      assert.equal(second?.understanding?.decidedBy, 'test');
      assert.deepEqual(asked, [DOUBT], 'asked once');
    });
  }

  it('is acted upon as it was judged, and as a doubt where it was not', async () => {
    for (const [becomes, expected] of [
      [{ certainty: 'sure' }, 'reply-added'],
      [{ certainty: 'doubtful' }, 'task-started'],
      [{ certainty: 'unknown', intent: null }, 'task-started'],
    ] as const) {
      const slow = createSlowJudge(becomes);
      const { judge, asked, decide } = slow;
      const office = openOffice({ database: database(), understand: read, judge });
      await using _running = await start(office, slow);
      const { conversationId } = await office.receive(DOUBT);
      await until(() => asked.length === 1, 'the judge to be asked');
      decide();
      await until(async () => (await office.types(conversationId)).includes(expected), expected);
    }
  });

  it('is not judged where somebody else gets the words', async () => {
    const slow = createSlowJudge();
    const { judge, asked } = slow;
    const office = openOffice({ database: database(), understand: read, judge });
    await using _running = await start(office, slow);
    const { conversationId, address } = await office.receive('quero uma pessoa');
    await until(async () => (await office.replies(conversationId)).length === 1, 'the handoff');
    await office.receive(DOUBT, address);
    await until(async () => (await office.replies(conversationId)).length === 2, 'the words to be kept');
    assert.deepEqual(asked, []);
  });

  it('is kept as it was judged where the program stops meanwhile', async () => {
    const slow = createSlowJudge();
    const { judge, asked, decide } = slow;
    const office = openOffice({ database: database(), understand: read, judge });
    const { conversationId } = await office.receive(DOUBT);
    const stopping = await start(office, slow);
    await until(() => asked.length === 1, 'the judge to be asked');
    const stopped = stopping[Symbol.asyncDispose]();
    decide();
    await stopped;
    const [message] = await office.readLog(conversationId);
    assert.equal(message?.understanding?.decidedBy, 'judge', 'what was decided by then is kept');
    await using _running = await start(office, slow);
    await until(async () => (await office.replies(conversationId)).length === 1, 'the answer');
  });
});
