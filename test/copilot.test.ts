/** The co-pilot at the desk: who is helped with what, and what no model gets to see. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { z } from 'zod';
import { type Agent, defineAgent } from '../src/agent.ts';
import type { EventBody } from '../src/event.ts';
import type { FoundPassage, SearchOptions } from '../src/knowledge.ts';
import type { Model } from '../src/model.ts';
import { takeCopilot } from '../src/roles/copilot.ts';
import { createMaskNow } from '../src/roles/core.ts';
import type { CopilotStep } from '../src/trial.ts';
import { type Desk, openDesk, type SignedInPerson } from './helpers/desk.ts';
import { openDeskLog } from './helpers/desk-log.ts';

const AT = '2026-03-02T10:00:00Z';
const NUMBER = '00008323520184013202';
const WRITTEN = '0000832-35.2018.4.01.3202';
const SECRET = 'CPF 529.982.247-25';

const citation = { mark: 1, passageId: 'p1', title: 'IPTU', quote: 'até dez parcelas' };

/** Finds one passage, and answers from it in two pieces. */
const documentation = defineAgent({
  input: z.object({ question: z.string(), earlier: z.array(z.object({ question: z.string() })) }),
  output: z.object({}),
  permissions: { reads: ['knowledge'], model: 'masked' },
  timeoutMs: 20_000,
  concurrency: 1,
  async run({ input: { question, earlier } }, { knowledge, partial }) {
    const [found] = await knowledge.search(question);
    if (!found) return { status: 'unanswered', output: {}, explanation: {} };
    partial('O IPTU…');
    return {
      status: 'answered',
      activity: { type: 'message', text: `${found.text} [1]`, citations: [citation] },
      output: {},
      explanation: { question, earlier: earlier.length },
    };
  },
}) as unknown as Agent;

const cases = defineAgent({
  input: z.object({ text: z.string(), entities: z.array(z.unknown()) }),
  output: z.object({}),
  permissions: { reads: [], model: 'none' },
  timeoutMs: 20_000,
  concurrency: 1,
  run: async ({ input: { text } }, { model }) => ({
    status: 'answered',
    activity: { type: 'message', text: `Processo ${text}: em andamento.` },
    output: {},
    explanation: { sawModel: model !== undefined },
  }),
}) as unknown as Agent;

describe('co-pilot', () => {
  const stack = new AsyncDisposableStack();
  const searched: SearchOptions[] = [];
  const prompts: string[] = [];
  let desk: Desk;
  let book: ReturnType<typeof openDeskLog>;
  let me: SignedInPerson;
  let id: string;

  const model: Model = {
    name: 'some-model',
    async *stream({ messages }) {
      prompts.push(messages.map(({ content }) => content).join('\n'));
      yield 'Ela quer ';
      yield 'parcelar o IPTU.';
      return {
        model: 'some-model',
        pool: 'primary',
        server: 'localhost:8000',
        attempts: 1,
        firstTokenMs: 1,
        truncated: false,
        usage: undefined,
      };
    },
  };
  const knowledge = {
    async search(question: string, options: SearchOptions = {}) {
      searched.push(options);
      const passage = { passageId: 'p1', text: 'O IPTU pode ser pago em até dez parcelas.' } as FoundPassage;
      return question.includes('IPTU') ? [passage] : [];
    },
    readPassage: async () => undefined,
  };

  before(async () => {
    desk = stack.use(await openDesk());
    book = openDeskLog(desk.database);
    me = desk.people.attendant;
    const open = (name: string, agent: Agent) => ({ name, agent, opened: undefined, tools: new Map() });
    stack.use(
      await takeCopilot(desk.core, {
        database: desk.database,
        knowledge,
        model,
        createMask: createMaskNow,
        agents: [open('documentation', documentation), open('case-guidance', cases)],
      }),
    );
  });
  after(() => stack.disposeAsync());
  beforeEach(async () => {
    searched.length = 0;
    prompts.length = 0;
    id = await openConversation();
  });

  async function openConversation(queue = 'geral') {
    const { conversationId } = await book.contact({ at: AT });
    await book.ticket(conversationId, { since: AT, queue });
    return conversationId;
  }
  const say = (text: string) =>
    book.tell(id, AT, {
      type: 'message-received',
      activity: { type: 'message', text },
      channel: 'web',
      address: id,
    });
  const reply = (text: string) =>
    book.tell(id, AT, {
      type: 'reply-added',
      activity: { type: 'message', text },
      reason: { dialog: 'desk', rule: 'person' },
      by: { personId: me.personId, name: me.name },
    } satisfies EventBody);
  const stepsOf = async (path: string, person = me): Promise<CopilotStep[]> => {
    const { status, body } = await desk.call<string>(person, 'GET', `/tickets/${id}/copilot/${path}`);
    assert.equal(status, 200, body);
    return body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CopilotStep);
  };
  const answerIn = (steps: readonly CopilotStep[]) =>
    steps.find((step): step is Extract<CopilotStep, { step: 'answered' }> => step.step === 'answered');

  it('suggests an answer, with its sources, to what nobody has answered yet', async () => {
    await say('Bom dia, posso parcelar?');
    await reply('O quê?');
    await say('O IPTU');
    const steps = await stepsOf('suggestion');
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['partial', 'answered', 'ended'],
    );
    const answer = answerIn(steps);
    assert.equal(answer?.activity?.text, 'O IPTU pode ser pago em até dez parcelas. [1]');
    assert.deepEqual(answer?.activity?.citations, [citation]);
    assert.deepEqual(answer?.explanation, { question: 'O IPTU', earlier: 1 });
    assert.deepEqual(
      searched.map(({ audience }) => audience),
      ['public'],
    );
  });

  it('sends nothing: what was suggested is nowhere in the log', async () => {
    await say('Posso parcelar o IPTU?');
    const count = () =>
      desk.database.query('select count(*)::int as n from events where conversation_id = $1', [id]);
    const before = await count();
    await stepsOf('suggestion');
    assert.deepEqual(await count(), before);
    assert.deepEqual(
      await desk.database.query('select * from deliveries where conversation_id = $1', [id]),
      [],
    );
  });

  it('looks in internal documents when it is asked to, and suggests nothing where nothing is open', async () => {
    await say('E o IPTU?');
    await stepsOf('suggestion?audience=staff');
    assert.deepEqual(
      searched.map(({ audience }) => audience),
      ['staff'],
    );
    await reply('Em até dez parcelas.');
    assert.deepEqual(await stepsOf('suggestion'), [{ step: 'ended' }]);
  });

  it('sums up from the log alone, and by a model that sees nothing personal', async () => {
    await say(`Quero parcelar o IPTU, meu ${SECRET}`);
    const summary = await desk.call<{ text: string; forModel: boolean }>(
      me,
      'GET',
      `/tickets/${id}/copilot/summary`,
    );
    assert.equal(summary.body.text, `Primeiro pediu: “Quero parcelar o IPTU, meu ${SECRET}”`);
    assert.equal(summary.body.forModel, true);
    const steps = await stepsOf('model-summary');
    assert.deepEqual(steps.at(-2), {
      step: 'summarised',
      text: 'Ela quer parcelar o IPTU.',
      model: 'some-model',
    });
    assert.match(prompts.join(), /parcelar o IPTU, meu CPF \[cpf\]/);
    assert.doesNotMatch(prompts.join(), /529/);
  });

  it('shows no model a conversation in which a court case is spoken of', async () => {
    await say(`Como está o processo ${WRITTEN}? Corre em segredo de justiça.`);
    const { body } = await desk.call<{ forModel: boolean }>(me, 'GET', `/tickets/${id}/copilot/summary`);
    assert.equal(body.forModel, false);
    assert.deepEqual(await stepsOf('model-summary'), [{ step: 'ended' }]);
    assert.deepEqual(prompts, []);
  });

  it('names the court of a case, and asks for its state when somebody wants it', async () => {
    await say(`Como está o processo ${WRITTEN}?`);
    const { body } = await desk.call(me, 'GET', `/tickets/${id}/copilot/cases`);
    assert.deepEqual(body, { cases: [{ number: NUMBER, written: WRITTEN, court: 'TRF1' }] });
    const answer = answerIn(await stepsOf(`case?number=${NUMBER}`));
    assert.equal(answer?.activity?.text, `Processo ${NUMBER}: em andamento.`);
    assert.deepEqual(answer?.explanation, { sawModel: false });
    const other = await desk.call(me, 'GET', `/tickets/${id}/copilot/case?number=${'1'.repeat(20)}`);
    assert.equal(other.status, 404);
  });

  it('helps nobody with what they may not see', async () => {
    id = await openConversation('tributos');
    await say(`O processo ${WRITTEN}`);
    const paths = ['suggestion', 'summary', 'model-summary', 'cases', `case?number=${NUMBER}`];
    for (const path of paths) {
      const about = `/tickets/${id}/copilot/${path}`;
      assert.equal((await desk.call(me, 'GET', about)).status, 404, path);
      assert.equal((await desk.call(desk.people.author, 'GET', about)).status, 403, path);
      assert.equal((await desk.call(undefined, 'GET', about)).status, 401, path);
      assert.equal((await desk.call(desk.people.supervisor, 'GET', about)).status, 200, path);
    }
  });

  it('looks through a draft in the citizen’s language', async () => {
    const check = (text: string, locale?: string) =>
      desk.call<{ findings: { kind: string }[]; ease: number | null }>(me, 'POST', '/copilot/check', {
        text,
        locale,
      });
    const { body } = await check('Outrossim, como já foi dito, aguarde.');
    assert.deepEqual(
      body.findings.map(({ kind }) => kind),
      ['jargon', 'unkind'],
    );
    assert.equal(body.ease, null);
    assert.deepEqual((await check('Outrossim', 'en')).body.findings, []);
    assert.equal((await desk.call(undefined, 'POST', '/copilot/check', { text: 'x' })).status, 401);
  });
});
