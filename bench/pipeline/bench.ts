/**
 * Turns a second, and how long a citizen waits, from ingress to the recorded delivery of a dialog's
 * reply: on Redis and PostgreSQL (both on this machine, fsync on), and embedded.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/database.ts';
import { openPglite } from '../../src/databases/pglite.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Stream } from '../../src/stream.ts';
import { openMemoryStream } from '../../src/streams/memory.ts';
import { openRedisStream } from '../../src/streams/redis.ts';
import { findPostgres, findRedis, startPostgres, startRedis } from '../../test/helpers/servers.ts';
import type { BenchOptions } from '../options.ts';
import { createCitizens } from './citizens.ts';
import { openHouse } from './house.ts';
import { measureLimit } from './limit.ts';

const IN_FLIGHT = 256;
const MEBIBYTE = 1024 * 1024;

async function measure(database: Database, stream: Stream, seconds: number) {
  await migrate(database);
  const citizens = createCitizens();
  const house = await openHouse(database, stream, citizens.onDelivered);
  const calm = await citizens.run(house, 1, seconds / 2);
  const full = await citizens.run(house, IN_FLIGHT, seconds);
  const rssMb = Math.round(process.memoryUsage.rss() / MEBIBYTE);
  await house[Symbol.asyncDispose]();
  const limitPerSecond = await measureLimit(database, stream, seconds);
  return { calm, full, rssMb, limitPerSecond };
}

async function onServers({ seconds }: BenchOptions) {
  await using stack = new AsyncDisposableStack();
  const log = createLog('error');
  const postgres = stack.use(await startPostgres({ fsync: true }));
  const redis = stack.use(await startRedis());
  const database = stack.use(await openPostgres(postgres.url, 10, log));
  const stream = stack.use(await openRedisStream(redis.url, log));
  return await measure(database, stream, seconds);
}

async function embedded({ seconds }: BenchOptions) {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'guiche-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const database = stack.use(await openPglite(folder));
  const stream = stack.use(openMemoryStream());
  return await measure(database, stream, seconds);
}

const ratio = (one: number, other: number): number => Math.round((one / other) * 100) / 100;

export async function benchPipeline(options: BenchOptions) {
  if (!findRedis() || !findPostgres()) throw new Error('this needs redis-server and postgresql installed');
  const servers = await onServers(options);
  const alone = await embedded(options);
  return {
    turnsPerSecond: servers.full.perSecond,
    p50Ms: servers.full.p50Ms,
    p99Ms: servers.full.p99Ms,
    calmP50Ms: servers.calm.p50Ms,
    calmP99Ms: servers.calm.p99Ms,
    rssMb: servers.rssMb,
    limitPerSecond: servers.limitPerSecond,
    ratioToLimit: ratio(servers.full.perSecond, servers.limitPerSecond),
    embeddedTurnsPerSecond: alone.full.perSecond,
    embeddedP50Ms: alone.full.p50Ms,
    embeddedP99Ms: alone.full.p99Ms,
    embeddedCalmP50Ms: alone.calm.p50Ms,
    embeddedRssMb: alone.rssMb,
    embeddedLimitPerSecond: alone.limitPerSecond,
    embeddedRatioToLimit: ratio(alone.full.perSecond, alone.limitPerSecond),
  };
}
