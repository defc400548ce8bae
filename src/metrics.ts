/** Figures for Prometheus. Labels are names of ours, never anything a citizen sent. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AgentAnswer } from './event.ts';

export interface Metrics {
  readonly registry: Registry;
  messageReceived(channel: string, duplicate: boolean): void;
  turnsTaken(count: number, tookMs: number): void;
  messageDelivered(channel: string): void;
  taskEnded(agent: string, end: AgentAnswer['status'] | 'failed', tookMs: number): void;
  requestAnswered(route: string, status: number, tookMs: number): void;
  /** Asked at each scrape. */
  watch(name: string, help: string, label: string, read: () => Promise<ReadonlyMap<string, number>>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const received = new Counter({
    name: 'guiche_messages_received_total',
    help: 'Messages kept, and duplicates recognised.',
    labelNames: ['channel', 'duplicate'],
    registers,
  });
  const turns = new Counter({ name: 'guiche_turns_total', help: 'Turns taken.', registers });
  const turnSeconds = new Histogram({
    name: 'guiche_turn_batch_seconds',
    help: 'Duration of a transaction of turns.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  });
  const delivered = new Counter({
    name: 'guiche_messages_delivered_total',
    help: 'Replies that reached their channel.',
    labelNames: ['channel'],
    registers,
  });
  const taskSeconds = new Histogram({
    name: 'guiche_task_seconds',
    help: 'Duration of the agents’ tasks, by how they ended.',
    labelNames: ['agent', 'end'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'guiche_http_request_seconds',
    help: 'Duration of HTTP requests, by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  return {
    registry,
    messageReceived: (channel, duplicate) => received.inc({ channel, duplicate: String(duplicate) }),
    turnsTaken(count, tookMs) {
      turns.inc(count);
      turnSeconds.observe(tookMs / 1_000);
    },
    messageDelivered: (channel) => delivered.inc({ channel }),
    taskEnded: (agent, end, tookMs) => taskSeconds.observe({ agent, end }, tookMs / 1_000),
    requestAnswered: (route, status, tookMs) => requestSeconds.observe({ route, status }, tookMs / 1_000),
    watch(name, help, label, read) {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          // Rather no figure than no scrape: the other figures are wanted most when a server is away.
          const values = await read().catch(() => new Map<string, number>());
          this.reset();
          for (const [key, value] of values) this.set({ [label]: key }, value);
        },
      });
    },
  };
}
