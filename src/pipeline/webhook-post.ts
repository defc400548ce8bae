/** Webhook posts: one request to another system, within limits, and only where it may go. */
import { Agent, type Dispatcher } from 'undici';
import { describeError } from '../errors.ts';
import { checkHost, createLookup, type HouseRules } from '../house-network.ts';

/** Standard Webhooks recommends 15 to 30 s at most; who takes a webhook answers first and works afterwards. */
const TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** To one receiver from one process; a stuck connection leaves others. */
const CONNECTIONS = 8;
/** An answer is read so far, and no further. */
const ANSWER_LIMIT_BYTES = 2_048;
const QUOTE_LIMIT = 200;
const LONGEST_WAIT_MS = 24 * 3_600_000;

export interface PostOutcome {
  /** Null: there was no answer. */
  readonly statusCode: number | null;
  /** Its first words, or why there was none. */
  readonly answer: string;
  /** What the receiver asks to wait, a day at most. */
  readonly retryAfterMs: number | undefined;
  readonly tookMs: number;
}

export interface WebhookPost extends AsyncDisposable {
  /** Never rejects. @param signal ends it early */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<PostOutcome>;
}

/** @param header seconds, or an HTTP date */
function readRetryAfterMs(header: string | string[] | undefined): number | undefined {
  const text = [header].flat()[0];
  if (text === undefined) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}

/** The beginning of an answer, in one line; less where it breaks off: its status has said what counts. */
async function readAnswer(body: Dispatcher.ResponseData['body']): Promise<string> {
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
  const text = Buffer.concat(chunks).toString('utf8', 0, Math.min(sizeBytes, ANSWER_LIMIT_BYTES));
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, QUOTE_LIMIT);
}

/** A name with several addresses fails with one error for each, and says nothing itself. */
const describe = (error: unknown): string =>
  describeError(error instanceof AggregateError ? error.errors[0] : error).slice(0, QUOTE_LIMIT);

/** Redirects are answers like any other: they are not followed. */
export function openWebhookPost(house: HouseRules): WebhookPost {
  const dispatcher = new Agent({
    connect: { lookup: createLookup(house), timeout: CONNECT_TIMEOUT_MS },
    connections: CONNECTIONS,
    pipelining: 1,
  });
  async function request(
    address: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    stop: AbortSignal,
  ): Promise<Omit<PostOutcome, 'tookMs'>> {
    const deadline = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const url = new URL(address);
      checkHost(url, house);
      const signal = AbortSignal.any([deadline, stop]);
      const answer = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Guiche-Webhooks', ...headers },
        body,
        signal,
      });
      return {
        statusCode: answer.statusCode,
        answer: await readAnswer(answer.body),
        retryAfterMs: readRetryAfterMs(answer.headers['retry-after']),
      };
    } catch (error) {
      const reason = deadline.aborted ? `no answer within ${TIMEOUT_MS / 1_000} s` : describe(error);
      return { statusCode: null, answer: reason, retryAfterMs: undefined };
    }
  }
  return {
    async post(url, headers, body, signal) {
      const startedAt = performance.now();
      const outcome = await request(url, headers, body, signal);
      return { ...outcome, tookMs: Math.round(performance.now() - startedAt) };
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
