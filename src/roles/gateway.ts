/** Gateway: HTTP and sockets, the channels, and what goes out through them. */
import type { FastifyInstance } from 'fastify';
import type { Channel } from '../channel.ts';
import { discover } from '../discover.ts';
import { mountDesk } from '../http/desk.ts';
import { localUrl } from '../http/listen.ts';
import { mountOperators } from '../http/operators.ts';
import { watchBacklog } from '../pipeline/backlog.ts';
import { createChannelContext } from '../pipeline/channels.ts';
import { INBOUND, TURNS } from '../pipeline/doorbells.ts';
import { startEgress } from '../pipeline/egress.ts';
import { createIngress } from '../pipeline/ingress.ts';
import { createDeadLetters } from '../pipeline/replay.ts';
import { createTyping } from '../pipeline/typing.ts';
import { openRateLimit } from '../rate-limit.ts';
import { createAddressSigner, keepSecret } from '../sessions.ts';
import { parseVariables, type Settings } from '../settings.ts';
import { countDeadLetters } from '../store/dead-letters.ts';
import { connectRedis } from '../streams/redis-connection.ts';
import type { Core } from './core.ts';

/** Where citizens reach it, without a slash at the end. */
export const addressOf = (http: FastifyInstance, { PUBLIC_URL, HOST }: Settings): string =>
  PUBLIC_URL?.replace(/\/$/, '') ?? localUrl(http, HOST);

async function openChannels(core: Core, http: FastifyInstance, stack: AsyncDisposableStack): Promise<void> {
  const { settings, log, database, stream, doorbells } = core;
  const rateLimit = stack.use(
    openRateLimit({
      perContact: settings.MESSAGES_PER_MINUTE,
      perAddress: settings.MESSAGES_PER_MINUTE_ADDRESS,
      redis: settings.REDIS_URL === undefined ? undefined : await connectRedis(settings.REDIS_URL, log),
    }),
  );
  const backlog = stack.use(watchBacklog({ ...core, limit: settings.BACKLOG_LIMIT }));
  const parts = {
    ...core,
    http,
    rateLimit,
    ingress: createIngress({ database, doorbells, backlog, log }),
    signer: createAddressSigner(settings.SESSION_SECRET ?? keepSecret(settings.DATA_DIR)),
    origins: settings.CORS_ORIGINS,
    trustProxy: settings.TRUST_PROXY,
    publicUrl: () => addressOf(http, settings),
    typing: createTyping(stream, log),
  };
  for (const { name, extension } of await discover<Channel>('channel')) {
    const own = parseVariables(extension.settings, settings.variables);
    const connection = await extension.open(createChannelContext(name, own, parts));
    if (!connection) continue;
    stack.use(connection);
    const onDelivered = () => core.metrics.messageDelivered(name);
    stack.use(startEgress({ ...core, channel: name, connection, onDelivered }));
  }
}

function watchBacklogs({ metrics, stream, database }: Core): void {
  metrics.watch('guiche_stream_entries', 'Entries not yet acknowledged.', 'stream', async () => {
    const names = [INBOUND, TURNS];
    return new Map(await Promise.all(names.map(async (name) => [name, await stream.depth(name)] as const)));
  });
  metrics.watch('guiche_dead_letters', 'Dead letters that nobody has looked at.', 'state', async () => {
    return new Map([['open', await countDeadLetters(database)]]);
  });
}

/** Mounts its routes on `http`, which listens afterwards. */
export async function startGatewayRole(
  core: Core,
  http: FastifyInstance,
  stack: AsyncDisposableStack,
): Promise<void> {
  mountDesk(http);
  mountOperators(http, core.settings.OPERATOR_TOKEN, createDeadLetters(core));
  await openChannels(core, http, stack);
  watchBacklogs(core);
}
