/**
 * Agent: who does the slow work. It gets a task on its own stream, outside any turn, and its answer
 * is an event that starts the next turn. A task may be run again after a crash: effects elsewhere
 * need the task's id as their idempotency key.
 */
import type { AgentAnswer } from './event.ts';
import type { JsonObject } from './json.ts';
import type { KnowledgeSearch } from './knowledge.ts';
import type { Log } from './log.ts';
import type { Model } from './model.ts';

export interface AgentTask {
  readonly taskId: string;
  readonly conversationId: string;
  readonly contactId: string;
  readonly locale: string;
  readonly input: JsonObject;
}

/** What is known of one contact's protocol. */
export interface ProtocolStatus {
  readonly protocolNumber: string;
  readonly status: 'open' | 'waiting' | 'closed';
  readonly openedAt: Date;
  readonly lastEventAt: Date;
}

export interface AgentContext {
  /** Aborts when the task is superseded, runs out of time, or the program stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly knowledge: KnowledgeSearch;
  /** Undefined when no model server is set: answer without one. */
  readonly model: Model | undefined;
  /** Shows the citizen what there is so far (the whole text, not the new part). Not kept. */
  partial(text: string): void;
  /** A protocol of the task's own contact; undefined for anybody else's. */
  findProtocol(protocolNumber: string): Promise<ProtocolStatus | undefined>;
}

/**
 * What becomes of a task when the citizen writes again before it has ended. `interrupt`: the task is
 * cancelled, and one for both messages together takes its place. `queue`: the newer message waits
 * for the task's end. `finish`: both go on, and both are answered.
 */
export type NewerMessagePolicy = 'interrupt' | 'queue' | 'finish';

export interface Agent {
  /** `interrupt` where left out. */
  readonly onNewerMessage?: NewerMessagePolicy;
  /** The task is aborted, and failed, after so long. */
  readonly timeoutMs: number;
  /** Tasks at once in one process. */
  readonly concurrency: number;
  /** Throws to have the task tried again (or failed, when the error is not worth retrying). */
  run(task: AgentTask, context: AgentContext): Promise<AgentAnswer>;
}

/** The default export of `agents/<name>/agent.ts`. */
export const defineAgent = (agent: Agent): Agent => agent;
