/**
 * Streams within this process: the same contract as Redis Streams, for one process. Nothing is kept
 * when it ends; the sweep over the database rings again for whatever was open.
 */
import { EventEmitter, once } from 'node:events';
import { AssistantError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ClaimOptions, Entry, ReadOptions, Stream } from '../stream.ts';

interface Pending {
  readonly entry: Entry;
  handedOutAt: number;
}

interface Line {
  readonly waiting: Entry[];
  readonly pending: Map<string, Pending>;
  readonly arrival: EventEmitter;
}

const createLine = (): Line => ({
  waiting: [],
  pending: new Map(),
  arrival: new EventEmitter().setMaxListeners(0),
});

function handOut(line: Line, count: number): Entry[] {
  const entries = line.waiting.splice(0, count);
  for (const entry of entries) line.pending.set(entry.id, { entry, handedOutAt: performance.now() });
  return entries;
}

async function waitForArrival(
  line: Line,
  { blockMs, signal }: ReadOptions,
  closed: AbortSignal,
): Promise<void> {
  const ends = [AbortSignal.timeout(blockMs), closed];
  const end = AbortSignal.any(signal === undefined ? ends : [...ends, signal]);
  await once(line.arrival, 'entry', { signal: end }).catch(() => undefined);
}

function claimIdle(line: Line, { count, minIdleMs }: ClaimOptions): Entry[] {
  const now = performance.now();
  const idle = [...line.pending.values()]
    .filter((each) => now - each.handedOutAt >= minIdleMs)
    .slice(0, count);
  for (const each of idle) each.handedOutAt = now;
  return idle.map((each) => each.entry);
}

function createTopics(): Pick<Stream, 'publish' | 'subscribe'> & Disposable {
  const topics = new EventEmitter().setMaxListeners(0);
  return {
    async publish(topic, message) {
      // A copy, and later, as from another process: a listener never runs inside its publisher.
      const copy = JSON.stringify(message);
      setImmediate(() => topics.emit(topic, JSON.parse(copy) as JsonObject));
    },
    async subscribe(topic, listener) {
      topics.on(topic, listener);
      return { [Symbol.asyncDispose]: async () => void topics.off(topic, listener) };
    },
    [Symbol.dispose]: () => void topics.removeAllListeners(),
  };
}

/** A line is read by one group; groups are told apart so that the contract is Redis's. */
export function openMemoryStream(): Stream {
  const lines = new Map<string, Line>();
  const topics = createTopics();
  const closed = new AbortController();
  let lastId = 0;
  const lineOf = (stream: string): Line => {
    const line = lines.get(stream) ?? createLine();
    lines.set(stream, line);
    return line;
  };
  return {
    async append(stream, entries) {
      const line = lineOf(stream);
      for (const fields of entries) line.waiting.push({ id: `${++lastId}-0`, fields: { ...fields } });
      line.arrival.emit('entry');
    },
    async read(stream, options) {
      if (closed.signal.aborted) throw new AssistantError('not-ready', 'The stream is closed.');
      const line = lineOf(stream);
      if (line.waiting.length === 0 && options.blockMs > 0 && !options.signal?.aborted) {
        await waitForArrival(line, options, closed.signal);
      }
      return handOut(line, options.count);
    },
    async claim(stream, options) {
      return claimIdle(lineOf(stream), options);
    },
    async acknowledge(stream, _group, ids) {
      for (const id of ids) lineOf(stream).pending.delete(id);
    },
    // What it left pending is claimed by its idle time, whoever it was.
    async leave() {},
    async depth(stream) {
      const line = lineOf(stream);
      return line.waiting.length + line.pending.size;
    },
    publish: topics.publish,
    subscribe: topics.subscribe,
    async [Symbol.asyncDispose]() {
      closed.abort();
      lines.clear();
      topics[Symbol.dispose]();
    },
  };
}
