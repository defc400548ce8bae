/**
 * The fetch that the OpenAI client is given. It looks at an answer before the client reads it: the
 * client would wait for the end of any error page, and buffer any stream without line ends.
 */
import { Agent, type RequestInit, fetch as request } from 'undici';
import { AssistantError } from '../errors.ts';

/** Of a page that explains an error. */
const EXPLANATION_BYTES = 16_384;
const EXPLANATION_MS = 500;
/** A chunk of vLLM's with one token is about 250 bytes: some 8,000 tokens. */
const ANSWER_BYTES = 2 * 1_048_576;

/**
 * Connecting takes a round trip: a machine that is switched off answers nothing at all. What else is
 * waited for has its limits elsewhere.
 */
const dispatcher = new Agent({
  connect: { timeout: 2_000 },
  headersTimeout: 0,
  bodyTimeout: 0,
  maxResponseSize: ANSWER_BYTES,
});

/** As much of it as comes quickly. */
async function readExplanation(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const timer = setTimeout(() => reader.cancel().catch(() => undefined), EXPLANATION_MS);
  let text = '';
  try {
    for (let bytes = 0; bytes < EXPLANATION_BYTES; ) {
      const { value, done } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status says enough.
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => undefined);
  }
  return text;
}

/** Errors, beside those of fetch: AssistantError `model-failed` for an answer that is no stream of events. */
export const streamFetch: typeof fetch = async (input, init) => {
  const response = await request(input as string, { ...init, dispatcher } as RequestInit);
  const { status, ok } = response;
  const body = response.body as ReadableStream<Uint8Array> | null;
  if (!ok) return new Response(await readExplanation(body), { status, headers: [...response.headers] });
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) return response as unknown as Response;
  body?.cancel().catch(() => undefined);
  throw new AssistantError('model-failed', `it answered with ${type || 'nothing'}, not with a stream`);
};
