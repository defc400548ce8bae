/**
 * What vLLM says of its load, in its Prometheus figures: `vllm:num_requests_running`, `…_waiting`, and how long
 * requests stood in its queue. No package was found that reads that format and is kept; four lines of it are wanted.
 */
import type { ServerLoad } from './server.ts';

const LINE =
  /^vllm:(num_requests_running|num_requests_waiting|request_queue_time_seconds_(?:sum|count))(?:\{[^}]*\})? (\S+)/gm;

type Figures = Readonly<Record<string, number>>;

/** Summed over the engines of a server. */
export function readFigures(text: string): Figures {
  const figures: Record<string, number> = {};
  for (const [, name = '', value] of text.matchAll(LINE)) {
    const figure = Number(value);
    if (Number.isFinite(figure)) figures[name] = (figures[name] ?? 0) + figure;
  }
  return figures;
}

/** Of those that left the queue in between. */
function queueMs(before: Figures, now: Figures): number {
  const rise = (name: string) =>
    (now[`request_queue_time_seconds_${name}`] ?? 0) - (before[`request_queue_time_seconds_${name}`] ?? 0);
  const count = rise('count');
  return count > 0 ? Math.max(0, (rise('sum') / count) * 1_000) : 0;
}

const LARGEST_BYTES = 4 * 1_048_576;

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * @param get a GET request
 * @returns reads the load: undefined where the server does not tell it; then it is not asked again
 */
export function createLoadReader(base: string, get: (url: string, signal: AbortSignal) => Promise<Response>) {
  let tells = true;
  let before: Figures = {};
  return async (signal: AbortSignal): Promise<ServerLoad | undefined> => {
    if (!tells) return undefined;
    const response = await get(`${base}/metrics`, signal);
    const figures = response.ok ? readFigures(await readText(response)) : {};
    if (!response.ok) response.body?.cancel().catch(() => undefined);
    const { num_requests_running: running, num_requests_waiting: waiting } = figures;
    tells = response.ok && running !== undefined && waiting !== undefined;
    if (!tells || running === undefined || waiting === undefined) return undefined;
    const load = { running, waiting, queueMs: queueMs(before, figures) };
    before = figures;
    return load;
  };
}
