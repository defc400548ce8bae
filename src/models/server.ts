/** One server of a pool: what it is doing for us, and whether it is worth asking. */
import { type Circuit, createCircuit } from '../circuit.ts';
import type { ModelServerState } from '../model.ts';
import { createMovingAverage } from './moving-average.ts';
import { createOpenAiModel, nameServer, type OpenAiModel, type OpenAiOptions } from './openai.ts';

/** What a server tells of itself: requests of everybody. */
export interface ServerLoad {
  readonly running: number;
  readonly waiting: number;
  /** How long those that began lately had waited, on average. */
  readonly queueMs: number;
}

export interface ServerOptions extends OpenAiOptions {
  readonly pool: string;
  readonly now: () => number;
}

export interface ModelServer {
  readonly options: ServerOptions;
  readonly name: string;
  readonly model: OpenAiModel;
  readonly circuit: Circuit;
  /** How long it is not to be asked, after failures or because it said so; 0: it may be. */
  restMs(): number;
  /** How long a first token is thought to take there now, in milliseconds. */
  expectMs(): number;
  /** The more, the worse it is to ask. */
  cost(): number;
  begin(): Running;
  heard(load: ServerLoad): void;
  healthy(is: boolean): void;
  state(): ModelServerState;
}

/** One request, as far as its server's load goes. */
export interface Running {
  /** Its first token is there. */
  first(): void;
  end(): void;
}

/** Three citizens wait in vain at most, and then nobody for ten seconds; health checks find it out sooner. */
const CIRCUIT = { failures: 3, pauseMs: 10_000 };

/** Answers come faster or slower by so much for no reason. */
const NOISE_MS = 50;

/** Until the next health check or two. */
const UNHEALTHY_MS = 5_000;

/** What is known of the time until a first token. */
function createWaits(now: () => number) {
  const average = createMovingAverage(now);
  const waiting = new Set<{ readonly since: number }>();
  const longestMs = () => {
    const [oldest] = waiting;
    return oldest ? now() - oldest.since : 0;
  };
  return {
    /** By the oldest that still waits, too: who hangs is seen before it has failed. */
    expectMs: () => Math.max(average.read(), longestMs()),
    begin() {
      const own = { since: now() };
      waiting.add(own);
      return {
        first() {
          waiting.delete(own);
          average.observe(now() - own.since);
        },
        end() {
          // Who got nothing would have waited longer.
          const waitedMs = now() - own.since;
          if (waiting.delete(own) && waitedMs > average.read()) average.observe(waitedMs);
        },
      };
    },
  };
}

export function createModelServer(options: ServerOptions): ModelServer {
  const { now, pool, url } = options;
  const name = nameServer(url);
  const circuit = createCircuit({ ...CIRCUIT, now });
  const waits = createWaits(now);
  let inFlight = 0;
  let isHealthy = true;
  let told: ServerLoad = { running: 0, waiting: 0, queueMs: 0 };
  /** Requests of other processes, by the server's last word. */
  let others = 0;
  const expectMs = () => Math.max(waits.expectMs(), told.waiting > 0 ? told.queueMs : 0);
  const restMs = () => Math.max(circuit.restMs(), isHealthy ? 0 : UNHEALTHY_MS);
  return {
    options,
    name,
    model: createOpenAiModel(options),
    circuit,
    expectMs,
    restMs,
    cost: () => Math.max(NOISE_MS, expectMs()) * (inFlight + others + 1),
    heard(load) {
      told = load;
      others = Math.max(0, load.running + load.waiting - inFlight);
    },
    healthy(is) {
      if (is && !isHealthy) circuit.probe();
      isHealthy = is;
    },
    begin() {
      const wait = waits.begin();
      inFlight++;
      return {
        first: wait.first,
        end() {
          inFlight--;
          wait.end();
        },
      };
    },
    state: () => ({ pool, server: name, inFlight, waiting: told.waiting, restMs: restMs(), isHealthy }),
  };
}
