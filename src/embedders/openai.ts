/**
 * Any server that speaks the OpenAI embeddings protocol (vLLM, text-embeddings-inference, Ollama), through
 * LangChain's client, which is loaded at the first request. Its own retries are off.
 */
import type { Embedder } from '../embedder.ts';
import { AssistantError, describeError } from '../errors.ts';

export interface OpenAiEmbedderOptions {
  /** With the version, as `http://host:8000/v1`. */
  readonly url: string;
  readonly model: string;
  /** Bearer token; a meaningless one is sent where it is left out. */
  readonly apiKey?: string | undefined;
}

/** Statuses below 500 that say nothing against the request: timeout, conflict, too early, overloaded. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 429]);

function toAssistantError(error: unknown): AssistantError {
  if (error instanceof AssistantError) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : Number.NaN;
  const refused = status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  const message = describeError(error).split('\n', 1)[0] ?? '';
  return new AssistantError(refused ? 'model-refused' : 'model-failed', message, { cause: error });
}

/** What the client does not check: a vector for each text, numbers only, and of one length. */
function check(vectors: readonly (readonly number[])[], texts: number): void {
  const length = vectors[0]?.length ?? 0;
  const isRight = (vector: readonly number[]) => vector.length === length && vector.every(Number.isFinite);
  if (vectors.length !== texts || length === 0 || !vectors.every(isRight))
    throw new AssistantError('model-failed', 'the server did not answer with a vector for each text');
}

async function connect({ url, model, apiKey }: OpenAiEmbedderOptions, signal: AbortSignal) {
  const { OpenAIEmbeddings } = await import('@langchain/openai');
  return new OpenAIEmbeddings({
    model,
    // Without one the client would look for a key in the environment.
    apiKey: apiKey ?? 'none',
    maxRetries: 0,
    // Not every server writes base64.
    encodingFormat: 'float',
    stripNewLines: false,
    configuration: {
      baseURL: url,
      logLevel: 'off',
      // The client's methods take no signal.
      fetch: (address: string | URL | Request, init?: RequestInit) =>
        fetch(address, {
          ...init,
          signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]),
        }),
    },
  });
}

export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  return {
    name: options.model,
    async embed(texts, signal) {
      if (texts.length === 0) return [];
      signal.throwIfAborted();
      try {
        const vectors = await (await connect(options, signal)).embedDocuments([...texts]);
        check(vectors, texts.length);
        return vectors;
      } catch (error) {
        signal.throwIfAborted();
        throw toAssistantError(error);
      }
    },
  };
}
