/** How tasks of programs of their own end: by their word, or because it never came. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RemoteAgent } from '../agent.ts';
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import type { EventBody } from '../event.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import {
  findOverdueTasks,
  REMOTE_FIRST_LEASE_MS,
  REMOTE_LEASE_MS,
  type RemoteTask,
  type TakeOptions,
} from '../store/remote-tasks.ts';
import { type EndOptions, endTask } from '../store/tasks.ts';
import { agentOf, type Doorbells } from './doorbells.ts';

const ATTEMPTS = 3;
const INTERVAL_MS = 1_000;
const LIMIT = 500;

/** How long a task is its taker's. */
export interface Leases {
  /** Until the first call about it: `REMOTE_FIRST_LEASE_MS` where left out. */
  readonly firstMs?: number;
  /** After each call: `REMOTE_LEASE_MS` where left out. */
  readonly renewedMs?: number;
}

/** How long, and how often, a task of the agent may be taken. */
export const termsOf = (
  agent: RemoteAgent,
  { firstMs = REMOTE_FIRST_LEASE_MS, renewedMs = REMOTE_LEASE_MS }: Leases = {},
): TakeOptions => ({
  leaseMs: renewedMs,
  firstLeaseMs: firstMs,
  timeoutMs: agent.timeoutMs,
  attempts: agent.attempts ?? ATTEMPTS,
});

export interface EndingOptions {
  readonly database: Database;
  readonly doorbells: Doorbells;
  readonly metrics: Metrics;
  readonly log: Log;
}

type End = Extract<EventBody, { type: 'task-answered' | 'task-failed' }>;

export const failedBody = (agent: string, task: RemoteTask, error: string): End => ({
  type: 'task-failed',
  taskId: task.taskId,
  agent,
  dialog: task.dialog,
  error,
  tookMs: task.tookMs,
});

/** Of the task's last attempt; `isDead`: it was tried as often as it may be, and people are to know. */
interface LastAttempt extends Pick<EndOptions, 'owner'> {
  readonly isDead?: boolean;
}

/** Writes the end into the log, once; false where the task was ended, or taken, by somebody else. */
export async function endRemoteTask(
  { database, doorbells, metrics, log }: EndingOptions,
  agent: string,
  { taskId, conversationId, attempts }: RemoteTask,
  body: End,
  { owner, isDead }: LastAttempt = {},
): Promise<boolean> {
  const reason = body.type === 'task-failed' ? body.error : '';
  const letter = { stream: agentOf(agent), fields: { taskId }, conversationId, reason, attempts };
  const endedIn = await endTask(database, conversationId, body, {
    ...(owner === undefined ? {} : { owner }),
    ...(isDead ? { letter } : {}),
  });
  if (endedIn === undefined) return false;
  metrics.taskEnded(agent, body.type === 'task-answered' ? body.answer.status : 'failed', body.tookMs);
  await doorbells.ringTurns([endedIn]);
  log.info({ agent, taskId, conversationId: endedIn }, body.type);
  return true;
}

/** Fails what nobody will answer any more; returns how many it failed. */
export async function failOverdueTasks(
  options: EndingOptions,
  agent: string,
  terms: TakeOptions,
): Promise<number> {
  const tasks = await findOverdueTasks(options.database, agent, terms, LIMIT);
  let failed = 0;
  for (const task of tasks) {
    const isLate = task.leftMs === 0;
    const who = task.attempts === 0 ? 'nobody took it' : 'no answer';
    const error = isLate
      ? `${who} in ${terms.timeoutMs} ms`
      : `taken ${task.attempts} times, and each time let go without a word`;
    const body = failedBody(agent, task, error);
    if (await endRemoteTask(options, agent, task, body, { isDead: !isLate })) failed++;
  }
  // Whoever still works on one of them may stop.
  await options.doorbells.callOff(tasks.map(({ taskId }) => taskId));
  return failed;
}

export interface WatchOptions extends EndingOptions {
  readonly agents: ReadonlyMap<string, RemoteAgent>;
}

/** Looks once a second. Every process of the dialogue role does: a task ends once. */
export function watchRemoteTasks(options: WatchOptions): AsyncDisposable {
  const { agents, log } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const watching = (async () => {
    while (agents.size > 0 && !signal.aborted) {
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
      for (const [name, agent] of agents) {
        if (signal.aborted) return;
        await failOverdueTasks(options, name, termsOf(agent)).catch((error: unknown) => {
          log.warn({ agent: name, error: describeError(error) }, 'overdue tasks were not looked for');
        });
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}
