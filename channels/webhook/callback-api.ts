/** Callbacks: what the assistant says, posted to the system at `WEBHOOK_URL`. */
import { type Dispatcher, Pool } from 'undici';
import { AssistantError, type SendResult } from '#assistant';
import { type BodySigner, SIGNATURE_HEADER } from './signature.ts';
import { type Callback, quote, readExternalId, readRetryAfterMs } from './translate.ts';

export interface CallbackApi extends AsyncDisposable {
  /**
   * @param signal closes the request
   * @throws AssistantError `delivery-refused` or `delivery-failed`
   */
  post(callback: Callback, signal: AbortSignal): Promise<SendResult>;
}

const CONNECTIONS = 128;
const CONNECT_TIMEOUT_MS = 5_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longest silence within an answer. */
const BODY_TIMEOUT_MS = 5_000;
/** An answer is read so far, and no further. */
const ANSWER_LIMIT_BYTES = 4_096;
const QUOTE_LIMIT = 200;

/** Statuses below 500 that say nothing against the message: timeout, too early, overloaded. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

type Answer = Dispatcher.ResponseData;

/** The beginning of an answer's text; less where it breaks off, for its status has said what counts. */
async function readText(body: Answer['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes >= ANSWER_LIMIT_BYTES) break;
    }
  } catch {
    // The connection ended, or nobody waits any more.
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(sizeBytes, ANSWER_LIMIT_BYTES));
}

async function readAnswer({ statusCode, headers, body }: Answer): Promise<SendResult> {
  const text = await readText(body);
  if (statusCode >= 200 && statusCode < 300) {
    const externalId = readExternalId(text);
    return externalId === undefined ? { status: 'sent' } : { status: 'sent', externalId };
  }
  const detail = `${statusCode} ${quote(text, QUOTE_LIMIT)}`.trim();
  if (statusCode < 500 && !PASSING_STATUSES.has(statusCode)) {
    throw new AssistantError('delivery-refused', detail);
  }
  const retryAfterMs = readRetryAfterMs([headers['retry-after']].flat()[0], Date.now());
  throw new AssistantError('delivery-failed', detail, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** @param url takes the callbacks; redirects from there are not followed */
export function openCallbackApi(url: string, signer: BodySigner): CallbackApi {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    // One request on a connection at a time: a slow answer holds up nobody else's message.
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });
  return {
    async post(callback, signal) {
      const body = JSON.stringify(callback);
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': callback.id,
        [SIGNATURE_HEADER]: signer.sign(body),
      };
      let answer: Answer;
      try {
        answer = await pool.request({ method: 'POST', path, headers, body, signal });
      } catch (error) {
        // A name with several addresses fails with one error for each, and says nothing itself.
        const cause = error instanceof AggregateError ? error.errors[0] : error;
        throw new AssistantError('delivery-failed', 'WEBHOOK_URL gave no answer', { cause });
      }
      return readAnswer(answer);
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}
