/** The program, from accepted webhook to recorded delivery. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPglite } from '../../src/databases/pglite.ts';
import type { Pace } from '../load/protocol.ts';
import type { BenchOptions } from '../options.ts';
import { startLoad } from '../parts/load.ts';
import { checkRecorded, FULL, type Measured, measure, PACED } from '../parts/measure.ts';
import { EMBEDDED, openProgram } from '../parts/program.ts';
import { openServers } from '../parts/servers.ts';

/** A quarter of what it is to reach at the maximum, as for the servers. */
const EMBEDDED_PACED: Pace = { perSecond: 500 };
const EMBEDDED_PEOPLE = 1_000;

export interface ProgramFigures {
  readonly full: Measured;
  readonly paced: Measured;
}

/** With Redis and PostgreSQL, its roles in processes of their own. */
export async function measureProgram(options: BenchOptions): Promise<ProgramFigures> {
  await using servers = await openServers(options.conversations);
  await using load = await startLoad();
  await using target = await openProgram({ ...options, providerUrl: load.providerUrl, servers });
  const scene = { load, target, servers, options };
  const full = await measure(scene, FULL);
  const paced = await measure(scene, PACED);
  await checkRecorded(servers.database, servers.deliveries, [full, paced]);
  return { full, paced };
}

/** In one process, with the database in it; what is recorded there can be read once it has ended. */
export async function measureEmbedded({ nodeOptions, ...rest }: BenchOptions): Promise<ProgramFigures> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'guiche-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const load = stack.use(await startLoad());
  const target = stack.use(
    await openProgram({ topology: EMBEDDED, nodeOptions, dataDir, providerUrl: load.providerUrl }),
  );
  // Few enough that all have begun their conversations before the window.
  const scene = { load, target, options: { ...rest, nodeOptions, conversations: EMBEDDED_PEOPLE } };
  const full = await measure(scene, FULL);
  const paced = await measure(scene, EMBEDDED_PACED);
  await target[Symbol.asyncDispose]();
  await using database = await openPglite(dataDir);
  await checkRecorded(database, 0, [full, paced]);
  return { full, paced };
}
