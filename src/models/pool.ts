/**
 * Pools of servers as one model: the next server steps in where one fails, within what is left of the answer's
 * time, tokens and tries. Which server, says choose-server.ts; how often, retry-budget.ts.
 *
 * Of the packages, cockatiel and opossum wrap one call and know neither a choice of servers nor an answer that
 * has begun; undici's `RetryAgent` begins again in the middle of a stream; LangChain's `withFallbacks` knows no
 * load, no rest and no budget; p-limit queues, where another server is better than a queue. LiteLLM and vLLM's
 * own router do much of this as programs of their own, in Python and Rust, between us and the servers.
 */
import { AssistantError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Model, ModelAttempt, ModelReport, ModelRequest, ModelServerState } from '../model.ts';
import { type Attempt, type AttemptOptions, isPassing, tryServer } from './attempt.ts';
import { chooseServer, type Pools } from './choose-server.ts';
import { createDeadline } from './deadline.ts';
import { FIRST_TOKEN_MS, type OpenAiOptions } from './openai.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';
import { createModelServer, type ModelServer } from './server.ts';
import { watchServer } from './watch-server.ts';

export interface PoolOptions {
  readonly name: string;
  /** Of each server, with the version, as `http://host:8000/v1`. */
  readonly urls: readonly string[];
  readonly model: string;
  readonly apiKey?: string | undefined;
}

export interface ModelPoolOptions extends Pick<OpenAiOptions, 'firstTokenTimeoutMs' | 'tokenTimeoutMs'> {
  /** In the order in which they are asked. */
  readonly pools: readonly [PoolOptions, ...PoolOptions[]];
  /** Of an answer that sets none: less than an agent's own time, so that it can still answer without. */
  readonly budgetMs?: number;
  readonly log: Log;
  onAttempt?(attempt: ModelAttempt): void;
  readonly healthEveryMs?: number;
  /** In milliseconds, of a clock that is never set back. */
  now?(): number;
}

export interface ModelPool extends Model, Disposable {
  states(): readonly ModelServerState[];
}

/** The first, and two that step in. */
export const MOST_ATTEMPTS = 3;
export const ANSWER_MS = 45_000;
/** An answer that has not half of its tokens left is not begun again. */
const LEAST_TOKENS = 0.5;

interface House extends AttemptOptions, Omit<ModelPoolOptions, 'now'> {
  readonly servers: Pools;
  readonly retries: RetryBudget;
}

/** One answer, over all its attempts. */
interface Answer {
  readonly asked: ModelRequest;
  readonly signal: AbortSignal;
  readonly tried: Set<ModelServer>;
  tokensLeft: number | undefined;
}

function beginAttempt(house: House, answer: Answer): Attempt {
  const { servers, firstTokenTimeoutMs = FIRST_TOKEN_MS } = house;
  const { asked, signal, tried, tokensLeft } = answer;
  const server = chooseServer(servers, tried);
  if (!server?.circuit.enter()) throw new AssistantError('model-failed', 'every server rests');
  tried.add(server);
  const isLast = tried.size >= MOST_ATTEMPTS || chooseServer(servers, tried) === undefined;
  return {
    server,
    request: {
      ...asked,
      signal,
      ...(tokensLeft === undefined ? {} : { maxTokens: tokensLeft }),
      // Where another could step in, the wait is shared with it.
      firstTokenTimeoutMs: isLast ? firstTokenTimeoutMs : firstTokenTimeoutMs / 2,
    },
    pieces: 0,
    firstAt: undefined,
  };
}

/** Whether another server begins, and the reader is ready for it. */
function mayStepIn({ servers, retries }: House, answer: Answer, { pieces }: Attempt): boolean {
  const { asked, tried, tokensLeft } = answer;
  if (tried.size >= MOST_ATTEMPTS || !chooseServer(servers, tried)) return false;
  if (pieces === 0) return retries.withdraw();
  // vLLM writes a token a piece.
  const left = tokensLeft === undefined ? undefined : tokensLeft - pieces;
  if (left !== undefined && left < (asked.maxTokens ?? 0) * LEAST_TOKENS) return false;
  if (!asked.restart || !retries.withdraw()) return false;
  answer.tokensLeft = left;
  return asked.restart();
}

/** With the shortest time after which somebody may be asked again, where nobody may be now. */
function giveUp({ servers }: House, { tried }: Answer, error: AssistantError): AssistantError {
  const all = servers.flat();
  if (error.code !== 'model-failed' || (all.length === 1 && tried.size === 1)) return error;
  const retryAfterMs = Math.ceil(Math.min(...all.map((server) => server.restMs())));
  const requests = `${tried.size} ${tried.size === 1 ? 'request' : 'requests'} failed`;
  const options = { cause: error, ...(retryAfterMs > 0 ? { retryAfterMs } : {}) };
  return new AssistantError('model-failed', requests, options);
}

async function* answerFrom(house: House, answer: Answer): AsyncGenerator<string, ModelReport> {
  const { asked, signal, tried } = answer;
  const startedAt = house.now();
  for (;;) {
    let attempt: Attempt | undefined;
    try {
      attempt = beginAttempt(house, answer);
      const report = yield* tryServer(attempt, house);
      const firstTokenMs = (attempt.firstAt ?? house.now()) - startedAt;
      return { ...report, attempts: tried.size, firstTokenMs };
    } catch (error) {
      asked.signal.throwIfAborted();
      if (!(error instanceof AssistantError)) throw error;
      const goesOn = attempt && !signal.aborted && isPassing(error) && mayStepIn(house, answer, attempt);
      if (!goesOn) throw giveUp(house, answer, error);
    }
  }
}

/** Has servers looked at, each by one at a time. */
function createLooking(options: ModelPoolOptions, servers: readonly ModelServer[]) {
  const stop = new AbortController();
  const looked = new Set<ModelServer>();
  const { log, healthEveryMs } = options;
  const isAlone = servers.length === 1;
  const look = (server: ModelServer) => {
    if (looked.has(server)) return;
    looked.add(server);
    const how = { log, untilAvailable: isAlone, ...(healthEveryMs ? { everyMs: healthEveryMs } : {}) };
    watchServer(server, stop.signal, how).finally(() => looked.delete(server));
  };
  // A house with one server has nothing to choose, and asks it nothing but questions while it is well.
  if (!isAlone) servers.forEach(look);
  return { look, [Symbol.dispose]: () => stop.abort() };
}

export function createModelPool(options: ModelPoolOptions): ModelPool {
  const { pools, now = () => performance.now(), budgetMs = ANSWER_MS } = options;
  const { tokenTimeoutMs } = options;
  const servers = pools.map(({ name, urls, model, apiKey }) => {
    const shared = { pool: name, model, apiKey, now, ...(tokenTimeoutMs ? { tokenTimeoutMs } : {}) };
    return urls.map((url) => createModelServer({ ...shared, url }));
  });
  const looking = createLooking(options, servers.flat());
  const house = { ...options, now, servers, retries: createRetryBudget(now), look: looking.look };
  return {
    name: pools[0].model,
    states: () => servers.flat().map((server) => server.state()),
    async *stream(asked) {
      asked.signal.throwIfAborted();
      house.retries.deposit();
      const { budgetMs: ownMs = budgetMs, ...rest } = asked;
      using deadline = createDeadline(asked.signal, ownMs);
      const answer = { asked: rest, signal: deadline.signal, tried: new Set<ModelServer>() };
      return yield* answerFrom(house, { ...answer, tokensLeft: asked.maxTokens });
    },
    [Symbol.dispose]: () => looking[Symbol.dispose](),
  };
}
