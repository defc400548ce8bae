/**
 * Any server that speaks the OpenAI chat protocol, vLLM first, through LangChain's client. Its own
 * retries are off: their back-off does not heed the signal, and whoever asked knows better.
 */
import type { UsageMetadata } from '@langchain/core/messages';
import { AssistantError, describeError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Model, ModelRequest, ModelUsage } from '../model.ts';

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
}

/** Statuses below 500 that say nothing against the request: timeout, conflict, too early, overloaded. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 429]);

function retryAfterMs(error: object): number | undefined {
  const headers = 'headers' in error ? error.headers : undefined;
  const seconds = headers instanceof Headers ? Number(headers.get('retry-after') ?? Number.NaN) : Number.NaN;
  return seconds >= 0 ? seconds * 1000 : undefined;
}

/** The client appends an address of its maker's to what the server said. */
const firstLine = (error: unknown): string => describeError(error).split('\n', 1)[0] ?? '';

function toAssistantError(error: unknown): AssistantError {
  if (error instanceof AssistantError) return error;
  const status =
    error instanceof Error && 'status' in error && typeof error.status === 'number'
      ? error.status
      : undefined;
  const refused = status !== undefined && status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  const wait = error instanceof Error ? retryAfterMs(error) : undefined;
  return new AssistantError(refused ? 'model-refused' : 'model-failed', firstLine(error), {
    cause: error,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/**
 * Loads the client, which the first request does otherwise: it takes 0.3 s, which the start of the
 * program need not wait for, unless its first request has less time than that.
 */
export const loadOpenAiClient = () => import('@langchain/openai');

async function connect(options: OpenAiOptions, maxTokens: number | undefined) {
  const { ChatOpenAICompletions } = await loadOpenAiClient();
  return new ChatOpenAICompletions({
    model: options.model,
    // Without one the client would look for a key in the environment.
    apiKey: options.apiKey ?? 'none',
    temperature: 0,
    maxRetries: 0,
    streamUsage: true,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    // Its log would hold pieces of answers.
    configuration: { baseURL: options.url, logLevel: 'off' },
  });
}

/** Rejects, and aborts the request, when `promise` takes longer than `timeoutMs`. */
async function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  request: AbortController,
  what: string,
): Promise<T> {
  const late = new AssistantError('model-failed', `${what} within ${timeoutMs} ms`);
  const timer = setTimeout(() => request.abort(late), timeoutMs);
  try {
    return await promise;
  } catch (error) {
    throw request.signal.reason === late ? late : error;
  } finally {
    clearTimeout(timer);
  }
}

const toUsage = (usage: UsageMetadata | undefined): ModelUsage | undefined =>
  usage && { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens };

/** As OpenAI has it; vLLM takes the same, and constrains what is written by it. */
const toResponseFormat = (schema: JsonObject | undefined) =>
  schema && {
    response_format: {
      type: 'json_schema' as const,
      json_schema: { name: 'answer', strict: true, schema },
    },
  };

async function* stream(
  options: OpenAiOptions,
  { messages, maxTokens, answerSchema }: ModelRequest,
  request: AbortController,
): AsyncGenerator<string, ModelUsage | undefined> {
  const { firstTokenTimeoutMs = 20_000, tokenTimeoutMs = 10_000 } = options;
  const client = await connect(options, maxTokens);
  const wait = <T>(promise: Promise<T>, timeoutMs: number) =>
    within(promise, timeoutMs, request, timeoutMs === firstTokenTimeoutMs ? 'no answer' : 'no further token');

  const prompt = messages.map(({ role, content }): [string, string] => [role, content]);
  const chunks = await wait(
    client.stream(prompt, { signal: request.signal, ...toResponseFormat(answerSchema) }),
    firstTokenTimeoutMs,
  );
  const iterator = chunks[Symbol.asyncIterator]();
  let usage: ModelUsage | undefined;
  let finished = false;
  for (let timeoutMs = firstTokenTimeoutMs; ; timeoutMs = tokenTimeoutMs) {
    const next = await wait(iterator.next(), timeoutMs);
    if (next.done) break;
    const chunk = next.value;
    usage = toUsage(chunk.usage_metadata) ?? usage;
    finished ||= typeof chunk.response_metadata['finish_reason'] === 'string';
    if (typeof chunk.content === 'string' && chunk.content !== '') yield chunk.content;
  }
  // A proxy that gives up closes the stream as if it were at its end.
  if (!finished) throw new AssistantError('model-failed', 'the answer broke off');
  return usage;
}

/** Answers are as repeatable as the server makes them: temperature 0. */
export function createOpenAiModel(options: OpenAiOptions): Model {
  return {
    name: options.model,
    async *stream(asked) {
      asked.signal.throwIfAborted();
      const request = new AbortController();
      const abort = () => request.abort(asked.signal.reason);
      asked.signal.addEventListener('abort', abort, { once: true });
      try {
        return yield* stream(options, asked, request);
      } catch (error) {
        asked.signal.throwIfAborted();
        throw toAssistantError(error);
      } finally {
        asked.signal.removeEventListener('abort', abort);
        // Whoever stops listening stops the server from writing.
        request.abort();
      }
    },
  };
}
