/** Does what the plan says, and writes down what was really done, and for how long it lasted. */
import { setTimeout as pause } from 'node:timers/promises';
import type { BreakableServer } from '../test/helpers/servers.ts';
import type { House } from './house.ts';
import type { Done, Journal } from './journal.ts';
import type { Fault } from './plan.ts';

/** One way to break one thing; resolves when it is mended. False when there was nothing to break. */
type Break = (fault: Fault, mended: Promise<unknown>) => Promise<boolean> | boolean;

const isServer = (target: Fault['target']): target is 'redis' | 'postgres' =>
  target === 'redis' || target === 'postgres';

async function breakServer(
  server: BreakableServer,
  fault: Fault,
  mended: Promise<unknown>,
): Promise<boolean> {
  if (fault.action === 'pause') {
    server.pause();
    await mended;
    server.resume();
    return true;
  }
  await server.kill();
  await mended;
  await server.start();
  return true;
}

function createBreaks(house: House): Break {
  const broken = new Set<Fault['target']>();
  const far = { provider: house.provider, model: house.model };

  async function breakProcess(fault: Fault, mended: Promise<unknown>): Promise<boolean> {
    const own = house.processes.find((each) => each.name === fault.target);
    if (!own) throw new Error(`there is no process ${fault.target}`);
    if (fault.action === 'kill') return own.end('SIGKILL', fault.durationMs);
    if (fault.action === 'stop') return own.end('SIGTERM', fault.durationMs);
    const isPaused = own.pause();
    await mended;
    own.resume();
    return isPaused;
  }

  return async (fault, mended) => {
    const { target, action } = fault;
    if (action === 'flush') {
      if (broken.has('redis')) return false;
      await house.flush();
      return true;
    }
    if (target === 'provider' || target === 'model') {
      far[target].isRefusing = true;
      await mended;
      far[target].isRefusing = false;
      return true;
    }
    if (!isServer(target)) return breakProcess(fault, mended);
    if (broken.has(target)) return false;
    broken.add(target);
    return breakServer(house[target], fault, mended).finally(() => broken.delete(target));
  };
}

/** Resolves when all is mended. */
export async function doFaults(faults: readonly Fault[], house: House, journal: Journal): Promise<void> {
  const breakIt = createBreaks(house);
  await Promise.all(
    faults.map(async (fault) => {
      await pause(fault.atMs);
      const done: Done = { ...fault, at: journal.now(), until: Number.POSITIVE_INFINITY };
      journal.done.push(done);
      const isDone = await breakIt(fault, pause(fault.durationMs));
      if (isDone) done.until = journal.now();
      else journal.done.splice(journal.done.indexOf(done), 1);
    }),
  );
}
