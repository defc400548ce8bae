/**
 * Agents that are programs of their own: what they may do with their tasks, whatever they speak. The
 * task's row is the truth, as for those within: it is theirs while it names their lease.
 */
import { EventEmitter, once } from 'node:events';
import { z } from 'zod';
import type { ProtocolStatus, RemoteAgent, RemotePermissions } from '../agent.ts';
import { AssistantError } from '../errors.ts';
import type { AgentAnswer } from '../event.ts';
import type { JsonObject } from '../json.ts';
import type { FoundPassage, KnowledgeSearch, SearchOptions } from '../knowledge.ts';
import {
  findRemoteEnd,
  type Held,
  handBackRemoteTask,
  holdRemoteTask,
  type RemoteTask,
} from '../store/remote-tasks.ts';
import { findProtocol } from '../store/transcripts.ts';
import type { Live } from './live.ts';
import { createPartials } from './partials.ts';
import { endRemoteTask, failedBody, type Leases, termsOf } from './remote-ends.ts';
import { createTaking, type Found, type TakenTask, type TakingOptions } from './remote-taking.ts';
import { listenForRings, type Rings, type RingsOptions } from './rings.ts';

/** Before a task is tried again: so long, doubled with each attempt, at most the longest. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export interface RemoteAgentsOptions extends RingsOptions, TakingOptions {
  readonly live: Live;
  readonly knowledge: KnowledgeSearch;
  readonly agents: ReadonlyMap<string, RemoteAgent>;
  readonly leases?: Leases;
}

const superseded = (): AssistantError =>
  new AssistantError('superseded', 'The task is no longer yours: it was ended, or taken by another. Stop.');

/** Whoever waits on a task is told when nobody waits for it any more. */
function createCallOffs() {
  const news = new EventEmitter().setMaxListeners(0);
  return {
    callOff(taskIds: readonly string[]) {
      for (const taskId of taskIds) news.emit(taskId);
    },
    /** Listens from the call on. */
    wait: (taskId: string, end: AbortSignal) => once(news, taskId, { signal: end }).catch(() => undefined),
  };
}

/** Rejects with AssistantError `superseded` whatever is asked for with a lease that no longer holds. */
export interface RemoteAgents {
  /** Undefined when there was nothing to do for so long. */
  next(agent: string, waitMs: number, signal: AbortSignal): Promise<TakenTask | undefined>;
  /** Holds the task for another `leaseMs`, once at once and once `waitMs` later. */
  renew(held: Held, waitMs: number, signal: AbortSignal): Promise<void>;
  /** The newest is shown, ten times a second at most; one that has to wait is taken without a look at the lease. */
  partial(held: Held, text: string): Promise<void>;
  /** Has its effect once. Errors: AssistantError `invalid-answer`, with what is wrong; it stays theirs. */
  answer(held: Held, answer: AgentAnswer): Promise<void>;
  /** @param again whether another try may do better */
  fail(held: Held, error: string, again: boolean): Promise<void>;
  /** Errors, of these two: AssistantError `forbidden` where the agent did not declare it. */
  search(held: Held, question: string, options: SearchOptions): Promise<readonly FoundPassage[]>;
  findProtocol(held: Held, protocolNumber: string): Promise<ProtocolStatus | undefined>;
}

/** What is wrong with an answer, beside its form. @throws AssistantError `invalid-answer` */
async function checkAnswer(
  answer: AgentAnswer,
  { output, permissions }: RemoteAgent,
  knowledge: KnowledgeSearch,
): Promise<AgentAnswer> {
  const refuse = (sentence: string) => new AssistantError('invalid-answer', sentence);
  const checked = output.safeParse(answer.output);
  if (!checked.success) throw refuse(`The output is not right: ${z.prettifyError(checked.error)}`);
  for (const { mark, passageId, quote } of answer.activity?.citations ?? []) {
    if (!permissions.reads.includes('knowledge')) throw refuse('It cites, and did not declare knowledge.');
    const passage = await knowledge.readPassage(passageId);
    if (!passage) throw refuse(`Citation ${mark}: there is no such passage.`);
    if (!passage.text.includes(quote)) throw refuse(`Citation ${mark}: the quote is not in the passage.`);
  }
  return { ...answer, output: checked.data as JsonObject };
}

/** What ends a task, by whoever holds it. */
function createEnding(options: RemoteAgentsOptions, find: Found, hold: (held: Held) => Promise<RemoteTask>) {
  const { database } = options;

  /** With the lease that is shown, it may have been ended already: then all is as it should be. */
  async function orEnded(held: Held, status: string, end: () => Promise<boolean>): Promise<void> {
    try {
      if (await end()) return;
    } catch (error) {
      if (!(error instanceof AssistantError && error.code === 'superseded')) throw error;
    }
    if ((await findRemoteEnd(database, held)) !== status) throw superseded();
  }

  return {
    answer: (held: Held, given: AgentAnswer) =>
      orEnded(held, 'answered', async () => {
        const task = await hold(held);
        const { agent: name, taskId, lease } = held;
        const answer = await checkAnswer(given, find(name).agent, options.knowledge);
        const { dialog, tookMs } = task;
        const body = { type: 'task-answered', taskId, agent: name, dialog, answer, tookMs } as const;
        return endRemoteTask(options, name, task, body, { owner: lease });
      }),
    fail: (held: Held, error: string, again: boolean) =>
      orEnded(held, 'failed', async () => {
        const task = await hold(held);
        const { agent: name, lease } = held;
        if (again && task.attempts < find(name).terms.attempts) {
          const delayMs = Math.min(FIRST_RETRY_MS * 2 ** (task.attempts - 1), LONGEST_RETRY_MS);
          await handBackRemoteTask(database, held, { delayMs, unseen: false });
          return true;
        }
        const body = failedBody(name, task, error);
        return endRemoteTask(options, name, task, body, { owner: lease, isDead: again });
      }),
  };
}

export async function openRemoteAgents(
  options: RemoteAgentsOptions,
): Promise<RemoteAgents & AsyncDisposable> {
  const { database, live, knowledge, agents } = options;
  await using stack = new AsyncDisposableStack();
  const { callOff, wait } = createCallOffs();
  const partials = createPartials();
  stack.use(await options.doorbells.onCallOff(callOff));
  const rings = new Map<string, Rings>();
  for (const name of agents.keys()) rings.set(name, stack.use(listenForRings(name, options)));

  const find: Found = (name) => {
    const agent = agents.get(name);
    if (!agent) throw new AssistantError('not-found', `The agent ${name}`);
    return { agent, terms: termsOf(agent, options.leases) };
  };
  const hold = async (held: Held): Promise<RemoteTask> => {
    const task = await holdRemoteTask(database, held, find(held.agent).terms);
    if (!task) throw superseded();
    return task;
  };
  const permit = (held: Held, what: RemotePermissions['reads'][number]) => {
    if (find(held.agent).agent.permissions.reads.includes(what)) return;
    const sentence = `The agent ${held.agent} reads ${what}, which it did not declare.`;
    throw new AssistantError('forbidden', sentence);
  };
  const next = createTaking(options, find);
  const ending = createEnding(options, find, hold);
  const opened = stack.move();
  return {
    async next(name, waitMs, signal) {
      const ring = rings.get(name);
      if (!ring) throw new AssistantError('not-found', `The agent ${name}`);
      return next(name, ring, waitMs, signal);
    },
    async renew(held, waitMs, signal) {
      using over = new DisposableStack();
      const left = over.adopt(new AbortController(), (each) => each.abort());
      const end = AbortSignal.any([signal, left.signal, AbortSignal.timeout(waitMs)]);
      const calledOff = wait(held.taskId, end);
      await hold(held);
      if (waitMs === 0) return;
      await calledOff;
      await hold(held);
    },
    partial: (held, text) =>
      partials.show(held.lease, text, async (newest) => {
        const { contactId, conversationId, taskId } = await hold(held);
        await live.publish(contactId, { type: 'partial', conversationId, taskId, text: newest });
      }),
    async answer(held, answer) {
      partials.end(held.lease);
      await ending.answer(held, answer);
      callOff([held.taskId]);
    },
    async fail(held, error, again) {
      partials.end(held.lease);
      await ending.fail(held, error, again);
      callOff([held.taskId]);
    },
    async search(held, question, search) {
      permit(held, 'knowledge');
      await hold(held);
      return knowledge.search(question, search);
    },
    async findProtocol(held, protocolNumber) {
      permit(held, 'protocols');
      const { contactId } = await hold(held);
      return findProtocol(database, contactId, protocolNumber);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
