/** Starts a contender's processes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Processes } from '../parts/processes.ts';
import type { Servers } from '../parts/servers.ts';
import type { ContenderReady, ContenderSettings } from './settings.ts';

export interface Setup {
  /** A file of this folder, without its ending. */
  readonly name: string;
  /** A process for each. */
  readonly halves: readonly ContenderSettings['HALF'][];
  readonly ingress: ContenderSettings['INGRESS'];
  /** Jobs, or batches, under way at once. */
  readonly concurrency: number;
  /** To PostgreSQL, per process. */
  readonly connections: number;
}

export interface ContenderOptions extends Setup {
  readonly servers: Servers;
  readonly providerUrl: string;
}

export interface Contender extends AsyncDisposable {
  readonly webhookUrl: string;
  readonly processes: Processes;
}

async function startHalf(options: ContenderOptions, half: ContenderSettings['HALF']) {
  const { name, servers, providerUrl, ingress, concurrency, connections } = options;
  const child = fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), {
    env: {
      ...process.env,
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      PROVIDER_URL: providerUrl,
      HALF: half,
      INGRESS: ingress,
      CONCURRENCY: String(concurrency),
      CONNECTIONS: String(connections),
    },
  });
  const ended = once(child, 'exit');
  const failed = ended.then(([code]) => {
    throw new Error(`${name} ended with ${code}`);
  });
  failed.catch(() => undefined);
  const [ready] = (await Promise.race([once(child, 'message'), failed])) as [ContenderReady];
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { ...ready, pid: child.pid ?? 0, stop };
}

export async function openContender(options: ContenderOptions): Promise<Contender> {
  await using stack = new AsyncDisposableStack();
  const processes: Record<string, number> = {};
  let webhookUrl = '';
  for (const half of options.halves) {
    const started = await startHalf(options, half);
    stack.defer(started.stop);
    processes[half] = started.pid;
    webhookUrl ||= started.webhookUrl;
  }
  const opened = stack.move();
  return { webhookUrl, processes, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
