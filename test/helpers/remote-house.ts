/** A house over a real database whose one agent is elsewhere: the test takes its tasks, and answers them. */
import { z } from 'zod';
import { defineRemoteAgent, type RemoteAgent } from '../../src/agent.ts';
import type { Database } from '../../src/database.ts';
import { type Dialog, reply, replyWith, startTask } from '../../src/dialog.ts';
import type { AgentAnswer, EventBody } from '../../src/event.ts';
import type { FoundPassage } from '../../src/knowledge.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import { startDialogue } from '../../src/pipeline/dialogue.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { createIngress } from '../../src/pipeline/ingress.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { startNlu } from '../../src/pipeline/nlu.ts';
import { openRemoteAgents } from '../../src/pipeline/remote-agents.ts';
import type { Leases } from '../../src/pipeline/remote-ends.ts';
import type { TakenTask } from '../../src/pipeline/remote-taking.ts';
import { createDeadLetters } from '../../src/pipeline/replay.ts';
import { createTurns } from '../../src/pipeline/turns.ts';
import { parseResponses } from '../../src/responses.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import { understand } from './office.ts';
import { PLAIN_POLICY } from './policy.ts';
import { until } from './servers.ts';

const RESPONSES = `
not-found: not found
not-worked: not worked
failure: failed
`;
const log = createLog('silent');
const NOBODY = new AbortController().signal;
let counter = 0;

export const PASSAGE: FoundPassage = {
  passageId: 'p1',
  collection: 'sky',
  document: 'sky',
  title: 'The sky',
  headings: [],
  text: 'The sky is blue.',
  score: 1,
  coverage: 1,
  confidence: 1,
};

const declare = (own: Partial<RemoteAgent>): RemoteAgent => ({
  ...defineRemoteAgent({
    input: z.object({ place: z.string() }),
    output: z.object({ sky: z.enum(['clear', 'cloudy']) }),
    permissions: { reads: [], model: 'none' },
    timeoutMs: 60_000,
  }),
  ...own,
});

const createDialog = (agent: string): Dialog => ({
  respond({ input }) {
    if (input.type === 'message') return [startTask(agent, { place: input.text })];
    if (input.type === 'answered')
      return [input.answer.activity ? replyWith(input.answer.activity, input.taskId) : reply('not-found')];
    return [reply('not-worked')];
  },
});

export const says = (text: string): AgentAnswer => ({
  status: 'answered',
  activity: { type: 'message', text },
  output: { sky: 'clear' },
  explanation: {},
});

/** Each house has an agent of its own, so that the tests of one database do not take one another's tasks. */
export async function openRemoteHouse(
  database: Database,
  { leases, ...own }: Partial<RemoteAgent> & { readonly leases?: Leases } = {},
) {
  await using stack = new AsyncDisposableStack();
  const name = `sky-${++counter}`;
  const stream = openMemoryStream();
  const doorbells = createDoorbells(stream, log);
  const metrics = createMetrics();
  const shared = {
    database,
    stream,
    doorbells,
    log,
    metrics,
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
  };
  const responses = new Map([['pt-BR', parseResponses(RESPONSES, 'pt-BR')]]);
  const dialogs = ['ask-documentation', 'fallback', 'talk-to-a-person'].map((each) => ({
    name: each,
    dialog: createDialog(name),
    responses,
  }));
  const turns = createTurns({
    ...shared,
    policy: PLAIN_POLICY,
    library: createDialogLibrary(dialogs),
    silenceMs: 0,
    burstWindowMs: 0,
    policyOf: () => 'interrupt',
    placeOf: () => undefined,
    typingAgoMs: () => Number.POSITIVE_INFINITY,
    tellsTyping: () => false,
  });
  stack.use(startNlu({ ...shared, turns, understand: async (text) => understand(text) }));
  stack.use(startDialogue({ ...shared, turns }));
  const agents = new Map([[name, declare(own)]]);
  const open = () =>
    openRemoteAgents({
      ...shared,
      agents,
      knowledge: {
        search: async () => [PASSAGE],
        readPassage: async (id) => (id === PASSAGE.passageId ? PASSAGE : undefined),
      },
      createMask: () => (text) => text.replaceAll(/\d{3,}/g, '[number]'),
      ...(leases ? { leases } : {}),
    });
  const remote = stack.use(await open());
  /** Another gateway. */
  const other = stack.use(await open());
  const ingress = createIngress({ ...shared, backlog: { check: () => undefined } });
  const readLog = (conversationId: string) =>
    database.query<{ body: EventBody }>('select body from events where conversation_id = $1 order by seq', [
      conversationId,
    ]);
  const opened = stack.move();
  return {
    name,
    agents,
    shared,
    remote,
    other,
    letters: createDeadLetters(shared),
    held: ({ taskId, lease }: TakenTask) => ({ agent: name, taskId, lease }),
    async receive(text: string, address = `r${++counter}`) {
      const activity = { type: 'message', text } as const;
      const externalId = `${address}:${++counter}`;
      const { conversationId } = await ingress.receive('web', { address, externalId, activity });
      return { conversationId, address };
    },
    /** Waits until there is one. */
    async take(through = remote): Promise<TakenTask> {
      const task = await through.next(name, 10_000, NOBODY);
      if (!task) throw new Error('there was no task');
      return task;
    },
    /** How often such an event is in the log. */
    count: async (conversationId: string, type: EventBody['type']) =>
      (await readLog(conversationId)).filter(({ body }) => body.type === type).length,
    replies: (conversationId: string, count: number) =>
      until(async () => {
        const said = (await readLog(conversationId)).flatMap(({ body }) =>
          body.type === 'reply-added' ? [body.activity.text] : [],
        );
        return said.length >= count && said;
      }, `${count} replies`),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
