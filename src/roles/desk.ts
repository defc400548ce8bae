/**
 * Desk: what the gateway opens for the people who answer, and what the dialogue role does for the queue.
 * Each part of the desk adds its line here.
 */
import type { FastifyInstance } from 'fastify';
import { mountDeskPage } from '../http/desk/page.ts';
import { createQueueRoutes } from '../http/desk/queues.ts';
import { type Authenticate, type DeskRoute, mountDeskRoutes } from '../http/desk/route.ts';
import { startAlerting } from '../pipeline/alerting.ts';
import { startAssigning } from '../pipeline/assigning.ts';
import { startForgetting } from '../pipeline/desk-forgetting.ts';
import { countWaiting } from '../store/waiting.ts';
import type { Core } from './core.ts';
import { openDeskAccounts } from './desk-accounts.ts';
import { createDeskCopilotRoutes } from './desk-copilot.ts';
import { startDeskLive } from './desk-live.ts';
import { createDeskSupervisionRoutes } from './desk-supervision.ts';
import { openDeskTickets } from './desk-tickets.ts';
import { createDeskWebhookRoutes, startDeskWebhooks } from './desk-webhooks.ts';
import { loadQueues } from './queues.ts';

/**
 * Mounts the desk's pages, its API and its socket on `http`, which listens afterwards. Returns how it tells who a
 * request comes from.
 * @param publicUrl where browsers reach it; known once it listens
 */
export async function startDesk(
  core: Core,
  http: FastifyInstance,
  publicUrl: () => string,
  stack: AsyncDisposableStack,
): Promise<Authenticate> {
  mountDeskPage(http, core.log);
  const queues = await loadQueues();
  const accounts = await openDeskAccounts(core, http, { publicUrl, queues }, stack);
  const tickets = await openDeskTickets(core, queues);
  const routes: DeskRoute[] = [
    ...accounts.routes,
    ...createQueueRoutes(queues, () => countWaiting(core.database)),
    ...tickets.routes,
    ...createDeskWebhookRoutes(core),
    ...(await createDeskSupervisionRoutes(core, queues)),
    ...createDeskCopilotRoutes(core),
  ];
  mountDeskRoutes(http, routes, accounts.authenticate);
  tickets.mountFiles(http, accounts.authenticate);
  const { lookAtHeaders: authenticate } = accounts;
  stack.use(await startDeskLive(core, http, { queues, publicUrl, authenticate }));
  return accounts.authenticate;
}

function watchWaiting({ metrics, database }: Core): void {
  metrics.watch('guiche_tickets_waiting', 'Conversations that wait for a person.', 'queue', async () => {
    const waiting = await countWaiting(database);
    return new Map([...waiting].map(([queue, found]) => [queue, found.waiting]));
  });
}

/** Gives what waits to people, tells citizens where they stand, looks after terms. */
export async function startDeskWork(core: Core, stack: AsyncDisposableStack): Promise<void> {
  stack.use(startDeskWebhooks(core));
  stack.use(startForgetting(core));
  const queues = await loadQueues();
  stack.use(await startAssigning({ ...core, queues }));
  watchWaiting(core);
  stack.use(startAlerting({ ...core, queues }));
}
