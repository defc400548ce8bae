/**
 * Doorbells: entries that say which conversation or task has work. They carry no content, so a lost
 * one delays, and a doubled one finds nothing to do.
 */

import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Stream } from '../stream.ts';

export const INBOUND = 'inbound';
export const TURNS = 'turns';
export const outboundOf = (channel: string): string => `outbound:${channel}`;
export const agentOf = (agent: string): string => `agent:${agent}`;

/** A topic, not a stream: speed only. A task that did not hear is aborted when its lease is renewed. */
const SUPERSEDED = 'tasks-superseded';

export interface Doorbells {
  /** Messages came in and want reading. */
  ringInbound(conversationIds: Iterable<string>): Promise<void>;
  /** Something is understood, or answered, and wants a turn. */
  ringTurns(conversationIds: Iterable<string>): Promise<void>;
  /** Replies wait to be sent. */
  ringOutbound(channel: string, conversationIds: Iterable<string>): Promise<void>;
  ringAgent(agent: string, taskIds: Iterable<string>): Promise<void>;
  /** Rings of that stream that nobody has answered yet. Rejects when the stream does not answer. */
  depth(name: string): Promise<number>;
  /** Tells whoever works on these that nobody waits for them any more; their rows say so too. */
  callOff(taskIds: readonly string[]): Promise<void>;
  onCallOff(listener: (taskIds: readonly string[]) => void): Promise<AsyncDisposable>;
}

/** Never rejects: what is to be done is in the database, and the sweep rings for it again. */
export function createDoorbells(stream: Stream, log: Log): Doorbells {
  const ring = async (name: string, field: string, ids: Iterable<string>) => {
    const entries = [...new Set(ids)].map((id) => ({ [field]: id }));
    if (entries.length === 0) return;
    await stream.append(name, entries).catch((error: unknown) => {
      log.warn({ stream: name, error: describeError(error) }, 'a doorbell was not rung; the sweep will');
    });
  };
  return {
    ringInbound: (ids) => ring(INBOUND, 'conversationId', ids),
    ringTurns: (ids) => ring(TURNS, 'conversationId', ids),
    ringOutbound: (channel, ids) => ring(outboundOf(channel), 'conversationId', ids),
    ringAgent: (agent, ids) => ring(agentOf(agent), 'taskId', ids),
    depth: (name) => stream.depth(name),
    async callOff(taskIds) {
      if (taskIds.length === 0) return;
      await stream.publish(SUPERSEDED, { taskIds }).catch((error: unknown) => {
        log.warn({ error: describeError(error) }, 'tasks were not called off; their renewal will tell');
      });
    },
    onCallOff: (listener) =>
      stream.subscribe(SUPERSEDED, ({ taskIds }) => listener(Array.isArray(taskIds) ? taskIds : [])),
  };
}
