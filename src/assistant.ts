/**
 * The composition root: opens, wires, and disposes in reverse order. The only file that knows the
 * implementations.
 */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import packageJson from '../package.json' with { type: 'json' };
import type { Agent } from './agent.ts';
import type { Channel } from './channel.ts';
import { readDialogExamples } from './corpora/dialog-corpora.ts';
import type { Database } from './database.ts';
import { openPglite } from './databases/pglite.ts';
import { openPostgres } from './databases/postgres.ts';
import { loadDialogs } from './dialog-folders.ts';
import { discover, ROOT } from './discover.ts';
import { AssistantError } from './errors.ts';
import { mountDesk } from './http/desk.ts';
import { mountHealth } from './http/health.ts';
import { mountOperators } from './http/operators.ts';
import { createHttp } from './http/server.ts';
import { ingestFolder } from './knowledge/ingest.ts';
import { createKnowledgeSearch } from './knowledge/search.ts';
import type { KnowledgeSearch } from './knowledge.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Model } from './model.ts';
import { createOpenAiModel } from './models/openai.ts';
import { startAgent } from './pipeline/agents.ts';
import { watchBacklog } from './pipeline/backlog.ts';
import { createChannelContext } from './pipeline/channels.ts';
import { createDialogLibrary } from './pipeline/dialog-library.ts';
import { startDialogue } from './pipeline/dialogue.ts';
import { createDoorbells, type Doorbells, INBOUND, TURNS } from './pipeline/doorbells.ts';
import { startEgress } from './pipeline/egress.ts';
import { createIngress } from './pipeline/ingress.ts';
import { createLive, type Live } from './pipeline/live.ts';
import { startNlu } from './pipeline/nlu.ts';
import { createDeadLetters } from './pipeline/replay.ts';
import { startSweep } from './pipeline/sweep.ts';
import { startTimers } from './pipeline/timers.ts';
import { createTurns, type Turns } from './pipeline/turns.ts';
import { createTyping, watchTyping } from './pipeline/typing.ts';
import { openRateLimit } from './rate-limit.ts';
import { RECOGNIZER_KINDS } from './recognizers/kinds.ts';
import { openRecognizer } from './recognizers/trained.ts';
import { createAddressSigner, keepSecret } from './sessions.ts';
import { parseVariables, type Role, type Settings } from './settings.ts';
import { countDeadLetters } from './store/dead-letters.ts';
import { migrate } from './store/migrate.ts';
import type { Stream } from './stream.ts';
import { openMemoryStream } from './streams/memory.ts';
import { openRedisStream } from './streams/redis.ts';
import { connectRedis } from './streams/redis-connection.ts';

export interface Assistant extends AsyncDisposable {
  /** Where it listens, without a slash at the end; undefined without the gateway role. */
  readonly url: string | undefined;
  /** For commands that look at what happened. */
  readonly database: Database;
}

/** What the parts share. */
interface Core {
  readonly settings: Settings;
  readonly log: Log;
  readonly database: Database;
  readonly stream: Stream;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly metrics: Metrics;
  readonly knowledge: KnowledgeSearch;
}

/** The database that the settings name. */
export function openDatabase(settings: Settings, log: Log): Promise<Database> {
  return settings.DATABASE_URL === undefined
    ? openPglite(settings.DATA_DIR)
    : openPostgres(settings.DATABASE_URL, settings.DATABASE_POOL, log);
}

async function openCore(settings: Settings, log: Log, stack: AsyncDisposableStack): Promise<Core> {
  const database = stack.use(await openDatabase(settings, log));
  const applied = await migrate(database);
  if (applied.length > 0) log.info({ applied }, 'migrations');
  const { REDIS_URL } = settings;
  const stream = stack.use(
    REDIS_URL === undefined ? openMemoryStream() : await openRedisStream(REDIS_URL, log),
  );
  const doorbells = createDoorbells(stream, log);
  const live = createLive(stream, log);
  const knowledge = createKnowledgeSearch(database);
  return { settings, log, database, stream, doorbells, live, metrics: createMetrics(), knowledge };
}

async function startNluRole(core: Core, turns: Turns | undefined, stack: AsyncDisposableStack) {
  const { DATA_DIR, RECOGNIZER } = core.settings;
  const examples = await readDialogExamples(fileURLToPath(new URL('dialogs/', ROOT)), core.log);
  const kind = RECOGNIZER_KINDS[RECOGNIZER];
  const recognizer = await openRecognizer({
    kind,
    examples,
    cacheFolder: join(DATA_DIR, 'models'),
    log: core.log,
  });
  stack.use(startNlu({ ...core, recognizer, turns }));
}

const MINUTE_MS = 60_000;

async function openTurns(core: Core, stack: AsyncDisposableStack): Promise<Turns> {
  const { INTENT_CONFIDENCE, BURST_WINDOW_MS, INACTIVITY_MINUTES } = core.settings;
  const agents = new Map((await discover<Agent>('agent')).map((each) => [each.name, each.extension]));
  const channels = new Map((await discover<Channel>('channel')).map((each) => [each.name, each.extension]));
  const typists = stack.use(await watchTyping(core.stream));
  return createTurns({
    ...core,
    library: createDialogLibrary(await loadDialogs()),
    confidence: INTENT_CONFIDENCE,
    burstWindowMs: BURST_WINDOW_MS,
    silenceMs: INACTIVITY_MINUTES * MINUTE_MS,
    policyOf: (agent) => agents.get(agent)?.onNewerMessage ?? 'interrupt',
    typingAgoMs: typists.heardAgoMs,
    tellsTyping: (channel) => channels.get(channel)?.capabilities.typing ?? false,
  });
}

async function startDialogueRole(core: Core, stack: AsyncDisposableStack): Promise<Turns> {
  const turns = await openTurns(core, stack);
  stack.use(startDialogue({ ...core, turns }));
  stack.use(startTimers(core.database, core.doorbells, core.log));
  stack.use(startSweep(core.database, core.doorbells, core.log));
  return turns;
}

function createModel({ LLM_URL, LLM_MODEL, LLM_API_KEY }: Settings): Model | undefined {
  if (LLM_URL === undefined || LLM_MODEL === undefined) return undefined;
  return createOpenAiModel({ url: LLM_URL, model: LLM_MODEL, apiKey: LLM_API_KEY });
}

async function startAgentsRole(core: Core, stack: AsyncDisposableStack): Promise<void> {
  await ingestFolder(core.database, new URL('knowledge/', ROOT), core.log);
  const model = createModel(core.settings);
  for (const { name, extension } of await discover<Agent>('agent')) {
    stack.use(await startAgent({ ...core, name, agent: extension, model }));
  }
}

function addressOf(http: FastifyInstance, settings: Settings): string {
  if (settings.PUBLIC_URL !== undefined) return settings.PUBLIC_URL.replace(/\/$/, '');
  const { port } = http.server.address() as AddressInfo;
  return `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`;
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

/** The way in for operators, in every role; the gateway's routes come on top. */
async function openHttp(core: Core): Promise<FastifyInstance> {
  const { settings, log, metrics, database, stream } = core;
  const http = await createHttp({
    log,
    metrics,
    trustProxy: settings.TRUST_PROXY,
    origins: settings.CORS_ORIGINS,
    version: packageJson.version,
  });
  mountHealth(http, {
    metrics,
    metricsToken: settings.METRICS_TOKEN,
    probes: { database: () => database.query('select 1'), stream: () => stream.depth(INBOUND) },
  });
  return http;
}

async function listen(http: FastifyInstance, { PORT, HOST }: Settings): Promise<void> {
  try {
    await http.listen({ port: PORT, host: HOST });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    const sentence = `Port ${PORT} of ${HOST} is taken. Stop what uses it, or set PORT to another.`;
    throw new AssistantError('configuration', sentence, { cause: error });
  }
}

/**
 * Opens what the roles need, and starts them. Ready when it resolves.
 * @throws AssistantError `configuration` or `not-ready`, saying what to do; what was opened by then
 *   is closed again
 */
export async function openAssistant(settings: Settings): Promise<Assistant> {
  await using stack = new AsyncDisposableStack();
  const log = createLog(settings.LOG_LEVEL);
  const plays = (role: Role) => settings.ROLES.includes(role);
  const core = await openCore(settings, log, stack);
  if (plays('agents')) await startAgentsRole(core, stack);
  const turns = plays('dialogue') ? await startDialogueRole(core, stack) : undefined;
  if (plays('nlu')) await startNluRole(core, turns, stack);
  const http = await openHttp(core);
  if (plays('gateway')) {
    mountDesk(http);
    mountOperators(http, settings.OPERATOR_TOKEN, createDeadLetters(core));
    await openChannels(core, http, stack);
    watchBacklogs(core);
  }
  stack.defer(() => http.close());
  await listen(http, settings);
  const url = plays('gateway') ? addressOf(http, settings) : undefined;
  const opened = stack.move();
  return { url, database: core.database, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
