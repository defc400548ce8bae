/**
 * One server that speaks the OpenAI chat protocol, vLLM first, through LangChain's client. Its own
 * retries are off: their back-off does not heed the signal, and whoever asked knows better.
 */
import type { OpenAIClient } from '@langchain/openai';
import { AssistantError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Model, ModelReport, ModelRequest, ModelUsage } from '../model.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { toModelError } from './errors.ts';

export interface OpenAiOptions {
  /** With the version, as `http://host:8000/v1`. */
  readonly url: string;
  readonly model: string;
  /** Bearer token; a meaningless one is sent where it is left out. */
  readonly apiKey?: string | undefined;
  /** Longest wait for the first sign of an answer: covers queueing and reading the prompt. */
  readonly firstTokenTimeoutMs?: number;
  /** Longest silence in the middle of an answer. */
  readonly tokenTimeoutMs?: number;
  /** `primary` where left out. */
  readonly pool?: string;
}

/** Enough for a queue and a long prompt. */
export const FIRST_TOKEN_MS = 20_000;
const NEXT_TOKEN_MS = 10_000;

/** Host and port, and what else tells one server from another. */
export function nameServer(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname.replace(/\/(v1\/?)?$/, '');
}

/**
 * Loads the client, which the first request does otherwise: it takes 0.3 s, which the start of the
 * program need not wait for, unless its first request has less time than that.
 */
export const loadOpenAiClient = () =>
  Promise.all([import('@langchain/openai'), import('./stream-fetch.ts')]).then(([client, own]) => ({
    ...client,
    ...own,
  }));

async function connect(options: OpenAiOptions) {
  const { ChatOpenAICompletions, streamFetch } = await loadOpenAiClient();
  return new ChatOpenAICompletions({
    model: options.model,
    // Without one the client would look for a key in the environment.
    apiKey: options.apiKey ?? 'none',
    maxRetries: 0,
    streamUsage: true,
    // Its log would hold pieces of answers.
    configuration: { baseURL: options.url, logLevel: 'off', fetch: streamFetch },
  });
}

type Client = Awaited<ReturnType<typeof connect>>;
type Chunk = OpenAIClient.Chat.Completions.ChatCompletionChunk;

const toUsage = (usage: Chunk['usage']): ModelUsage | undefined =>
  usage ? { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } : undefined;

/** As OpenAI has it; vLLM takes the same, and constrains what is written by it. */
const toResponseFormat = (schema: JsonObject | undefined) =>
  schema && {
    response_format: {
      type: 'json_schema' as const,
      json_schema: { name: 'answer', strict: true, schema },
    },
  };

/** Aborts the request when what is expected does not come; time that the reader takes does not count. */
function createPatience(request: Deadline) {
  let timer: NodeJS.Timeout | undefined;
  let isReading = true;
  return {
    expect(what: string, timeoutMs: number) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (isReading) request.abort(new AssistantError('model-failed', `no ${what} within ${timeoutMs} ms`));
        else timer?.refresh();
      }, timeoutMs);
    },
    rest() {
      isReading = false;
    },
    resume() {
      isReading = true;
      timer?.refresh();
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Where an answer ends: `length` at its limit. vLLM says `abort` where it gave up itself. */
const END_REASONS: ReadonlySet<unknown> = new Set(['stop', 'length', 'content_filter']);

interface Connection {
  readonly options: OpenAiOptions;
  /** Made by the first request. */
  client(): Promise<Client>;
}

type Ending = Pick<ModelReport, 'truncated' | 'usage'>;

/**
 * Not by the client's `stream`: that adds each chunk to the sum of all before it, and looks at the environment for
 * each, which cost more than everything else together.
 */
async function ask(
  client: Client,
  { answerSchema, maxTokens, temperature = 0, ...asked }: ModelRequest,
  signal: AbortSignal,
) {
  const parameters = client.invocationParams(toResponseFormat(answerSchema), { streaming: true });
  const limit = maxTokens === undefined ? {} : { max_tokens: maxTokens };
  const messages = asked.messages.map(({ role, content }) => ({ role, content }));
  const body = { ...parameters, ...limit, temperature, messages, stream: true } as const;
  return client.completionWithRetry(body, { signal });
}

async function* read(
  chunks: AsyncIterable<Chunk>,
  patience: ReturnType<typeof createPatience>,
  onFirst: () => void,
): AsyncGenerator<string, Ending> {
  let usage: ModelUsage | undefined;
  let end: unknown;
  let isFirst = true;
  // No `for await`: that would ask the client to return, and wait for what is under way until it does.
  const iterator = chunks[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const chunk = next.value;
    const [choice] = chunk.choices ?? [];
    usage = toUsage(chunk.usage) ?? usage;
    end = choice?.finish_reason ?? end;
    const content = choice?.delta?.content;
    // Chunks without words are no sign of life.
    if (typeof content !== 'string' || content === '') continue;
    if (isFirst) onFirst();
    isFirst = false;
    patience.rest();
    yield content;
    patience.resume();
  }
  // A proxy that gives up closes the stream as if it were at its end.
  if (!END_REASONS.has(end)) throw new AssistantError('model-failed', 'the answer broke off');
  return { usage, truncated: end === 'length' };
}

async function* stream(
  { options, client }: Connection,
  asked: OpenAiRequest,
  request: Deadline,
): AsyncGenerator<string, ModelReport> {
  const { tokenTimeoutMs = NEXT_TOKEN_MS } = options;
  const firstTokenTimeoutMs = asked.firstTokenTimeoutMs ?? options.firstTokenTimeoutMs ?? FIRST_TOKEN_MS;
  const startedAt = performance.now();
  using patience = createPatience(request);
  patience.expect('answer', firstTokenTimeoutMs);
  let firstTokenMs: number | undefined;
  const chunks = await ask(await client(), asked, request.signal);
  const ending = yield* read(chunks, patience, () => {
    firstTokenMs = performance.now() - startedAt;
    patience.expect('further token', tokenTimeoutMs);
  });
  return {
    model: options.model,
    pool: options.pool ?? 'primary',
    server: nameServer(options.url),
    attempts: 1,
    firstTokenMs: firstTokenMs ?? performance.now() - startedAt,
    ...ending,
  };
}

export interface OpenAiRequest extends ModelRequest {
  /** In place of the option. */
  readonly firstTokenTimeoutMs?: number;
}

export interface OpenAiModel extends Model {
  stream(request: OpenAiRequest): AsyncGenerator<string, ModelReport>;
}

export function createOpenAiModel(options: OpenAiOptions): OpenAiModel {
  let connected: Promise<Client> | undefined;
  const connection = {
    options,
    client() {
      connected ??= connect(options);
      return connected;
    },
  };
  return {
    name: options.model,
    async *stream(asked) {
      asked.signal.throwIfAborted();
      using request = createDeadline(asked.signal, asked.budgetMs);
      try {
        return yield* stream(connection, asked, request);
      } catch (error) {
        asked.signal.throwIfAborted();
        throw toModelError(request.signal.aborted ? request.signal.reason : error);
      } finally {
        // Whoever stops listening stops the server from writing.
        request.abort();
      }
    },
  };
}
