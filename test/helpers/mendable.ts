/** The whole way of a message over a real database, with parts that fail until a test mends them. */
import { toChatLines } from '../../channels/web/translate.ts';
import type { Agent } from '../../src/agent.ts';
import type { SendResult } from '../../src/channel.ts';
import type { Database } from '../../src/database.ts';
import { type Dialog, handOff, reply, startTask } from '../../src/dialog.ts';
import { AssistantError, describeError } from '../../src/errors.ts';
import type { EventBody } from '../../src/event.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startAgent } from '../../src/pipeline/agents.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import { startDialogue } from '../../src/pipeline/dialogue.ts';
import { agentOf, createDoorbells, INBOUND, outboundOf, TURNS } from '../../src/pipeline/doorbells.ts';
import { startEgress } from '../../src/pipeline/egress.ts';
import { createIngress } from '../../src/pipeline/ingress.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { startNlu } from '../../src/pipeline/nlu.ts';
import { createDeadLetters } from '../../src/pipeline/replay.ts';
import { createTurns } from '../../src/pipeline/turns.ts';
import { parseResponses } from '../../src/responses.ts';
import { readTranscript } from '../../src/store/transcripts.ts';
import { writeUnderstanding } from '../../src/store/understanding.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import type { MessageUnderstanding, Understand } from '../../src/understanding.ts';
import { openNothing, UNDECLARED } from './agents.ts';
import { PLAIN_POLICY } from './policy.ts';
import { until } from './servers.ts';

const RESPONSES = `
answer: "answer: {text}"
not-understood: not understood
worked: worked
not-worked: not worked
in-queue: in the queue
failure: failed
`;
export const AGENT = 'clerk';
/** One failure more, and an entry is dead. */
const LAST_ATTEMPT = '5';
const log = createLog('silent');
const metrics = createMetrics();
let counter = 0;
const unique = (): string => `u${++counter}`;

const understood = (decidedBy: string): MessageUnderstanding => ({
  intent: null,
  confidence: 0,
  certainty: 'unknown',
  alternatives: [],
  entities: [],
  locale: 'pt-BR',
  decidedBy,
});

/** What is out of order now. */
interface Broken {
  dialog: boolean;
  recognizer: boolean;
  agent: boolean;
  channel: 'refuses' | 'is-away' | undefined;
}

const createDialogs = (broken: Broken): Readonly<Record<string, Dialog>> => ({
  'ask-documentation': {
    respond({ input }) {
      if (broken.dialog) throw new Error('a defect');
      if (input.type === 'answered') return [reply('worked')];
      if (input.type !== 'message') return [reply('not-worked')];
      if (input.text === 'work') return [startTask(AGENT, {})];
      if (input.text === 'person') return [handOff('geral', 'citizen-asked')];
      if (input.understanding.decidedBy === 'nobody') return [reply('not-understood')];
      return [reply('answer', { text: input.text.replaceAll('\n', ' | ') })];
    },
  },
  'talk-to-a-person': { respond: () => [reply('in-queue')] },
  fallback: { respond: () => [] },
});

function createUnderstand(broken: Broken): Understand {
  return async () => {
    if (broken.recognizer) throw new Error('illegible');
    return understood('test');
  };
}

const createAgent = (broken: Broken): Agent => ({
  ...UNDECLARED,
  timeoutMs: 10_000,
  concurrency: 1,
  async run() {
    if (broken.agent) throw new Error('out of order');
    return { status: 'answered', output: {}, explanation: {} };
  },
});

async function send(broken: Broken): Promise<SendResult> {
  if (broken.channel === 'refuses') throw new AssistantError('delivery-refused', 'no such number');
  if (broken.channel === 'is-away') throw new AssistantError('delivery-failed', 'nobody there');
  return { status: 'sent' };
}

function openTurns(database: Database, broken: Broken) {
  const stream = openMemoryStream();
  const responses = new Map([['pt-BR', parseResponses(RESPONSES, 'pt-BR')]]);
  const dialogs = Object.entries(createDialogs(broken)).map(([name, dialog]) => ({
    name,
    dialog,
    responses,
  }));
  const shared = {
    database,
    stream,
    log,
    metrics,
    doorbells: createDoorbells(stream, log),
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
  };
  const turns = createTurns({
    policy: PLAIN_POLICY,
    ...shared,
    library: createDialogLibrary(dialogs),
    silenceMs: 0,
    burstWindowMs: 0,
    policyOf: () => 'interrupt',
    placeOf: () => undefined,
    typingAgoMs: () => Number.POSITIVE_INFINITY,
    tellsTyping: () => false,
  });
  return { shared, turns };
}

/** Nothing works by itself before `start`. */
export function openMendableHouse(database: Database) {
  const broken: Broken = { dialog: false, recognizer: false, agent: false, channel: undefined };
  const { shared, turns } = openTurns(database, broken);
  const { stream, doorbells } = shared;
  const ingress = createIngress({ ...shared, backlog: { check: () => undefined } });
  const letters = createDeadLetters(shared);

  const readLog = async (conversationId: string) =>
    database.query<{ seq: number; body: EventBody }>(
      'select seq, body from events where conversation_id = $1 order by seq',
      [conversationId],
    );
  const replies = async (conversationId: string) =>
    (await readLog(conversationId)).flatMap(({ body }) =>
      body.type === 'reply-added' ? [body.activity.text] : [],
    );

  return {
    broken,
    letters,
    doorbells,
    readLog,
    replies,
    async start(): Promise<AsyncDisposable> {
      await using stack = new AsyncDisposableStack();
      stack.use(startNlu({ ...shared, turns, understand: createUnderstand(broken) }));
      stack.use(startDialogue({ ...shared, turns }));
      stack.use(await startAgent({ ...shared, ...openNothing(AGENT, createAgent(broken)) }));
      const connection = { send: () => send(broken), [Symbol.asyncDispose]: async () => undefined };
      const capabilities = { textLimit: 16_000, buttons: true };
      stack.use(
        startEgress({ ...shared, channel: 'web', connection, capabilities, onDelivered: () => undefined }),
      );
      return stack.move();
    },
    /** Keeps a message of a new person, or of the one who was given. */
    async receive(text: string, address = unique()) {
      const activity = { type: 'message', text } as const;
      const receipt = await ingress.receive('web', {
        address,
        externalId: `${address}:${unique()}`,
        activity,
      });
      return { ...receipt, address };
    },
    /** Takes the turn, which must fail, and gives it up as the consumer does after its last attempt. */
    async failTurn(conversationId: string): Promise<void> {
      const rows = await readLog(conversationId);
      const read = rows.map(({ seq }) => ({ conversationId, seq, understanding: understood('test') }));
      await writeUnderstanding(database, read);
      const entry = { id: '1-0', fields: { conversationId } };
      const [failure] = (await turns.take([entry])).failed ?? [];
      if (!failure) throw new Error('the turn did not fail');
      const reason = describeError(failure.error);
      await turns.fail({ stream: TURNS, fields: entry.fields, conversationId, reason, attempts: 6 });
    },
    /** An entry that dies of its next failure. */
    ringLast: (name: string, fields: Readonly<Record<string, string>>) =>
      stream.append(name, [{ ...fields, attempts: LAST_ATTEMPT }]),
    lettersOf: async (conversationId: string, replayed = false) =>
      (await letters.list({ limit: 1_000, after: undefined, replayed })).filter(
        (letter) => letter.conversationId === conversationId,
      ),
    async conversation(id: string) {
      const [row] = await database.query<{ status: string; queue: string | null; queued_at: Date | null }>(
        'select status, queue, queued_at from conversations where id = $1',
        [id],
      );
      return row;
    },
    /** What was said so far, once so many replies are there and nothing is left to do. */
    async settled(conversationId: string, count: number): Promise<readonly string[]> {
      await until(async () => (await replies(conversationId)).length >= count, `${count} replies`);
      for (const name of [INBOUND, TURNS, agentOf(AGENT), outboundOf('web')])
        await until(async () => (await stream.depth(name)) === 0, `${name} to be quiet`);
      return replies(conversationId);
    },
    /** The conversation as the web channel shows it. */
    async screen(contactId: string, address: string): Promise<readonly string[]> {
      const lines = toChatLines(await readTranscript(database, contactId, undefined, 0), address);
      return lines.map(({ body }) => (body.from === 'system' ? body.what : `${body.from}: ${body.text}`));
    },
  };
}
