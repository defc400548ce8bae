/**
 * Two hundred people at the desk and two thousand conversations with them: how long it takes from what a
 * citizen wrote, or a person answered, to every window that must show it; and how soon the inbox is there.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProvider } from '../load/provider.ts';
import type { BenchOptions, Figures } from '../options.ts';
import { percentile, ratio } from '../parts/figures.ts';
import { cpuMsOf, type Processes, rssMbOf } from '../parts/processes.ts';
import { openProgram } from '../parts/program.ts';
import { openServers } from '../parts/servers.ts';
import { measureFirstPaint } from './first-paint.ts';
import { AGENTS, fillHouse, type House, OPEN } from './house.ts';
import type { Command, Latencies, Report, Said, WindowOf } from './protocol.ts';
import { openWriting } from './writing.ts';

/** What citizens write in a second, and as much again of what people answer. */
const PER_SECOND = 20;
const WARM_UP_MS = 5_000;
/** What has not been shown by then is missing. */
const SHOWN_WITHIN_MS = 5_000;

async function ask(child: ChildProcess, command: Command): Promise<Report> {
  child.send(command);
  const [report] = (await once(child, 'message')) as [Report];
  if (report.type === 'failed') throw new Error(report.reason);
  return report;
}

function openWindows() {
  const child = fork(fileURLToPath(new URL('windows.ts', import.meta.url)));
  return {
    open: (url: string, windows: readonly WindowOf[]) => ask(child, { type: 'open', url, windows }),
    async judge(said: readonly Said[]): Promise<Latencies> {
      const report = await ask(child, { type: 'judge', said });
      return report.type === 'judged' ? report.latencies : { lists: [], stories: [], missing: said.length };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

const windowsOf = ({ atWork, supervisors }: House): readonly WindowOf[] => [
  ...atWork.map(({ person: { token, personId, queues }, conversationId: follows }) => ({
    ...{ token, personId, queues, follows },
  })),
  ...supervisors.map(({ token, personId }) => ({ token, personId, queues: [], follows: null })),
];

const share = (figures: readonly number[], of: number): number =>
  percentile(
    figures.toSorted((one, other) => one - other),
    of,
  );

/** Messages and replies that were kept, until the server said so. */
const keptP99Ms = (said: readonly Said[]): number =>
  share(
    said.map(({ keptMs }) => keptMs),
    0.99,
  );

/** CPU time by process, in milliseconds. */
const cpuOf = (processes: Processes): ReadonlyMap<string, number> =>
  new Map(Object.entries(processes).map(([name, pid]) => [name, cpuMsOf(pid)]));

const sharesOf = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  withinMs: number,
): Readonly<Record<string, number>> =>
  Object.fromEntries([...after].map(([name, ms]) => [name, ratio(ms - (before.get(name) ?? 0), withinMs)]));

function summarize(fromCitizens: Latencies, fromPeople: Latencies) {
  const parts = [fromCitizens.lists, fromCitizens.stories, fromPeople.lists, fromPeople.stories];
  const all = parts.flat();
  return {
    shown: all.length,
    missing: fromCitizens.missing + fromPeople.missing,
    p50Ms: share(all, 0.5),
    p99Ms: share(all, 0.99),
    messageToListP99Ms: share(fromCitizens.lists, 0.99),
    messageToStoryP99Ms: share(fromCitizens.stories, 0.99),
    replyToListP99Ms: share(fromPeople.lists, 0.99),
    replyToStoryP99Ms: share(fromPeople.stories, 0.99),
  };
}

export async function benchDesk(options: BenchOptions): Promise<Figures> {
  await using servers = await openServers(Math.max(options.conversations, OPEN));
  const house = await fillHouse(servers.database);
  const providerUrl = await startProvider(() => undefined);
  await using program = await openProgram({ ...options, servers, providerUrl });
  const { url, processes } = program;
  await using windows = openWindows();
  await windows.open(url, windowsOf(house));
  await using writing = openWriting(url, house.atWork);
  await writing.run(PER_SECOND, WARM_UP_MS);
  const all = { ...processes, ...servers.processes };
  const before = cpuOf(all);
  const { fromCitizens, fromPeople } = await writing.run(PER_SECOND, options.seconds * 1_000);
  const after = cpuOf(all);
  await pause(SHOWN_WITHIN_MS);
  const shown = summarize(await windows.judge(fromCitizens), await windows.judge(fromPeople));
  const [supervisor] = house.supervisors;
  const paint = await measureFirstPaint(url, supervisor?.token ?? '');
  return {
    agents: AGENTS,
    conversations: OPEN,
    perSecond: PER_SECOND * 2,
    ...shown,
    messageKeptP99Ms: keptP99Ms(fromCitizens),
    replyKeptP99Ms: keptP99Ms(fromPeople),
    ...paint,
    // Of a core, by process.
    cpu: sharesOf(before, after, options.seconds * 1_000),
    gatewayRssMb: rssMbOf(processes['gateway'] ?? 0),
    topology: options.topology,
  };
}
