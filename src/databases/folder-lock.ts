/**
 * One process per PGlite folder: a second one destroys the database in it, and PGlite has no lock
 * of its own. The lock is a file that names its holder. It is made with `link`, which fails when
 * the file is there, and is taken over from a holder that is no longer alive.
 *
 * A process is known by its id and the time it started, so that a number used again is not taken
 * for the old holder.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AssistantError } from '../errors.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Clock ticks after boot, where the system tells them; null elsewhere. */
  readonly started: string | null;
  readonly since: string;
}

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended and holds nothing, though its number is still taken.
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  // Processes of another machine or container cannot be seen from here: they count as alive.
  if (holder.host !== hostname()) return true;
  if (holder.started !== null) return startOf(holder.pid) === holder.started;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function refusal(folder: string, path: string, holder: Holder): AssistantError {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  const advice =
    holder.host === hostname()
      ? 'Stop that process first, or set DATA_DIR to another folder.'
      : `Stop it there first. If it is gone for good, delete ${path}.`;
  return new AssistantError(
    'configuration',
    `${folder} is in use by process ${holder.pid}${where}, since ${holder.since}. ${advice}`,
  );
}

/** Puts a dead holder's file aside; puts it back if somebody else was quicker and it is theirs. */
function removeStale(path: string, stale: Holder): void {
  const aside = `${path}.stale-${process.pid}`;
  renameSync(path, aside);
  const moved = readHolder(aside);
  if (moved?.pid !== stale.pid || moved.started !== stale.started) linkSync(aside, path);
  rmSync(aside);
}

/**
 * @throws AssistantError `configuration`, naming the holder, while another process has the folder
 */
export function lockFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock.json');
  const own = `${path}.${process.pid}`;
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
    since: new Date().toISOString(),
  };
  writeFileSync(own, `${JSON.stringify(holder)}\n`);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        linkSync(own, path);
        break;
      } catch (error) {
        const current = readHolder(path);
        if (current === undefined && attempt <= 3) continue;
        if (current === undefined) throw error;
        if (isAlive(current)) throw refusal(folder, path, current);
        removeStale(path, current);
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}
