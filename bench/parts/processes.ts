/** What processes cost: CPU time and memory, from `/proc` (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's unit of CPU time; 100 a second on every Linux that Node supports. */
const TICK_MS = 10;
const MEBIBYTE_IN_KIBIBYTES = 1024;

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly ownMs: number;
  /** Of children that have ended. */
  readonly endedMs: number;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number) => Number(fields[field - 3]);
    return {
      name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
      parent: at(4),
      ownMs: (at(14) + at(15)) * TICK_MS,
      endedMs: (at(16) + at(17)) * TICK_MS,
    };
  } catch {
    return undefined;
  }
}

/** Children of a process, by the name of their program. */
export function findChildren(parent: number, name?: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
    .filter((pid) => {
      const stat = readStat(pid);
      return stat?.parent === parent && (name === undefined || stat.name === name);
    });
}

/** PostgreSQL is a family: each connection is a process. Other programs' children are theirs to list. */
export function cpuMsOf(pid: number): number {
  const stat = readStat(pid);
  if (!stat) return 0;
  if (stat.name !== 'postgres') return stat.ownMs;
  const family = findChildren(pid, 'postgres').map((child) => readStat(child)?.ownMs ?? 0);
  return family.reduce((sum, each) => sum + each, stat.ownMs + stat.endedMs);
}

export function rssMbOf(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / MEBIBYTE_IN_KIBIBYTES);
}

/** CPU time of everything on this machine. */
export function machineMs(): number {
  const fields = (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = fields;
  return (user + nice + system + irq + softirq + steal) * TICK_MS;
}

/** Process ids by what they are called in the figures. */
export type Processes = Readonly<Record<string, number>>;
