/** Figures for Prometheus. Labels are names of ours, never anything a citizen sent. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AgentAnswer } from './event.ts';
import type { ModelAttempt, ModelServerState } from './model.ts';

export interface Metrics {
  readonly registry: Registry;
  messageReceived(channel: string, duplicate: boolean): void;
  turnsTaken(count: number, tookMs: number): void;
  messageDelivered(channel: string): void;
  taskEnded(agent: string, end: AgentAnswer['status'] | 'failed', tookMs: number): void;
  requestAnswered(route: string, status: number, tookMs: number): void;
  /** One request to one model server is over. */
  modelAnswered(attempt: ModelAttempt): void;
  /** Asked at each scrape. */
  watchModel(read: () => readonly ModelServerState[]): void;
  /** Asked at each scrape. */
  watch(name: string, help: string, label: string, read: () => Promise<ReadonlyMap<string, number>>): void;
}

const MODEL_LABELS = ['pool', 'server'] as const;

/** Of the requests to model servers. */
function measureModel(registers: Registry[]): Metrics['modelAnswered'] {
  const requests = new Counter({
    name: 'guiche_model_requests_total',
    help: 'Requests to a model server, by how they ended.',
    labelNames: [...MODEL_LABELS, 'outcome'],
    registers,
  });
  const firstTokenSeconds = new Histogram({
    name: 'guiche_model_first_token_seconds',
    help: 'Time from the request to the first piece of the answer.',
    labelNames: MODEL_LABELS,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20],
    registers,
  });
  const seconds = new Histogram({
    name: 'guiche_model_request_seconds',
    help: 'Time from the request to its end, whichever it was.',
    labelNames: MODEL_LABELS,
    buckets: [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60],
    registers,
  });
  const tokens = new Counter({
    name: 'guiche_model_tokens_total',
    help: 'Tokens of whole answers, by the server’s own count.',
    labelNames: [...MODEL_LABELS, 'direction'],
    registers,
  });
  return ({ pool, server, outcome, firstTokenMs, tookMs, usage }) => {
    const labels = { pool, server };
    requests.inc({ ...labels, outcome });
    seconds.observe(labels, tookMs / 1_000);
    if (firstTokenMs !== undefined) firstTokenSeconds.observe(labels, firstTokenMs / 1_000);
    if (!usage) return;
    tokens.inc({ ...labels, direction: 'input' }, usage.inputTokens);
    tokens.inc({ ...labels, direction: 'output' }, usage.outputTokens);
  };
}

/** Of the model servers as they are at each scrape. */
function watchModelServers(read: () => readonly ModelServerState[], registers: Registry[]): void {
  const watch = (name: string, help: string, value: (state: ModelServerState) => number) =>
    new Gauge({
      name,
      help,
      labelNames: MODEL_LABELS,
      registers,
      collect() {
        for (const state of read()) this.set({ pool: state.pool, server: state.server }, value(state));
      },
    });
  watch('guiche_model_in_flight', 'Requests of this process under way.', ({ inFlight }) => inFlight);
  watch('guiche_model_waiting', 'Requests that wait there, by its own count.', ({ waiting }) => waiting);
  watch(
    'guiche_model_circuit_open',
    '1 while it is not asked, after failures or because it said so.',
    (state) => Number(state.restMs > 0),
  );
  watch('guiche_model_healthy', '1 while its health check answers.', ({ isHealthy }) => Number(isHealthy));
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
    modelAnswered: measureModel(registers),
    watchModel: (read) => watchModelServers(read, registers),
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
