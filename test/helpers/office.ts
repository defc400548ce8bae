/** A small house over a database: a clerk who works for as long as the test wishes, and few dialogs. */
import type { InboundActivity } from '../../src/activity.ts';
import type { Agent, NewerMessagePolicy } from '../../src/agent.ts';
import type { Database } from '../../src/database.ts';
import { type Dialog, handOff, reply, replyWith, startTask } from '../../src/dialog.ts';
import type { EventBody } from '../../src/event.ts';
import type { JsonObject } from '../../src/json.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startAgent } from '../../src/pipeline/agents.ts';
import { createNewsBoard } from '../../src/pipeline/desk-news.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import { startDialogue } from '../../src/pipeline/dialogue.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { createIngress } from '../../src/pipeline/ingress.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { startNlu } from '../../src/pipeline/nlu.ts';
import { createTurns } from '../../src/pipeline/turns.ts';
import { parseResponses } from '../../src/responses.ts';
import type { Stream } from '../../src/stream.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import type { Judge, MessageUnderstanding } from '../../src/understanding.ts';
import { openNothing, UNDECLARED } from './agents.ts';
import { PLAIN_POLICY } from './policy.ts';

const RESPONSES = `
heard: "heard: {text}"
welcome: welcome
called: called
in-queue: in the queue
not-worked: not worked
failure: failed
title: Title
one: "did you mean {title}?"
`;
const CLERK = 'clerk';
const log = createLog('silent');
const metrics = createMetrics();
let counter = 0;
const unique = (): string => `o${++counter}-${process.pid}`;

/** By what they contain; anything else is a question that nobody knows. */
const INTENTS = [
  ['obrigado', 'thanks'],
  ['pessoa', 'talk-to-a-person'],
] as const;

export function understand(text: string): MessageUnderstanding {
  const intent = INTENTS.find(([word]) => text.includes(word))?.[1] ?? null;
  const certainty = intent === null ? 'unknown' : 'sure';
  const confidence = intent === null ? 0 : 1;
  return {
    intent,
    confidence,
    certainty,
    alternatives: [],
    entities: [],
    locale: 'pt-BR',
    decidedBy: 'test',
  };
}

/** Says back what it hears: nothing slow, nobody needed. */
export const ECHO: Dialog = {
  respond: ({ input }) =>
    input.type === 'message' ? [reply('heard', { text: input.text.replaceAll('\n', ' | ') })] : [],
};

const DIALOGS: Readonly<Record<string, Dialog>> = {
  'ask-documentation': {
    respond({ input }) {
      if (input.type === 'message') return [startTask(CLERK, { question: input.text })];
      if (input.type === 'answered' && input.answer.activity)
        return [replyWith(input.answer.activity, input.taskId)];
      return [reply('not-worked')];
    },
  },
  thanks: { respond: () => [reply('welcome')] },
  fallback: { respond: () => [] },
  'talk-to-a-person': {
    interrupts: true,
    respond: ({ conversation }) =>
      conversation.status === 'waiting'
        ? [reply('in-queue')]
        : [reply('called'), handOff('geral', 'citizen-asked')],
  },
};

/** One task in the clerk's hands. */
export interface Work {
  readonly question: string;
  isCalledOff: boolean;
  answer(): void;
}

function createClerk(policy: NewerMessagePolicy | undefined, works: Work[]): Agent {
  return {
    ...UNDECLARED,
    ...(policy ? { onNewerMessage: policy } : {}),
    timeoutMs: 60_000,
    concurrency: 64,
    run: ({ input }, { signal }) =>
      new Promise((resolve, reject) => {
        const question = String((input as JsonObject)['question']).replaceAll('\n', ' | ');
        const activity = { type: 'message', text: `answer: ${question}` } as const;
        const answer = () => resolve({ status: 'answered', activity, output: {}, explanation: {} });
        const work: Work = { question, isCalledOff: false, answer };
        const callOff = () => {
          work.isCalledOff = true;
          reject(signal.reason as Error);
        };
        works.push(work);
        // The office may close while the task is on its way here.
        if (signal.aborted) callOff();
        else signal.addEventListener('abort', callOff);
      }),
  };
}

export interface OfficeOptions {
  readonly database: Database;
  /** Within the process where left out. */
  readonly stream?: Stream;
  /** Beside the usual ones, or instead of them. */
  readonly dialogs?: Readonly<Record<string, Dialog>>;
  /** What becomes of the clerk's task when the citizen writes again. */
  readonly policy?: NewerMessagePolicy;
  /** May throw. */
  readonly understand?: (text: string, locale: string) => MessageUnderstanding;
  /** Asked about what is doubted. */
  readonly judge?: Judge;
}

function openParts({ database, stream = openMemoryStream(), dialogs, policy }: OfficeOptions) {
  const responses = new Map([['pt-BR', parseResponses(RESPONSES, 'pt-BR')]]);
  const all = Object.entries({ ...DIALOGS, ...dialogs });
  const doorbells = createDoorbells(stream, log);
  const shared = {
    database,
    stream,
    log,
    metrics,
    doorbells,
    live: createLive(stream, log),
    news: createNewsBoard(stream, log),
  };
  const turns = createTurns({
    policy: PLAIN_POLICY,
    ...shared,
    library: createDialogLibrary(all.map(([name, dialog]) => ({ name, dialog, responses }))),
    silenceMs: 0,
    burstWindowMs: 0,
    policyOf: () => policy ?? 'interrupt',
    placeOf: () => undefined,
    typingAgoMs: () => Number.POSITIVE_INFINITY,
    tellsTyping: () => false,
  });
  return { shared, turns };
}

/** Nothing works before `start`. */
export function openOffice(options: OfficeOptions) {
  const { database, policy, judge } = options;
  const { shared, turns } = openParts(options);
  const ingress = createIngress({ ...shared, backlog: { check: () => undefined } });
  const read = options.understand ?? understand;
  const works: Work[] = [];
  const keep = async (activity: InboundActivity, address: string, externalId: string) => {
    const receipt = await ingress.receive('web', { address, externalId, activity });
    return { ...receipt, address };
  };
  const readLog = (conversationId: string) =>
    database.query<{ seq: number; body: EventBody; understanding: MessageUnderstanding | null }>(
      'select seq, body, understanding from events where conversation_id = $1 order by seq',
      [conversationId],
    );
  return {
    ...shared,
    turns,
    works,
    readLog,
    /** Keeps a message of a new person, or of the one who was given. */
    receive: (text: string, address = unique(), externalId = unique()) =>
      keep({ type: 'message', text }, address, externalId),
    tap: (value: string, address: string) => keep({ type: 'choice', value, title: value }, address, unique()),
    async replies(conversationId: string): Promise<readonly string[]> {
      const events = await readLog(conversationId);
      return events.flatMap(({ body }) => (body.type === 'reply-added' ? [body.activity.text] : []));
    },
    async types(conversationId: string): Promise<readonly string[]> {
      return (await readLog(conversationId)).map(({ body }) => body.type);
    },
    /** Reads messages, takes turns and works. @param hop reads them apart from the turns */
    async start({ hop = false } = {}): Promise<AsyncDisposable> {
      await using stack = new AsyncDisposableStack();
      stack.use(
        startNlu({
          ...shared,
          understand: async (text, { locale }) => read(text, locale),
          judge,
          turns: hop ? undefined : turns,
        }),
      );
      stack.use(startDialogue({ ...shared, turns }));
      stack.use(await startAgent({ ...shared, ...openNothing(CLERK, createClerk(policy, works)) }));
      return stack.move();
    },
  };
}

export type Office = ReturnType<typeof openOffice>;
