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
import { createHttp } from './http/server.ts';
import { ingestFolder } from './knowledge/ingest.ts';
import { createKnowledgeSearch } from './knowledge/search.ts';
import type { KnowledgeSearch } from './knowledge.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Model } from './model.ts';
import { createOpenAiModel } from './models/openai.ts';
import { startAgent } from './pipeline/agents.ts';
import { createChannelContext } from './pipeline/channels.ts';
import { createDialogLibrary } from './pipeline/dialog-library.ts';
import { startDialogue } from './pipeline/dialogue.ts';
import { createDoorbells, type Doorbells, INBOUND, TURNS } from './pipeline/doorbells.ts';
import { startEgress } from './pipeline/egress.ts';
import { createIngress } from './pipeline/ingress.ts';
import { createLive, type Live } from './pipeline/live.ts';
import { startNlu } from './pipeline/nlu.ts';
import { startSweep } from './pipeline/sweep.ts';
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

async function startNluRole(core: Core, stack: AsyncDisposableStack): Promise<void> {
  const { DATA_DIR, RECOGNIZER } = core.settings;
  const examples = await readDialogExamples(fileURLToPath(new URL('dialogs/', ROOT)), core.log);
  const kind = RECOGNIZER_KINDS[RECOGNIZER];
  const recognizer = await openRecognizer({
    kind,
    examples,
    cacheFolder: join(DATA_DIR, 'models'),
    log: core.log,
  });
  stack.use(startNlu({ ...core, recognizer }));
}

async function startDialogueRole(core: Core, stack: AsyncDisposableStack): Promise<void> {
  const library = createDialogLibrary(await loadDialogs());
  stack.use(startDialogue({ ...core, library, confidence: core.settings.INTENT_CONFIDENCE }));
  stack.use(startSweep(core.database, core.doorbells, core.log));
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
  const { settings, log, database, doorbells } = core;
  const rateLimit = stack.use(
    openRateLimit({
      perContact: settings.MESSAGES_PER_MINUTE,
      perAddress: settings.MESSAGES_PER_MINUTE_ADDRESS,
      redisUrl: settings.REDIS_URL,
    }),
  );
  const parts = {
    ...core,
    http,
    rateLimit,
    ingress: createIngress(database, doorbells, log),
    signer: createAddressSigner(settings.SESSION_SECRET ?? keepSecret(settings.DATA_DIR)),
    origins: settings.CORS_ORIGINS,
    trustProxy: settings.TRUST_PROXY,
    publicUrl: () => addressOf(http, settings),
  };
  for (const { name, extension } of await discover<Channel>('channel')) {
    const own = parseVariables(extension.settings, settings.variables);
    const connection = stack.use(await extension.open(createChannelContext(name, own, parts)));
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
  if (plays('nlu')) await startNluRole(core, stack);
  if (plays('dialogue')) await startDialogueRole(core, stack);
  const http = await openHttp(core);
  if (plays('gateway')) {
    mountDesk(http);
    await openChannels(core, http, stack);
    watchBacklogs(core);
  }
  stack.defer(() => http.close());
  await listen(http, settings);
  const url = plays('gateway') ? addressOf(http, settings) : undefined;
  const opened = stack.move();
  return { url, database: core.database, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
