/**
 * A constant load for a long time: whether memory and streams stay as they are. The database grows, as
 * it should.
 */
import type { Redis } from 'ioredis';
import type { BenchOptions, Figures } from '../options.ts';
import { round } from '../parts/figures.ts';
import { startLoad } from '../parts/load.ts';
import { checkRecorded, measure } from '../parts/measure.ts';
import { rssMbOf } from '../parts/processes.ts';
import { openProgram, type RunningProgram } from '../parts/program.ts';
import { openServers } from '../parts/servers.ts';

const PER_SECOND = 500;
const SAMPLES = 60;
/** Samples at the beginning, in the middle and at the end whose median is looked at. */
const MEDIAN_OF = 7;
/** A heap that is not full rises and falls by about so much. */
const FLAT = 1.1;
const BYTES_IN_MEBIBYTE = 1_048_576;

type Sample = Readonly<Record<string, number>>;

async function streamEntries(redis: Redis): Promise<number> {
  const lengths = await Promise.all((await redis.keys('guiche:{*}')).map((key) => redis.xlen(key)));
  return lengths.reduce((sum, length) => sum + length, 0);
}

async function sample(program: RunningProgram, redis: Redis): Promise<Sample> {
  const memory = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
  return {
    ...Object.fromEntries(Object.entries(program.processes).map(([name, pid]) => [name, rssMbOf(pid)])),
    redis: round(Number(memory ?? 0) / BYTES_IN_MEBIBYTE),
    streamEntries: await streamEntries(redis),
  };
}

/** By name, the median of the samples around a place: 0 is the beginning, 1 the end. */
function around(samples: readonly Sample[], place: number): Sample {
  const from = Math.round((samples.length - MEDIAN_OF) * place);
  const near = samples.slice(Math.max(0, from), Math.max(0, from) + MEDIAN_OF);
  const median = (name: string) =>
    near.map((each) => each[name] ?? 0).sort((one, other) => one - other)[Math.floor(near.length / 2)] ?? 0;
  return Object.fromEntries(Object.keys(samples[0] ?? {}).map((name) => [name, median(name)]));
}

export async function benchSoak(options: BenchOptions): Promise<Figures> {
  await using servers = await openServers(options.conversations);
  await using load = await startLoad();
  await using program = await openProgram({ ...options, providerUrl: load.providerUrl, servers });
  const samples: Promise<Sample>[] = [];
  let timer: NodeJS.Timeout | undefined;
  const take = () => void samples.push(sample(program, servers.redis));
  const onWindow = (edge: 'start' | 'end') => {
    clearInterval(timer);
    if (edge === 'start') timer = setInterval(take, (options.seconds * 1_000) / SAMPLES);
  };
  const scene = { load, target: program, servers, options, onWindow };
  const { outcome, cpuMs } = await measure(scene, { perSecond: PER_SECOND });
  await checkRecorded(servers.database, servers.deliveries, [{ outcome }]);
  const taken = await Promise.all(samples);
  const [start, middle, end] = [around(taken, 0), around(taken, 0.5), around(taken, 1)];
  const growth = Object.fromEntries(
    Object.keys(program.processes)
      .concat('redis')
      .map((name) => [name, round((end[name] ?? 0) / (middle[name] ?? 1))]),
  );
  return {
    seconds: options.seconds,
    perSecond: outcome.perSecond,
    answered: outcome.answered,
    p50Ms: outcome.p50Ms,
    p99Ms: outcome.p99Ms,
    maxMs: outcome.maxMs,
    startMb: start,
    middleMb: middle,
    endMb: end,
    endToMiddle: growth,
    flat: Object.values(growth).every((each) => each <= FLAT) ? 'yes' : 'no',
    cpuMsPerTurn: cpuMs,
    topology: options.topology,
  };
}
