/**
 * DataJud: CNJ's public API of court cases, one index per court. One request, and at most one more
 * where the first met a passing fault. Errors never carry words of an answer: it may be of a sealed case.
 *
 * Source: CNJ, DataJud-Wiki, "Ex. 1 - Pesquisar pelo número de processo".
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Circuit, createCircuit, readRetryAfter } from '#assistant';
import { type ReadCases, readCases } from './cases.ts';

/**
 * Why nothing came back. `refused`: the key. `no-index`: the court has none of that name. `paused`: it
 * failed or asked to be left alone, and was not asked. `garbled`: no search result, or above 5 MB.
 */
export type DatajudFailure = 'refused' | 'no-index' | 'busy' | 'down' | 'slow' | 'garbled' | 'paused';

export type DatajudAnswer =
  | Extract<ReadCases, { type: 'cases' | 'sealed' }>
  | { readonly type: 'failed'; readonly failure: DatajudFailure };

export interface DatajudOptions {
  readonly key: string;
  /** Of one request, until its whole answer is there. */
  readonly timeoutMs: number;
}

/** Asks the server: `path` is below its address. */
export type Ask = (path: string, init: RequestInit) => Promise<Response>;

export interface Datajud {
  /** @param signal aborts with the task; then it rejects with the signal's reason */
  find(ask: Ask, index: string, caseNumber: string, signal: AbortSignal): Promise<DatajudAnswer>;
}

/** The largest case seen has some thousand movements: about 1 MB. */
const LARGEST_BYTES = 5 * 1024 * 1024;
const CIRCUIT = { failures: 3, pauseMs: 30_000, now: () => Date.now() };
/** A second try waits so long, and up to as long again. */
const RETRY_AFTER_MS = 300;
/** What a server may ask for and still be asked once more within the same task. */
const SHORT_WAIT_MS = 3_000;
/** For a 429 that does not say how long. */
const BUSY_MS = 60_000;

interface Attempt {
  readonly answer: DatajudAnswer;
  /** The server's `Retry-After`. */
  readonly waitMs?: number;
}

const failed = (failure: DatajudFailure, waitMs?: number): Attempt => ({
  answer: { type: 'failed', failure },
  ...(waitMs === undefined ? {} : { waitMs }),
});

async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // The parser's message quotes the text.
    return undefined;
  }
}

async function readAttempt(response: Response, caseNumber: string): Promise<Attempt> {
  const { status, headers } = response;
  const waitMs = readRetryAfter(headers.get('retry-after'));
  if (!response.ok) await response.body?.cancel();
  if (status === 401 || status === 403) return failed('refused');
  if (status === 404) return failed('no-index');
  if (status === 429) return failed('busy', waitMs ?? BUSY_MS);
  if (status >= 500) return failed('down', waitMs);
  const read = response.ok ? readCases(parseJson(await readText(response)), caseNumber) : undefined;
  if (read === undefined) return failed('garbled');
  return read.type === 'incomplete' ? failed('slow') : { answer: read };
}

async function askOnce(
  ask: Ask,
  index: string,
  caseNumber: string,
  { key, timeoutMs }: DatajudOptions,
): Promise<Attempt> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await ask(`/api_publica_${index}/_search`, {
      method: 'POST',
      headers: { authorization: `APIKey ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: { match: { numeroProcesso: caseNumber } } }),
      signal: timeout,
    });
    return await readAttempt(response, caseNumber);
  } catch {
    return failed(timeout.aborted ? 'slow' : 'down');
  }
}

const PASSING: ReadonlySet<DatajudFailure> = new Set(['down', 'slow']);

/** Undefined where it is not worth another request. */
function retryAfter({ answer, waitMs = 0 }: Attempt): number | undefined {
  if (answer.type !== 'failed' || !PASSING.has(answer.failure) || waitMs > SHORT_WAIT_MS) return undefined;
  return Math.max(waitMs, RETRY_AFTER_MS * (1 + Math.random()));
}

function record({ answer, waitMs }: Attempt, own: Circuit, whole: Circuit): void {
  const failure = answer.type === 'failed' ? answer.failure : undefined;
  if (failure === 'busy' || failure === 'refused') whole.fail(waitMs);
  else if (failure !== undefined && failure !== 'no-index') own.fail(waitMs);
  else {
    own.succeed();
    whole.succeed();
  }
}

export function createDatajud(options: DatajudOptions): Datajud {
  // A court's index may hang while the others answer; the key and its rate are of all of them.
  const whole = createCircuit(CIRCUIT);
  const circuits = new Map<string, Circuit>();
  return {
    async find(ask, index, caseNumber, signal) {
      const own = circuits.get(index) ?? createCircuit(CIRCUIT);
      circuits.set(index, own);
      if (!whole.enter() || !own.enter()) return { type: 'failed', failure: 'paused' };
      let attempt = await askOnce(ask, index, caseNumber, options);
      signal.throwIfAborted();
      const waitMs = retryAfter(attempt);
      if (waitMs !== undefined) {
        await pause(waitMs, undefined, { signal });
        attempt = await askOnce(ask, index, caseNumber, options);
        signal.throwIfAborted();
      }
      record(attempt, own, whole);
      return attempt.answer;
    },
  };
}
