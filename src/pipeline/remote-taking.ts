/** Handing tasks to programs of their own: checked, masked, and to somebody who is still there. */
import { z } from 'zod';
import type { RemoteAgent } from '../agent.ts';
import type { Json, JsonObject } from '../json.ts';
import { handBackRemoteTask, type TakeOptions, takeRemoteTask } from '../store/remote-tasks.ts';
import { textsIn } from './agent-context.ts';
import { type EndingOptions, endRemoteTask, failedBody } from './remote-ends.ts';
import type { Rings } from './rings.ts';

/** A task in the hands of a program. */
export interface TakenTask {
  readonly taskId: string;
  readonly lease: string;
  readonly locale: string;
  /** Checked by the agent's declaration; masked where that says so. */
  readonly input: JsonObject;
  /** Until it is failed for want of an answer. */
  readonly timeoutMs: number;
  /** Until it is another's, unless a call about it comes before. */
  readonly leaseMs: number;
}

export interface TakingOptions extends EndingOptions {
  /** Takes what is personal in the citizen's texts out of any other. */
  createMask(texts: readonly string[]): (text: string) => string;
}

/** @throws AssistantError `not-found` */
export type Found = (name: string) => { readonly agent: RemoteAgent; readonly terms: TakeOptions };

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  const entries = Object.entries(value as JsonObject).map(([key, each]) => [key, mapTexts(each, change)]);
  return Object.fromEntries(entries) as JsonObject;
}

/** Without a ring, whoever waits looks into the table so often. */
const LOOK_AGAIN_MS = 2_000;

/** Takes tasks, and gives back what cannot be handed over. */
export function createTaking(options: TakingOptions, find: Found) {
  const { database, doorbells } = options;

  async function take(name: string): Promise<TakenTask | undefined> {
    const { agent, terms } = find(name);
    for (;;) {
      const lease = crypto.randomUUID();
      const task = await takeRemoteTask(database, name, lease, terms);
      if (!task) return undefined;
      const input = agent.input.safeParse(task.input);
      if (input.success) {
        const mask =
          agent.permissions.model === 'masked' ? options.createMask(textsIn(task.input)) : undefined;
        const shown = mask ? mapTexts(input.data as JsonObject, mask) : input.data;
        const { taskId, locale, leftMs } = task;
        return {
          taskId,
          lease,
          locale,
          input: shown as JsonObject,
          timeoutMs: leftMs,
          leaseMs: terms.firstLeaseMs,
        };
      }
      const error = `The task's input is not right: ${z.prettifyError(input.error)}`;
      await endRemoteTask(options, name, task, failedBody(name, task, error), { owner: lease });
    }
  }

  return async (name: string, rings: Rings, waitMs: number, signal: AbortSignal) => {
    const until = performance.now() + waitMs;
    for (let waited = false; ; waited = true) {
      const task = await take(name);
      if (task && signal.aborted) {
        const held = { agent: name, taskId: task.taskId, lease: task.lease };
        await handBackRemoteTask(database, held, { delayMs: 0, unseen: true });
        await doorbells.ringAgent(name, [task.taskId]);
        return undefined;
      }
      if (task && !waited) rings.spare();
      const leftMs = Math.ceil(until - performance.now());
      if (task || leftMs <= 0 || signal.aborted) return task;
      // The table is the truth: a ring may have gone to somebody who was just leaving.
      await rings.wait(Math.min(leftMs, LOOK_AGAIN_MS), signal);
    }
  };
}
