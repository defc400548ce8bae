/** What the client's errors mean for whoever asked. */
import { readRetryAfter } from '../circuit.ts';
import { AssistantError, describeError } from '../errors.ts';

/** Statuses below 500 that say nothing against the request: timeout, conflict, too early, overloaded. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 429]);
/** Whoever asks for longer is not asked for so long. */
const LONGEST_WAIT_MS = 10 * 60_000;
const LONGEST_SENTENCE = 300;

function retryAfterMs(error: object): number | undefined {
  const headers = 'headers' in error ? error.headers : undefined;
  const waitMs = headers instanceof Headers ? readRetryAfter(headers.get('retry-after')) : undefined;
  return waitMs === undefined ? undefined : Math.min(waitMs, LONGEST_WAIT_MS);
}

/**
 * One line. The client appends an address of its maker's to what the server said, and vLLM what it was
 * asked, where it finds fault with that: a citizen's words are not for the log.
 */
const writeSentence = (error: unknown): string =>
  describeError(error)
    .split(/\n|['"]?\binput['"]?\s*[:=]/, 1)[0]
    ?.slice(0, LONGEST_SENTENCE) ?? '';

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;

/** The client wraps what the fetch threw. */
function findOwn(error: unknown): AssistantError | undefined {
  if (error instanceof AssistantError) return error;
  return error instanceof Error ? findOwn(error.cause) : undefined;
}

export function toModelError(error: unknown): AssistantError {
  const own = findOwn(error);
  if (own) return own;
  const status = statusOf(error);
  const refused = status !== undefined && status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
  const wait = error instanceof Error ? retryAfterMs(error) : undefined;
  return new AssistantError(refused ? 'model-refused' : 'model-failed', writeSentence(error), {
    cause: error,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}
