/** All widgets, in the processes that hold them. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command, Counts, Report } from './protocol.ts';

/** One process is kept busy by about 5,000 widgets that come back at once. */
const PROCESSES = 2;

async function ask(child: ChildProcess, command: Command): Promise<Report> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('a process of widgets has ended');
  });
  ended.catch(() => undefined);
  child.send(command);
  const [report] = (await Promise.race([once(child, 'message'), ended])) as [Report];
  if (report.type === 'failed') throw new Error(report.reason);
  return report;
}

const add = (one: Counts, other: Counts): Counts => ({
  synced: one.synced + other.synced,
  working: one.working + other.working,
  partial: one.partial + other.partial,
  lastPartialAt: Math.max(one.lastPartialAt, other.lastPartialAt),
  written: one.written + other.written,
  acknowledged: one.acknowledged + other.acknowledged,
  answered: one.answered + other.answered,
  doubled: one.doubled + other.doubled,
});

export function openCrowd() {
  const file = fileURLToPath(new URL('clients.ts', import.meta.url));
  const children = Array.from({ length: PROCESSES }, () => fork(file));
  for (const child of children) child.setMaxListeners(0);
  const askAll = (command: Command) => Promise.all(children.map((child) => ask(child, command)));
  return {
    connect: (url: string, count: number) => askAll({ type: 'connect', url, count: count / PROCESSES }),
    greet: () => askAll({ type: 'greet' }),
    write: (writers: number) => askAll({ type: 'write', writers: writers / PROCESSES }),
    stopWriting: () => askAll({ type: 'stop-writing' }),
    async count(): Promise<Counts> {
      const reports = await askAll({ type: 'count' });
      return reports.flatMap((report) => (report.type === 'counted' ? [report.counts] : [])).reduce(add);
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        if (child.exitCode !== null) continue;
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }
    },
  };
}

export type Crowd = ReturnType<typeof openCrowd>;
