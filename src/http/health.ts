/** What operators and orchestrators ask: alive, ready, and figures. */
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { describeError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { checkBearer } from './bearer.ts';

/** Rejects while the part is not ready. */
export type Probe = () => Promise<unknown>;

const PROBE_TIMEOUT_MS = 2_000;

const readySchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  parts: z.record(z.string(), z.string().describe('ok, or what is wrong')),
});

async function probe(check: Probe): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${PROBE_TIMEOUT_MS} ms`)), PROBE_TIMEOUT_MS);
  try {
    await Promise.race([check(), promise]);
    return 'ok';
  } catch (error) {
    return describeError(error);
  } finally {
    clearTimeout(timer);
  }
}

export interface HealthOptions {
  readonly probes: Readonly<Record<string, Probe>>;
  readonly metrics: Metrics;
  readonly metricsToken: string | undefined;
}

export function mountHealth(app: FastifyInstance, { probes, metrics, metricsToken }: HealthOptions): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/health/live',
    {
      schema: {
        summary: 'The process runs',
        tags: ['health'],
        response: { 200: z.object({ status: z.literal('alive') }) },
      },
    },
    async () => ({ status: 'alive' as const }),
  );
  routes.get(
    '/health/ready',
    {
      schema: {
        summary: 'Everything the process needs is up',
        tags: ['health'],
        response: { 200: readySchema, 503: readySchema },
      },
    },
    async (_request, reply) => {
      const names = Object.entries(probes);
      const states = await Promise.all(
        names.map(async ([name, check]) => [name, await probe(check)] as const),
      );
      const ready = states.every(([, state]) => state === 'ok');
      return reply
        .code(ready ? 200 : 503)
        .send({ status: ready ? 'ready' : 'not-ready', parts: Object.fromEntries(states) });
    },
  );
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (metricsToken !== undefined) checkBearer(request.headers.authorization, metricsToken);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
