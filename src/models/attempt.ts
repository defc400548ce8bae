/** Attempt: one request to one server of a pool, and what its end means for that server. */
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ModelAttempt, ModelReport } from '../model.ts';
import { statusOf } from './errors.ts';
import type { OpenAiRequest } from './openai.ts';
import type { ModelServer } from './server.ts';

export interface AttemptOptions {
  readonly log: Log;
  readonly now: () => number;
  onAttempt?(attempt: ModelAttempt): void;
  /** Has a server that failed looked at, where nobody looks at it anyway. */
  look(server: ModelServer): void;
}

/** One request, and what has come of it so far. */
export interface Attempt {
  readonly server: ModelServer;
  /** Its signal aborts at the answer's deadline too. */
  readonly request: OpenAiRequest;
  /** Pieces that were handed on. */
  pieces: number;
  firstAt: number | undefined;
}

/** What a server says of itself, and not of the request: a wrong key, a model that it does not serve. */
const MISPLACED: ReadonlySet<number | undefined> = new Set([401, 403, 404]);

/** Whether another server may do better. */
export const isPassing = (error: unknown): boolean =>
  error instanceof AssistantError && (error.code === 'model-failed' || MISPLACED.has(statusOf(error.cause)));

function settle({ server, request }: Attempt, { log, look }: AttemptOptions, error: AssistantError): void {
  // The answer's time is up, or nobody wants it any more: no fault of the server.
  if (request.signal.aborted) return;
  if (!isPassing(error)) {
    server.circuit.succeed();
    return;
  }
  server.circuit.fail(error.retryAfterMs);
  look(server);
  const about = { pool: server.options.pool, server: server.name, error: describeError(error) };
  log.warn(about, 'a model server failed');
}

function outcomeOf({ request }: Attempt, error: unknown): ModelAttempt['outcome'] {
  if (!(error instanceof AssistantError)) return 'abandoned';
  if (error.code === 'model-refused') return 'refused';
  return error.code === 'model-failed' || !request.signal.aborted ? 'failed' : 'abandoned';
}

async function* watchPieces(
  pieces: AsyncGenerator<string, ModelReport>,
  onPiece: () => void,
): AsyncGenerator<string, ModelReport> {
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done) return next.value;
      onPiece();
      yield next.value;
    }
  } finally {
    await pieces.return(undefined as never);
  }
}

/** @throws what the server's model throws */
export async function* tryServer(
  attempt: Attempt,
  options: AttemptOptions,
): AsyncGenerator<string, ModelReport> {
  const { server, request } = attempt;
  const { now, onAttempt } = options;
  const startedAt = now();
  const running = server.begin();
  let report: ModelReport | undefined;
  let outcome: ModelAttempt['outcome'] = 'abandoned';
  try {
    report = yield* watchPieces(server.model.stream(request), () => {
      attempt.pieces++;
      if (attempt.firstAt !== undefined) return;
      attempt.firstAt = now();
      running.first();
    });
    server.circuit.succeed();
    outcome = 'answered';
    return report;
  } catch (error) {
    outcome = outcomeOf(attempt, error);
    if (error instanceof AssistantError) settle(attempt, options, error);
    throw error;
  } finally {
    running.end();
    const { firstAt } = attempt;
    onAttempt?.({
      pool: server.options.pool,
      server: server.name,
      outcome,
      firstTokenMs: firstAt && firstAt - startedAt,
      tookMs: now() - startedAt,
      usage: report?.usage,
    });
  }
}
