/**
 * Rings of one agent's stream, for those who wait to be told that there is work. The work itself is in the
 * database: a ring wakes one of them, wherever the task that it was rung for is by then.
 */
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Stream } from '../stream.ts';
import { GROUP } from './consumer.ts';
import { agentOf, type Doorbells } from './doorbells.ts';

const BLOCK_MS = 1_000;
const PAUSE_MS = 500;
const READ_LIMIT = 500;

export interface Rings extends AsyncDisposable {
  /** Resolves with whether it rang before the time was over, or the signal aborted. */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
  /** A task was taken without waiting: a ring of that number is in the stream for nothing. */
  spare(): void;
}

export interface RingsOptions {
  readonly stream: Stream;
  readonly doorbells: Doorbells;
  readonly log: Log;
}

/** Nothing is read while nobody waits: the rings are then for those who wait in other processes. */
export function listenForRings(agent: string, { stream, doorbells, log }: RingsOptions): Rings {
  const name = agentOf(agent);
  const consumer = crypto.randomUUID();
  const stop = new AbortController();
  const { signal } = stop;
  const wanted = new EventEmitter();
  const waiting: (() => void)[] = [];
  let spared = 0;

  async function read(count: number, blockMs: number) {
    const entries = await stream.read(name, { group: GROUP, consumer, count, blockMs, signal });
    const ids = entries.map((entry) => entry.id);
    if (ids.length > 0) await stream.acknowledge(name, GROUP, ids);
    return entries;
  }

  async function hear(): Promise<void> {
    if (spared > 0) {
      const count = Math.min(spared, READ_LIMIT);
      spared -= count;
      await read(count, 0);
      return;
    }
    for (const { fields } of await read(1, BLOCK_MS)) {
      const wake = waiting.shift();
      if (wake) wake();
      // Whoever waited has left meanwhile; perhaps somebody waits elsewhere.
      else await doorbells.ringAgent(agent, [fields['taskId'] ?? '']);
    }
  }

  const hearing = (async () => {
    while (!signal.aborted) {
      try {
        if (waiting.length > 0 || spared > 0) await hear();
        else await once(wanted, 'wanted', { signal });
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ stream: name, error: describeError(error) }, 'the stream does not answer');
        await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  })();

  return {
    async wait(ms, until) {
      const end = AbortSignal.any([until, signal, AbortSignal.timeout(ms)]);
      if (end.aborted) return false;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const wake = () => resolve(true);
      waiting.push(wake);
      // At once: a ring that comes now is for the next one.
      const leave = () => {
        const place = waiting.indexOf(wake);
        if (place >= 0) waiting.splice(place, 1);
        resolve(false);
      };
      end.addEventListener('abort', leave, { once: true });
      wanted.emit('wanted');
      return promise;
    },
    spare() {
      if (waiting.length > 0) return;
      spared++;
      wanted.emit('wanted');
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await hearing;
      await stream.leave(name, { group: GROUP, consumer }).catch(() => undefined);
    },
  };
}
