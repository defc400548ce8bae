/** Gateway: HTTP and sockets, the channels, and what goes out through them. */
import type { FastifyInstance } from 'fastify';
import type { OutboundActivity } from '../activity.ts';
import type { Channel } from '../channel.ts';
import { discover } from '../discover.ts';
import { createGuard } from '../http/guard.ts';
import { mountHistory } from '../http/history.ts';
import { mountKnowledge } from '../http/knowledge.ts';
import { localUrl } from '../http/listen.ts';
import { mountLogin } from '../http/login.ts';
import { mountOperators } from '../http/operators.ts';
import { mountPlayground } from '../http/playground.ts';
import { mountSentFiles } from '../http/sent-files.ts';
import { createUploads } from '../knowledge/uploads.ts';
import type { PersonRole } from '../person.ts';
import { watchBacklog } from '../pipeline/backlog.ts';
import { createChannelContext } from '../pipeline/channels.ts';
import { type Codes, createCodes } from '../pipeline/codes.ts';
import { INBOUND, TURNS } from '../pipeline/doorbells.ts';
import { startEgress } from '../pipeline/egress.ts';
import { createIngress } from '../pipeline/ingress.ts';
import { createLinking } from '../pipeline/linking.ts';
import { createPlaces } from '../pipeline/places.ts';
import { createDeadLetters } from '../pipeline/replay.ts';
import { createTrials } from '../pipeline/trials.ts';
import { createTyping } from '../pipeline/typing.ts';
import { openRateLimit } from '../rate-limit.ts';
import { type AddressSigner, createAddressSigner } from '../sessions.ts';
import { parseVariables, type Settings } from '../settings.ts';
import { listCollections } from '../store/collections.ts';
import { countDeadLetters } from '../store/dead-letters.ts';
import { connectRedis } from '../streams/redis-connection.ts';
import { type Core, secretOf } from './core.ts';
import { startDesk } from './desk.ts';
import { openSentFiles } from './desk-tickets.ts';
import { openCopies } from './history.ts';
import { loadQueues } from './queues.ts';
import { startRemoteAgents } from './remote-agents.ts';

/** Where citizens reach it, without a slash at the end. */
export const addressOf = (http: FastifyInstance, { PUBLIC_URL, HOST }: Settings): string =>
  PUBLIC_URL?.replace(/\/$/, '') ?? localUrl(http, HOST);

/** The channel whose sessions may log in. */
const WEB = 'web';

interface LoginParts {
  readonly codes: Codes;
  readonly signer: AddressSigner;
  readonly publicUrl: () => string;
}

function openLogin(core: Core, http: FastifyInstance, { codes, signer, publicUrl }: LoginParts): void {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, CORS_ORIGINS } = core.settings;
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) return;
  const linking = createLinking({ ...core, codes });
  mountLogin(http, {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    secret: secretOf(core.settings),
    origins: CORS_ORIGINS,
    log: core.log,
    publicUrl,
    verifySession: (token) => signer.verify(WEB, token),
    signSession: (address) => signer.sign(WEB, address),
    logIn: (address, issuer, subject) =>
      linking.logIn({ channel: WEB, address }, codes.subjectOf(issuer, subject)),
  });
}

async function openChannels(core: Core, http: FastifyInstance, stack: AsyncDisposableStack): Promise<void> {
  const { settings, log, database, stream, doorbells } = core;
  const rateLimit = stack.use(
    openRateLimit({
      perContact: settings.MESSAGES_PER_MINUTE,
      perAddress: settings.MESSAGES_PER_MINUTE_ADDRESS,
      redis: settings.REDIS_URL === undefined ? undefined : await connectRedis(settings.REDIS_URL, log),
    }),
  );
  const secret = secretOf(settings);
  const sentFiles = openSentFiles(core, () => addressOf(http, settings));
  mountSentFiles(http, sentFiles);
  const backlog = stack.use(watchBacklog({ ...core, limit: settings.BACKLOG_LIMIT }));
  const parts = {
    ...core,
    http,
    rateLimit,
    ingress: createIngress({ database, doorbells, news: core.news, backlog, log }),
    signer: createAddressSigner(secret),
    codes: createCodes(secret),
    sentFiles,
    origins: settings.CORS_ORIGINS,
    trustProxy: settings.TRUST_PROXY,
    publicUrl: () => addressOf(http, settings),
    loginName: settings.OIDC_ISSUER === undefined ? undefined : settings.OIDC_NAME,
    typing: createTyping(stream, log),
    places: createPlaces(database, await loadQueues()),
  };
  openLogin(core, http, parts);
  for (const { name, extension } of await discover<Channel>('channel')) {
    const own = parseVariables(extension.settings, settings.variables);
    const connection = await extension.open(createChannelContext(name, own, parts));
    if (!connection) continue;
    stack.use(connection);
    const onDelivered = () => core.metrics.messageDelivered(name);
    const onRecorded = (id: string) => void core.news.tell({ type: 'deliveries', ids: [id] });
    const capabilities = connection.capabilities ?? extension.capabilities;
    const reveal = (activity: OutboundActivity, ageMs: number) =>
      sentFiles.reveal(parts.codes.reveal(activity, ageMs));
    const told = { onDelivered, onRecorded, reveal };
    stack.use(startEgress({ ...core, channel: name, connection, capabilities, ...told }));
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
  const { OPERATOR_TOKEN: token } = core.settings;
  const authenticate = await startDesk(core, http, () => addressOf(http, core.settings), stack);
  const guardFor = (...allowed: readonly PersonRole[]) =>
    token === undefined ? undefined : createGuard(token, { authenticate, allowed });
  mountHistory(http, await openCopies(core, () => addressOf(http, core.settings)));
  mountOperators(http, guardFor('admin'), createDeadLetters(core));
  mountKnowledge(http, {
    guard: guardFor('author', 'admin'),
    limitBytes: core.settings.UPLOAD_LIMIT_BYTES,
    keeper: createUploads({ ...core, onChange: () => core.knowledge.refresh() }),
  });
  mountPlayground(http, guardFor('author', 'admin'), {
    log: core.log,
    ...createTrials(core.stream),
    listCollections: () => listCollections(core.database),
  });
  await startRemoteAgents(core, http, stack);
  await openChannels(core, http, stack);
  watchBacklogs(core);
}
