/**
 * Agents: tasks are leased, worked on outside any turn, and ended by one event in the log. The task's
 * row is the truth: a lease that is no longer renewed is taken over, and an answer that comes after
 * the task was superseded changes nothing.
 */
import { z } from 'zod';
import { AssistantError, describeError, isRetryable } from '../errors.ts';
import type { EventBody } from '../event.ts';
import type { JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { addDeadLetter } from '../store/dead-letters.ts';
import {
  endTask,
  type LeasedTask,
  leaseTask,
  releaseTask,
  renewTasks,
  TASK_LEASE_MS,
} from '../store/tasks.ts';
import type { Stream } from '../stream.ts';
import { type AgentResources, createContext, type OpenedAgent } from './agent-context.ts';
import { startConsumer } from './consumer.ts';
import { agentOf, type Doorbells } from './doorbells.ts';
import type { Live } from './live.ts';
import { createPartials } from './partials.ts';
import { createSpending, type ModelPrices } from './spending.ts';

const ATTEMPTS = 3;

export interface AgentsOptions extends OpenedAgent, AgentResources {
  readonly stream: Stream;
  /** Undefined where the model's tokens cost nothing. */
  readonly prices?: ModelPrices | undefined;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly metrics: Metrics;
  readonly log: Log;
}

interface Running {
  readonly task: LeasedTask;
  readonly abort: AbortController;
}

/** @throws AssistantError `invalid-request`, with what is wrong */
function check(schema: z.ZodType, value: unknown, what: 'input' | 'output'): unknown {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new AssistantError(
    'invalid-request',
    `The task's ${what} is not right: ${z.prettifyError(checked.error)}`,
  );
}

export async function startAgent(options: AgentsOptions): Promise<AsyncDisposable> {
  const { name, agent, database, stream, doorbells, live } = options;
  const log = options.log.child({ agent: name });
  const running = new Map<string, Running>();
  const owner = crypto.randomUUID();
  const partials = createPartials();

  const callOff = (taskIds: Iterable<string>) => {
    for (const id of taskIds) running.get(id)?.abort.abort(new Error('superseded'));
  };
  const calls = await doorbells.onCallOff(callOff);
  const renewal = setInterval(async () => {
    if (running.size === 0) return;
    const ids = [...running.keys()];
    const open = await renewTasks(database, ids, owner).catch(() => undefined);
    if (open) callOff(ids.filter((id) => !open.has(id)));
  }, TASK_LEASE_MS / 3);
  renewal.unref();

  async function end(task: LeasedTask, body: Extract<EventBody, { type: 'task-answered' | 'task-failed' }>) {
    const conversationId = await endTask(database, task.conversationId, body);
    const written = conversationId !== undefined;
    const how = body.type === 'task-answered' ? body.answer.status : 'failed';
    options.metrics.taskEnded(name, how, body.tookMs);
    if (written) await doorbells.ringTurns([conversationId]);
    log.info({ taskId: task.taskId, conversationId: task.conversationId, written }, body.type);
  }

  const failed = (
    task: LeasedTask,
    startedAt: number,
    error: unknown,
  ): EventBody & { type: 'task-failed' } => ({
    type: 'task-failed',
    taskId: task.taskId,
    agent: name,
    dialog: task.dialog,
    error: describeError(error),
    tookMs: Math.round(performance.now() - startedAt),
  });

  async function run(task: LeasedTask, startedAt: number, signal: AbortSignal): Promise<void> {
    const about = { taskId: task.taskId, conversationId: task.conversationId };
    const spending = createSpending(options.prices);
    const publish = (text: string) => live.publish(task.contactId, { type: 'partial', ...about, text });
    const partial = (text: string) => void partials.show(task.taskId, text, publish);
    const own = { signal, log: log.child(about), partial, spend: spending.spend };
    const context = createContext(options, task, options, own);
    const input = check(agent.input, task.input, 'input');
    const answer = await agent.run({ ...task, input }, context, options.opened);
    signal.throwIfAborted();
    const tookMs = Math.round(performance.now() - startedAt);
    const { usage } = spending;
    await end(task, {
      type: 'task-answered',
      taskId: task.taskId,
      agent: name,
      dialog: task.dialog,
      answer: {
        ...answer,
        ...(usage ? { usage } : {}),
        output: check(agent.output, answer.output, 'output') as JsonObject,
      },
      tookMs,
    });
  }

  async function work(taskId: string, stop: AbortSignal): Promise<void> {
    const task = await leaseTask(database, taskId, owner);
    if (!task) return;
    const abort = new AbortController();
    const timeout = AbortSignal.timeout(agent.timeoutMs);
    const startedAt = performance.now();
    running.set(taskId, { task, abort });
    try {
      await run(task, startedAt, AbortSignal.any([stop, timeout, abort.signal]));
    } catch (error) {
      // Superseded: whoever did that has already gone on.
      if (abort.signal.aborted) return;
      if (timeout.aborted) return end(task, failed(task, startedAt, `no answer in ${agent.timeoutMs} ms`));
      if (!isRetryable(error)) return end(task, failed(task, startedAt, error));
      // Stopped, or worth another try: by somebody else at once, or here after a while.
      await releaseTask(database, taskId, owner);
      throw error;
    } finally {
      running.delete(taskId);
      partials.end(taskId);
    }
  }

  const consumer = startConsumer({
    stream,
    log,
    name: agentOf(name),
    batch: 1,
    concurrency: agent.concurrency,
    attempts: agent.attempts ?? ATTEMPTS,
    async handle(entries, signal) {
      for (const entry of entries) await work(entry.fields['taskId'] ?? '', signal);
      return {};
    },
    async bury(entry, reason, attempts) {
      const task = await leaseTask(database, entry.fields['taskId'] ?? '', owner);
      if (!task) return;
      const { conversationId } = task;
      await addDeadLetter(database, {
        stream: agentOf(name),
        fields: entry.fields,
        conversationId,
        reason,
        attempts,
      });
      await end(task, failed(task, performance.now(), new AssistantError('not-ready', reason)));
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      await consumer[Symbol.asyncDispose]();
      await calls[Symbol.asyncDispose]();
      clearInterval(renewal);
    },
  };
}
