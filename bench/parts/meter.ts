/** What a window cost: CPU time by process, and how often the servers were asked. */
import type { Redis } from 'ioredis';
import type { Database } from '../../src/database.ts';
import { round } from './figures.ts';
import { cpuMsOf, machineMs, type Processes } from './processes.ts';

const COMMITS = `
  select xact_commit as commits, (select wal_bytes::bigint from pg_stat_wal) as "walBytes"
  from pg_stat_database where datname = current_database()`;

export interface Asked {
  readonly commits: number;
  readonly walBytes: number;
  readonly redisCommands: number;
}

/** What PostgreSQL and Redis have done since they were started. */
export async function readAsked(database: Database, redis: Redis): Promise<Asked> {
  const [row] = await database.query<{ commits: number; walBytes: number }>(COMMITS);
  const info = await redis.info('stats');
  const redisCommands = Number(/total_commands_processed:(\d+)/.exec(info)?.[1] ?? 0);
  return { commits: row?.commits ?? 0, walBytes: row?.walBytes ?? 0, redisCommands };
}

/** Of one turn. `othersPercent` is what everything else on the machine took, of one core. */
export type Cost = Readonly<Record<string, number>>;

export interface Meter {
  /** Call at the window's two edges. */
  note(edge: 'start' | 'end'): void;
  /** Figures taken beside a busy neighbour (`othersPercent`) are to be taken again. */
  perTurn(turns: number): Promise<{ readonly cpuMs: Cost; readonly asked: Cost }>;
}

interface Reading {
  readonly at: number;
  readonly machine: number;
  readonly each: ReadonlyMap<string, number>;
  readonly asked: Promise<Asked | undefined>;
}

const digits = (figure: number): number => Math.round(figure * 1_000) / 1_000;

function costOfCpu(before: Reading, after: Reading, turns: number): Cost {
  const spent = [...after.each].map(([name, ms]) => [name, ms - (before.each.get(name) ?? 0)] as const);
  const ours = spent.reduce((sum, [, ms]) => sum + ms, 0);
  const others = after.machine - before.machine - ours;
  return {
    ...Object.fromEntries(spent.map(([name, ms]) => [name, digits(ms / turns)])),
    total: digits(ours / turns),
    othersPercent: round((others / (after.at - before.at)) * 100),
  };
}

/** @param ask undefined where there are no servers */
export function createMeter(processes: Processes, ask?: () => Promise<Asked>): Meter {
  const read = (): Reading => ({
    at: performance.now(),
    machine: machineMs(),
    each: new Map(Object.entries(processes).map(([name, pid]) => [name, cpuMsOf(pid)])),
    asked: ask?.() ?? Promise.resolve(undefined),
  });
  let before = read();
  let after = before;
  return {
    note(edge) {
      if (edge === 'start') before = read();
      else after = read();
    },
    async perTurn(turns) {
      const [first, last] = await Promise.all([before.asked, after.asked]);
      const rise = (name: keyof Asked) => digits(((last?.[name] ?? 0) - (first?.[name] ?? 0)) / turns);
      const asked = {
        commits: rise('commits'),
        walBytes: Math.round(rise('walBytes')),
        redisCommands: rise('redisCommands'),
      };
      return { cpuMs: costOfCpu(before, after, turns), asked: last === undefined ? {} : asked };
    },
  };
}
