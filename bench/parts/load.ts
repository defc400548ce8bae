/** Starts the process that makes the load, and has it run. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command, Outcome, Report, Run } from '../load/protocol.ts';

export interface Load extends AsyncDisposable {
  readonly pid: number;
  /** Where the assistant sends its replies. */
  readonly providerUrl: string;
  /** @throws when the load could not be made, or replies were wrong: figures of those are worth nothing */
  run(run: Run, onWindow?: (edge: 'start' | 'end') => void): Promise<Outcome>;
}

function expect<T extends Report['type']>(
  child: ChildProcess,
  type: T,
  onOther: (report: Report) => void = () => undefined,
): Promise<Extract<Report, { type: T }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<Report, { type: T }>>();
  const take = (report: Report) => {
    if (report.type === type) resolve(report as Extract<Report, { type: T }>);
    else if (report.type === 'failed') reject(new Error(report.reason));
    else onOther(report);
  };
  const end = (code: number | null) => reject(new Error(`the load's process ended with ${code}`));
  child.on('message', take);
  child.once('exit', end);
  return promise.finally(() => {
    child.off('message', take);
    child.off('exit', end);
  });
}

function check(outcome: Outcome): void {
  const { accepted, answered, refused, firstRefusal, lost, doubled, wrong, misordered } = outcome;
  if (refused + lost + doubled + wrong + misordered === 0) return;
  const faults = { accepted, answered, refused, firstRefusal, lost, doubled, wrong, misordered };
  throw new Error(`not every message was answered once, rightly and in order: ${JSON.stringify(faults)}`);
}

export async function startLoad(): Promise<Load> {
  const child = fork(fileURLToPath(new URL('../load/process.ts', import.meta.url)));
  const { providerUrl } = await expect(child, 'ready');
  return {
    pid: child.pid ?? 0,
    providerUrl,
    async run(run, onWindow) {
      child.send({ type: 'run', run } satisfies Command);
      const { outcome } = await expect(child, 'done', (report) => {
        if (report.type === 'window') onWindow?.(report.edge);
      });
      check(outcome);
      return outcome;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
