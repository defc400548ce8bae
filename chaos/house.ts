/** The house: real servers, the real program as processes, and at the far ends a provider and a model. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { findDocumentsCluster } from '../test/helpers/database-template.ts';
import { SHARED_MODELS } from '../test/helpers/program.ts';
import {
  type BreakableServer,
  freePort,
  type PostgresServer,
  startPostgres,
  startRedis,
} from '../test/helpers/servers.ts';
import type { Journal } from './journal.ts';
import { type ChaosModel, MODEL, startModel } from './model.ts';
import { PROCESSES } from './plan.ts';
import { awaitService, type Supervised, supervise, watchService } from './processes.ts';
import { type Provider, startProvider } from './provider.ts';
import { createWebhookClient, type WebhookClient } from './webhook-way.ts';

const CHECKOUT = fileURLToPath(new URL('../', import.meta.url));
const SECRET = 'a secret of the chaos run, and of no other';

export interface House extends AsyncDisposable {
  readonly redis: BreakableServer;
  readonly postgres: PostgresServer;
  readonly provider: Provider;
  readonly model: ChaosModel;
  readonly processes: readonly Supervised[];
  readonly gateways: readonly string[];
  readonly client: WebhookClient;
  /** Holds what each process printed; removed at the end unless `keepLogs` was called. */
  readonly logFolder: string;
  keepLogs(): void;
  /** Deletes everything in Redis, if it answers. */
  flush(): Promise<void>;
}

interface Addresses {
  readonly redis: string;
  readonly postgres: string;
  readonly provider: string;
  readonly model: string;
}

const commonVariables = (addresses: Addresses): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  LOG_LEVEL: 'warn',
  DATABASE_URL: addresses.postgres,
  REDIS_URL: addresses.redis,
  SESSION_SECRET: SECRET,
  WEBHOOK_URL: addresses.provider,
  WEBHOOK_SECRET: SECRET,
  LLM_URL: addresses.model,
  LLM_MODEL: MODEL,
  // Learnt once on this machine: how it is learnt is not what is tried here.
  MODELS_DIR: SHARED_MODELS,
  MESSAGES_PER_MINUTE: '1000000',
  MESSAGES_PER_MINUTE_ADDRESS: '1000000',
});

async function flush(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 1_000 });
  redis.on('error', () => undefined);
  await redis
    .connect()
    .then(() => redis.flushall())
    .catch(() => undefined);
  redis.disconnect();
}

/** @param checkout whose `src/main.ts` is run; this one's where left out */
export async function openHouse(seed: number, journal: Journal, checkout = CHECKOUT): Promise<House> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'guiche-chaos-'));
  let isKept = false;
  stack.defer(() => {
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  });
  const redis = stack.use(await startRedis());
  // Another checkout may have another schema: its own migrations make it.
  const from = checkout === CHECKOUT ? { from: await findDocumentsCluster() } : {};
  const postgres = stack.use(await startPostgres(from));
  const provider = stack.use(await startProvider(seed, journal));
  const model = stack.use(await startModel(seed, journal));
  const common = commonVariables({
    redis: redis.url,
    postgres: postgres.url,
    provider: provider.url,
    model: model.url,
  });
  const processes: Supervised[] = [];
  const onChange = watchService(processes, journal);
  const gateways: string[] = [];
  for (const { name, roles } of PROCESSES) {
    const port = await freePort();
    if (name.startsWith('gateway')) gateways.push(`http://127.0.0.1:${port}`);
    const own = { ROLES: roles.join(','), PORT: String(port), DATA_DIR: join(folder, name) };
    const variables = { ...common, ...own };
    const logFile = join(folder, `${name}.log`);
    processes.push(stack.use(supervise({ name, roles, variables, checkout, logFile, journal, onChange })));
  }
  await awaitService(processes);
  const client = createWebhookClient(gateways, SECRET);
  provider.tell = client;
  const opened = stack.move();
  return {
    redis,
    postgres,
    provider,
    model,
    processes,
    gateways,
    client,
    logFolder: folder,
    keepLogs() {
      isKept = true;
    },
    flush: () => flush(redis.url),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
