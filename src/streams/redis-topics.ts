/**
 * Topics over Redis pub/sub, all of a process on one connection. Subscriptions outlive it: they are
 * made again when it is, so that they go on by themselves after a restart or a failover.
 */
import type { JsonObject } from '../json.ts';
import { ANSWER_MS, type RedisConnection, within } from './redis-connection.ts';

interface Listener {
  readonly hear: (message: JsonObject) => void;
  readonly onGap: (() => void) | undefined;
}

interface Topic {
  readonly listeners: Set<Listener>;
  /** Kept, so that a second listener does not return before the first one's subscription stands. */
  readonly subscribed: Promise<unknown>;
}

export interface Topics extends Disposable {
  /** @throws Error when the server does not take the subscription; nothing is left of it then */
  subscribe(topic: string, hear: (message: JsonObject) => void, onGap?: () => void): Promise<AsyncDisposable>;
}

/**
 * A connection that only listens does not notice that its server is gone without a word; asking for
 * this topic, on which nobody speaks, does. Often enough that it is followed within 5 s.
 */
const HEARTBEAT_MS = 2_000;
const HEARTBEAT_TOPIC = 'guiche:topic:heartbeat';

function keepAlive(subscriber: RedisConnection, topics: ReadonlyMap<string, Topic>): Disposable {
  const ask = (names: readonly string[]) =>
    within(ANSWER_MS, subscriber.subscribe(...names)).then(
      () => true,
      () => {
        if (subscriber.status === 'ready') subscriber.disconnect(true);
        return false;
      },
    );
  subscriber.on('ready', async () => {
    const missed = [...topics.values()].flatMap((topic) => [...topic.listeners]);
    if (await ask([HEARTBEAT_TOPIC, ...topics.keys()])) for (const { onGap } of missed) onGap?.();
  });
  const heartbeat = setInterval(() => void ask([HEARTBEAT_TOPIC]), HEARTBEAT_MS);
  return { [Symbol.dispose]: () => clearInterval(heartbeat) };
}

/** The caller closes the connection. */
export function createTopics(subscriber: RedisConnection): Topics {
  const topics = new Map<string, Topic>();
  const alive = keepAlive(subscriber, topics);
  subscriber.on('message', (name: string, text: string) => {
    for (const { hear } of topics.get(name)?.listeners ?? []) hear(JSON.parse(text) as JsonObject);
  });
  const open = (name: string): Topic => {
    const topic = {
      listeners: new Set<Listener>(),
      subscribed: within(ANSWER_MS, subscriber.subscribe(name)),
    };
    topics.set(name, topic);
    return topic;
  };
  return {
    async subscribe(name, hear, onGap) {
      const topic = topics.get(name) ?? open(name);
      const listener = { hear, onGap };
      topic.listeners.add(listener);
      const leave = async () => {
        topic.listeners.delete(listener);
        if (topic.listeners.size > 0 || topics.get(name) !== topic) return;
        topics.delete(name);
        await within(ANSWER_MS, subscriber.unsubscribe(name)).catch(() => undefined);
      };
      try {
        await topic.subscribed;
      } catch (error) {
        await leave();
        throw error;
      }
      return { [Symbol.asyncDispose]: leave };
    },
    [Symbol.dispose]: () => alive[Symbol.dispose](),
  };
}
