/**
 * How soon, and how often, a message is acknowledged: paced, with the whole program answering behind it;
 * and at the maximum, of a gateway by itself, whose messages wait for the other roles. Beside it the same
 * HTTP exchange with one insert and commit a batch.
 */
import { openContender } from '../contenders/open.ts';
import type { Outcome } from '../load/protocol.ts';
import type { BenchOptions, Figures } from '../options.ts';
import { EVENTS } from '../parts/conversations.ts';
import { ratio } from '../parts/figures.ts';
import { startLoad } from '../parts/load.ts';
import { FULL, type Measured, measure, PACED, type Target } from '../parts/measure.ts';
import { openProgram } from '../parts/program.ts';
import { openServers, type Servers } from '../parts/servers.ts';

const GATEWAY = 'gateway';
const LIMIT = {
  name: 'ingress-limit',
  halves: ['both'],
  ingress: 'grouped',
  concurrency: 2,
  connections: 4,
} as const;

type Open = (servers: Servers, providerUrl: string) => Promise<Target & AsyncDisposable>;

/** @throws unless what was acknowledged is what is kept */
async function checkKept(servers: Servers, { conversations }: BenchOptions, outcomes: readonly Outcome[]) {
  const accepted = outcomes.reduce((sum, outcome) => sum + outcome.accepted, 0);
  const sql = `select count(*) as kept from events where type = 'message-received'`;
  const [row] = await servers.database.query<{ kept: number }>(sql);
  const before = (conversations * EVENTS) / 2;
  if (row?.kept !== before + accepted)
    throw new Error(`${accepted} acknowledged, ${(row?.kept ?? 0) - before} kept`);
}

async function measureAcknowledging(open: Open, options: BenchOptions) {
  await using servers = await openServers(options.conversations);
  await using load = await startLoad();
  await using target = await open(servers, load.providerUrl);
  const scene = { load, target, servers, options, until: 'acknowledged' } as const;
  const paced = await measure(scene, PACED);
  const full = await measure(scene, FULL);
  await checkKept(servers, options, [paced.outcome, full.outcome]);
  return { paced, full };
}

async function measureWhole(options: BenchOptions): Promise<Measured> {
  await using servers = await openServers(options.conversations);
  await using load = await startLoad();
  await using target = await openProgram({ ...options, providerUrl: load.providerUrl, servers });
  return await measure({ load, target, servers, options }, PACED);
}

export async function benchIngress(options: BenchOptions): Promise<Figures> {
  const whole = await measureWhole(options);
  const gateway = await measureAcknowledging(
    (servers, providerUrl) => openProgram({ ...options, topology: GATEWAY, servers, providerUrl }),
    options,
  );
  const limit = await measureAcknowledging(
    (servers, providerUrl) => openContender({ ...LIMIT, servers, providerUrl }),
    options,
  );
  return {
    perSecond: gateway.full.outcome.perSecond,
    p50Ms: whole.outcome.acknowledgedP50Ms,
    p99Ms: whole.outcome.acknowledgedP99Ms,
    limitPerSecond: limit.full.outcome.perSecond,
    ratioToLimit: ratio(gateway.full.outcome.perSecond, limit.full.outcome.perSecond),
    pacedPerSecond: whole.outcome.perSecond,
    gatewayOnlyP50Ms: gateway.paced.outcome.p50Ms,
    gatewayOnlyP99Ms: gateway.paced.outcome.p99Ms,
    fullP50Ms: gateway.full.outcome.p50Ms,
    fullP99Ms: gateway.full.outcome.p99Ms,
    limitP50Ms: limit.paced.outcome.p50Ms,
    limitP99Ms: limit.paced.outcome.p99Ms,
    cpuMsPerMessage: gateway.full.cpuMs,
    pacedCpuMsPerTurn: whole.cpuMs,
    limitCpuMsPerMessage: limit.full.cpuMs,
    askedPerMessage: gateway.full.asked,
  };
}
