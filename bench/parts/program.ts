/** The program as it is run: `src/main.ts`, in as many processes as its topology has. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../../test/helpers/program.ts';
import { SECRET } from '../load/script.ts';
import type { Processes } from './processes.ts';

/** Roles by process: those of a process are joined by commas, processes by bars. */
export const TOPOLOGY = 'gateway|nlu,dialogue,agents';
export const EMBEDDED = 'all';

/** More than any bench asks for: the limit is against people, and not what is measured. */
const UNLIMITED = '1000000000';

export interface RunningProgram extends AsyncDisposable {
  /** Where webhooks go. */
  readonly webhookUrl: string;
  /** Of the gateway, where widgets connect. */
  readonly url: string;
  /** By the first role of each. */
  readonly processes: Processes;
  /** Kills the process of that name, and starts it again; resolves when it is ready. */
  restart(name: string): Promise<void>;
}

export interface ProgramOptions {
  readonly topology: string;
  /** Where its replies go. */
  readonly providerUrl: string;
  /** Embedded where there are none. */
  readonly servers?: { readonly databaseUrl: string; readonly redisUrl: string };
  readonly nodeOptions: string;
  /** Its `DATA_DIR`, for who wants to look into it afterwards. */
  readonly dataDir?: string;
  /** Of the gateway; any where left out. */
  readonly port?: number;
}

function toVariables(options: ProgramOptions, roles: string, folder: string): NodeJS.ProcessEnv {
  const { providerUrl, servers, nodeOptions, port } = options;
  const isGateway = roles === EMBEDDED || roles.split(',').includes('gateway');
  return {
    ROLES: roles,
    DATA_DIR: folder,
    NODE_OPTIONS: nodeOptions,
    ...(port !== undefined && isGateway ? { PORT: String(port) } : {}),
    ...(servers ? { DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl } : {}),
    SESSION_SECRET: SECRET,
    WEBHOOK_URL: providerUrl,
    WEBHOOK_SECRET: SECRET,
    MESSAGES_PER_MINUTE: UNLIMITED,
    MESSAGES_PER_MINUTE_ADDRESS: UNLIMITED,
  };
}

/** What it warned of explains a figure. */
async function end(program: Program): Promise<void> {
  await program.stop();
  if (program.output().includes('"level":')) process.stderr.write(program.output());
}

const nameOf = (roles: string, taken: ReadonlyMap<string, Program>): string => {
  const [name = EMBEDDED] = roles.split(',');
  return taken.has(name) ? `${name}${taken.size}` : name;
};

export async function openProgram(options: ProgramOptions): Promise<RunningProgram> {
  await using stack = new AsyncDisposableStack();
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'guiche-bench-')));
  if (options.dataDir === undefined) stack.defer(() => rm(folder, { recursive: true, force: true }));
  const programs = new Map<string, Program>();
  const variables = new Map<string, NodeJS.ProcessEnv>();
  stack.defer(async () => void (await Promise.all([...programs.values()].map(end))));
  for (const roles of options.topology.split('|')) {
    const name = nameOf(roles, programs);
    const own = toVariables(options, roles, folder);
    variables.set(name, own);
    programs.set(name, await startProgram(own));
  }
  const url = [...programs.values()].find((program) => program.url !== '')?.url ?? '';
  const opened = stack.move();
  return {
    url,
    webhookUrl: `${url}/channels/webhook/events`,
    get processes() {
      return Object.fromEntries([...programs].map(([name, program]) => [name, program.process.pid ?? 0]));
    },
    async restart(name) {
      await programs.get(name)?.stop('SIGKILL');
      programs.set(name, await startProgram(variables.get(name) ?? {}));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
