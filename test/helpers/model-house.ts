/** Pools of simulated model servers, and somebody who asks them. */
import { createLog } from '../../src/log.ts';
import type { ModelAttempt, ModelReport, ModelRequest } from '../../src/model.ts';
import { createModelPool, type ModelPool, type ModelPoolOptions } from '../../src/models/pool.ts';
import { type OpenAiServer, type OpenAiServerOptions, startOpenAiServer } from './openai-server.ts';

export interface ModelHouse extends AsyncDisposable {
  readonly primary: readonly OpenAiServer[];
  readonly fallback: readonly OpenAiServer[];
  readonly pool: ModelPool;
  readonly attempts: readonly ModelAttempt[];
  /** Requests that reached any server. */
  requests(): number;
}

export interface ModelHouseOptions extends Partial<Omit<ModelPoolOptions, 'pools'>> {
  readonly primary?: number;
  readonly fallback?: number;
  readonly server?: OpenAiServerOptions;
  /** In place of the first servers' own addresses. */
  readonly primaryUrls?: readonly string[];
}

/** Looked at once, at the beginning, unless a test says otherwise. */
const RARELY_MS = 3_600_000;

export async function openModelHouse(options: ModelHouseOptions = {}): Promise<ModelHouse> {
  const { primary: first = 1, fallback: second = 1, server, primaryUrls, ...rest } = options;
  await using stack = new AsyncDisposableStack();
  const startSome = (count: number, model: string) =>
    Promise.all(
      Array.from({ length: count }, async () => stack.use(await startOpenAiServer({ ...server, model }))),
    );
  const [primary, fallback] = await Promise.all([startSome(first, 'awq'), startSome(second, 'fp16')]);
  const urls = primaryUrls ?? primary.map(({ url }) => url);
  const attempts: ModelAttempt[] = [];
  const pool = stack.use(
    createModelPool({
      log: createLog('silent'),
      healthEveryMs: RARELY_MS,
      onAttempt: (attempt) => attempts.push(attempt),
      ...rest,
      pools: [
        { name: 'primary', urls, model: 'awq' },
        ...(second > 0 ? [{ name: 'fallback', urls: fallback.map(({ url }) => url), model: 'fp16' }] : []),
      ],
    }),
  );
  const opened = stack.move();
  return {
    primary,
    fallback,
    pool,
    attempts,
    requests: () => [...primary, ...fallback].reduce((sum, { requests }) => sum + requests.length, 0),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export const MESSAGES = [{ role: 'user', content: 'Como acompanho o meu pedido?' }] as const;

/** A test that hangs is ended by this, and then fails. */
export const patience = () => AbortSignal.timeout(20_000);

/** What a reader has in hand at the end, who forgets what it is told to. */
export async function askModel(
  { pool }: Pick<ModelHouse, 'pool'>,
  request: Partial<ModelRequest> = {},
): Promise<{ readonly text: string; readonly report: ModelReport }> {
  let text = '';
  const { restart } = request;
  const answer = pool.stream({
    messages: MESSAGES,
    signal: patience(),
    ...request,
    ...(restart && {
      restart() {
        const agrees = restart();
        if (agrees) text = '';
        return agrees;
      },
    }),
  });
  for (;;) {
    const next = await answer.next();
    if (next.done) return { text, report: next.value };
    text += next.value;
  }
}
