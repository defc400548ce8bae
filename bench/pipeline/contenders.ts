/** What others reach on the same machine, with the same rows and the same two HTTP exchanges. */
import { openContender, type Setup } from '../contenders/open.ts';
import type { BenchOptions } from '../options.ts';
import { startLoad } from '../parts/load.ts';
import { checkRecorded, FULL, type Measured, measure } from '../parts/measure.ts';
import { openServers } from '../parts/servers.ts';

/** Each with its own best, found by trying: processes, jobs at once, connections. */
const BULLMQ = { name: 'bullmq', halves: ['both'], concurrency: 50, connections: 4 } as const;
const GRAPHILE = { name: 'graphile-worker', halves: ['both'], concurrency: 24, connections: 4 } as const;
const LIMIT = { name: 'pipeline-limit', halves: ['both'], concurrency: 2, connections: 4 } as const;

const SETUPS = {
  bullmq: [
    { ...BULLMQ, ingress: 'grouped' },
    { ...BULLMQ, ingress: 'single' },
  ],
  graphile: [
    { ...GRAPHILE, ingress: 'grouped' },
    { ...GRAPHILE, ingress: 'single' },
  ],
  limit: [{ ...LIMIT, ingress: 'grouped' }],
} as const satisfies Record<string, readonly Setup[]>;

export type ContenderName = keyof typeof SETUPS;

async function measureOne(setup: Setup, options: BenchOptions): Promise<Measured> {
  await using servers = await openServers(options.conversations);
  await using load = await startLoad();
  await using target = await openContender({ ...setup, servers, providerUrl: load.providerUrl });
  const measured = await measure({ load, target, servers, options }, FULL);
  await checkRecorded(servers.database, servers.deliveries, [measured]);
  return measured;
}

export interface Best {
  readonly measured: Measured;
  readonly setup: Setup;
  /** What each of its setups reached. */
  readonly all: Readonly<Record<string, number>>;
}

/** The contender's figure is that of its best setup. */
export async function measureContender(name: ContenderName, options: BenchOptions): Promise<Best> {
  const tried = [];
  for (const setup of SETUPS[name]) tried.push({ setup, measured: await measureOne(setup, options) });
  const all = Object.fromEntries(
    tried.map(({ setup, measured }) => [setup.ingress, measured.outcome.perSecond] as const),
  );
  const best = tried.reduce((one, other) =>
    other.measured.outcome.perSecond > one.measured.outcome.perSecond ? other : one,
  );
  return { ...best, all };
}
