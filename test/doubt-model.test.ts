/** A doubtful message and a model server: what the server sees, and what the citizen is told. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import clarify from '../dialogs/clarify/dialog.ts';
import { createLog } from '../src/log.ts';
import { createOpenAiModel, loadOpenAiClient } from '../src/models/openai.ts';
import { createJudge } from '../src/understanding/judge.ts';
import type { MessageUnderstanding } from '../src/understanding.ts';
import { overDatabases } from './helpers/databases.ts';
import { openOffice, understand } from './helpers/office.ts';
import { type OpenAiServer, startOpenAiServer } from './helpers/openai-server.ts';
import { until } from './helpers/servers.ts';

const DOUBT = 'aquilo';
const read = (text: string): MessageUnderstanding =>
  text === DOUBT
    ? { ...understand(text), intent: 'thanks', confidence: 0.5, certainty: 'doubtful' }
    : understand(text);

overDatabases('a doubtful message and a model server', (database) => {
  let server: OpenAiServer;
  before(async () => {
    server = await startOpenAiServer();
    await loadOpenAiClient();
  });
  after(() => server[Symbol.asyncDispose]());

  function open(budgetMs: number) {
    const judge = createJudge({
      model: createOpenAiModel({ url: server.url, model: 'test-model' }),
      describe: (intent) => ({ title: intent, examples: [] }),
      budgetMs,
      log: createLog('silent'),
    });
    return openOffice({ database: database(), understand: read, judge, dialogs: { clarify } });
  }
  const replied = (office: ReturnType<typeof open>, conversationId: string, count: number) =>
    until(async () => {
      const replies = await office.replies(conversationId);
      return replies.length >= count && replies;
    }, `${count} replies`);

  it('is asked about when the server is slow, and that is told to stop', async () => {
    server.reply({ firstTokenDelayMs: 60_000 });
    const before = server.disconnects;
    const office = open(400);
    await using _running = await office.start();
    const { conversationId, address } = await office.receive(DOUBT);
    assert.deepEqual(await replied(office, conversationId, 1), ['did you mean Title?']);
    await until(() => server.disconnects === before + 1, 'the request to be closed at the server');
    const [message] = await office.readLog(conversationId);
    assert.equal(message?.understanding?.certainty, 'doubtful');
    await office.receive('sim', address);
    assert.deepEqual(
      (await replied(office, conversationId, 2)).slice(1),
      ['welcome'],
      'what was first written',
    );
    assert.equal(server.requests.length, 1, 'the answer to the question is nobody else’s to judge');
  });

  it('is answered at once as the server decided, and the log says by whom', async () => {
    server.reply({ tokens: ['{"opcao": 1}'] });
    const office = open(20_000);
    await using _running = await office.start();
    const { conversationId } = await office.receive(DOUBT);
    assert.deepEqual(await replied(office, conversationId, 1), ['welcome']);
    const [message] = await office.readLog(conversationId);
    assert.deepEqual(
      [message?.understanding?.certainty, message?.understanding?.decidedBy],
      ['sure', 'test-model'],
    );
  });
});
