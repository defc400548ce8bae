/**
 * Which server is asked next. Pools are asked in their order (LiteLLM's `order`): the cheap INT4 model first.
 * Within a pool the least cost wins: expected time to the first token times requests in flight, as Finagle's
 * peak EWMA has it; vLLM's production stack and LiteLLM's `latency-based-routing` look at the same figures.
 * A pool where one waits long is passed over for one where one waits less than half as long.
 *
 * Who rests is never asked, even if all rest (Envoy asks anybody then): an answer in the documents' own words
 * is there at once, which is better than a wait for a server that fails.
 */
import type { ModelServer } from './server.ts';

/** As long as a citizen waits without wondering; a choice, not a measurement. */
export const LONG_WAIT_MS = 2_000;

/** In the order in which they are asked. */
export type Pools = readonly (readonly ModelServer[])[];

function leastCost(servers: readonly ModelServer[]): ModelServer | undefined {
  let best: ModelServer | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  // Where all are alike, anybody: in each process another.
  const from = Math.floor(Math.random() * servers.length);
  for (const [at] of servers.entries()) {
    const server = servers[(at + from) % servers.length] as ModelServer;
    const cost = server.cost();
    if (cost >= bestCost) continue;
    best = server;
    bestCost = cost;
  }
  return best;
}

/** @param tried for this answer, and not asked again */
export function chooseServer(pools: Pools, tried: ReadonlySet<ModelServer>): ModelServer | undefined {
  let chosen: ModelServer | undefined;
  for (const pool of pools) {
    const best = leastCost(pool.filter((server) => server.restMs() === 0 && !tried.has(server)));
    if (!best) continue;
    if (!chosen) chosen = best;
    else if (best.expectMs() < chosen.expectMs() / 2) chosen = best;
    if (chosen.expectMs() <= LONG_WAIT_MS) return chosen;
  }
  return chosen;
}
