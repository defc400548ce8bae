/**
 * Looks at a server from time to time, beside the requests: whether it is healthy, and what it says of its
 * load (vLLM's `/health` and `/metrics`). A server that has neither, being another program, counts as healthy.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createLoadReader } from './read-load.ts';
import type { ModelServer } from './server.ts';

/** As LiteLLM's cooldown and Envoy's interval have it: seconds. */
const EVERY_MS = 5_000;
const TIMEOUT_MS = 2_000;
/** So many in a row: one may be lost by chance. */
const FAILURES = 2;

export interface WatchOptions {
  readonly log: Log;
  readonly everyMs?: number;
  /** Ends as soon as the server may be asked again: where there is no other, nothing is to be chosen. */
  readonly untilAvailable?: boolean;
}

const GET = (url: string, signal: AbortSignal) =>
  fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]), redirect: 'error' });

/** @throws Error where the server is not well */
async function checkHealth(base: string, signal: AbortSignal): Promise<void> {
  const response = await GET(`${base}/health`, signal);
  response.body?.cancel().catch(() => undefined);
  if (response.status >= 500) throw new Error(`/health says ${response.status}`);
}

function createLook(server: ModelServer, log: Log) {
  const base = server.options.url.replace(/\/(v1\/?)?$/, '');
  const about = { pool: server.options.pool, server: server.name };
  const readLoad = createLoadReader(base, GET);
  let failures = 0;
  return async (signal: AbortSignal) => {
    try {
      await checkHealth(base, signal);
      if (failures >= FAILURES) log.info(about, 'the model server is healthy again');
      failures = 0;
      server.healthy(true);
      const load = await readLoad(signal);
      if (load) server.heard(load);
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      if (failures === FAILURES)
        log.warn({ ...about, error: describeError(error) }, 'the model server is not healthy');
      if (failures >= FAILURES) server.healthy(false);
    }
  };
}

/** Goes on until the signal aborts. Never rejects. Holds no process open. */
export async function watchServer(server: ModelServer, signal: AbortSignal, options: WatchOptions) {
  const { log, everyMs = EVERY_MS, untilAvailable = false } = options;
  const look = createLook(server, log);
  while (!signal.aborted) {
    await look(signal);
    if (untilAvailable && server.restMs() === 0) return;
    // Not all processes at the same moment.
    await pause(everyMs * (0.9 + 0.2 * Math.random()), undefined, { signal, ref: false }).catch(
      () => undefined,
    );
  }
}
