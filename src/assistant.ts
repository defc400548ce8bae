/**
 * The composition root: opens what the settings ask for, and disposes in reverse order. Only it and
 * `roles/` know the implementations.
 */
import type { FastifyInstance } from 'fastify';
import packageJson from '../package.json' with { type: 'json' };
import type { Database } from './database.ts';
import { mountHealth } from './http/health.ts';
import { listen } from './http/listen.ts';
import { createHttp } from './http/server.ts';
import { createLog } from './log.ts';
import { INBOUND } from './pipeline/doorbells.ts';
import { startAgentsRole } from './roles/agents.ts';
import { type Core, openCore } from './roles/core.ts';
import { createSetUpLink } from './roles/desk-accounts.ts';
import { startDialogueRole } from './roles/dialogue.ts';
import { addressOf, startGatewayRole } from './roles/gateway.ts';
import { startLearning, startNluRole } from './roles/nlu.ts';
import type { Role, Settings } from './settings.ts';

export interface Assistant extends AsyncDisposable {
  /** Where it listens, without a slash at the end; undefined without the gateway role. */
  readonly url: string | undefined;
  /** With which the first person of the desk chooses a password; undefined where there is an admin already. */
  readonly setUpLink: string | undefined;
  /** For commands that look at what happened. */
  readonly database: Database;
  /** Learns the dialogs' phrases anew and looks at the documents' sources, where this process does so. Never rejects. */
  reload(): Promise<void>;
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

/**
 * Opens what the roles need, and starts them. Ready when it resolves.
 * @throws AssistantError `configuration` or `not-ready`, saying what to do; what was opened by then
 *   is closed again
 */
export async function openAssistant(settings: Settings): Promise<Assistant> {
  await using stack = new AsyncDisposableStack();
  const log = createLog(settings.LOG_LEVEL);
  const plays = (role: Role) => settings.ROLES.includes(role);
  const learning = plays('nlu') ? startLearning({ settings, log }) : undefined;
  // Whoever waits for it hears of it; until then a failure is nobody's.
  learning?.catch(() => undefined);
  const core = await openCore(settings, log, stack);
  const http = await openHttp(core);
  const documents = plays('agents')
    ? await startAgentsRole(core, () => addressOf(http, settings), stack)
    : undefined;
  const turns = plays('dialogue') ? await startDialogueRole(core, stack) : undefined;
  const nlu = learning && stack.use(await startNluRole(core, learning, turns));
  if (plays('gateway')) await startGatewayRole(core, http, stack);
  stack.defer(() => http.close());
  await listen(http, { port: settings.PORT, host: settings.HOST });
  const url = plays('gateway') ? addressOf(http, settings) : undefined;
  const setUpLink = url === undefined ? undefined : await createSetUpLink(core.database, url);
  const opened = stack.move();
  return {
    url,
    setUpLink,
    database: core.database,
    reload: async () => void (await Promise.all([nlu?.reload(), documents?.reload()])),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
