/**
 * Real servers for tests, each started as a direct child and ended with its own exit waited for.
 * Nothing here falls back to something else: `find…` says whether the program is on this machine.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);

export const findRedis = (): string | undefined => onPath('redis-server');

export const findChromium = (): string | undefined =>
  onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome');

/** The folder that holds initdb and postgres; Debian keeps it off the PATH. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = isProgram(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin'))];
  const initdb = onPath('initdb');
  if (initdb) folders.push(join(initdb, '..'));
  return folders.find((folder) => isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres')));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until it is so; the condition is what a test waits for, never a time. */
export async function until<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${what} after ${timeoutMs} ms`);
    await pause(10);
  }
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** A server that can be broken in the ways that servers break, and mended. */
export interface BreakableServer extends TestServer {
  /** Kills all its processes at once. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and with what data it keeps. */
  start(): Promise<void>;
  /** Stops its processes where they are, with their connections open, until `resume`. */
  pause(): void;
  resume(): void;
}

/** The process and those it started. Linux only, as the rest of what breaks servers. */
function familyOf({ pid }: ChildProcess): number[] {
  if (pid === undefined) return [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

function signalAll(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function createBreaker(current: () => ChildProcess, restart: () => Promise<void>) {
  const pause = () => {
    const [first] = familyOf(current());
    // The parent first: it then starts no others.
    if (first !== undefined) signalAll([first], 'SIGSTOP');
    signalAll(familyOf(current()), 'SIGSTOP');
  };
  return {
    pause,
    resume: () => signalAll(familyOf(current()), 'SIGCONT'),
    start: restart,
    async kill() {
      const child = current();
      if (child.exitCode !== null || child.signalCode !== null) return;
      pause();
      const family = familyOf(child);
      const ended = once(child, 'exit');
      signalAll(family, 'SIGKILL');
      await ended;
      await until(() => !family.some(isAlive), 'the server to be gone');
    },
  };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Ends the child when this process ends without having disposed of it. */
function tieToThisProcess(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('exit', () => process.off('exit', kill));
}

async function waitForText(child: ChildProcess, text: string): Promise<void> {
  let seen = '';
  const take = (chunk: Buffer) => {
    seen += chunk.toString();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${seen}`);
    return seen.includes(text);
  }, `"${text}"`);
}

/** A Redis without persistence, in memory only, on a port of its own. */
export async function startRedis(port?: number): Promise<BreakableServer> {
  const program = findRedis();
  if (!program) throw new Error('redis-server is not installed');
  const chosen = port ?? (await freePort());
  const own = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const start = async () => {
    const child = spawn(program, own);
    tieToThisProcess(child);
    await waitForText(child, 'Ready to accept connections');
    return child;
  };
  let child = await start();
  const restart = async () => {
    child = await start();
  };
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    ...createBreaker(() => child, restart),
    [Symbol.asyncDispose]: () => stop(child, 'SIGKILL'),
  };
}

/** PostgreSQL refuses to run as root: there it runs as `nobody`, who owns the data folder. */
const unprivileged = () => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

export interface PostgresOptions {
  /** Waits for the disk at each commit, as in operation; off in tests, which lose nothing by it. */
  readonly fsync?: boolean;
  /** A data folder of a server that has stopped: a copy of it is worked on. An empty one where left out. */
  readonly from?: string;
}

type User = ReturnType<typeof unprivileged>;

function makeCluster(bin: string, user: User): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiche-postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const options = ['-U', 'guiche', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'];
  execFileSync(join(bin, 'initdb'), ['-D', folder, ...options], { ...user, cwd: folder, stdio: 'pipe' });
  return folder;
}

/** Made once on this machine for each version, and copied: the server's first steps cost most of a second. */
function findEmptyCluster(bin: string, user: User): string {
  const template = join(
    tmpdir(),
    `guiche-cluster-${createHash('sha256').update(bin).digest('hex').slice(0, 8)}`,
  );
  if (!existsSync(template)) {
    const made = makeCluster(bin, user);
    try {
      renameSync(made, template);
    } catch (error) {
      // Another process was sooner.
      rmSync(made, { recursive: true, force: true });
      if (!existsSync(template)) throw error;
    }
  }
  return template;
}

function createCluster(bin: string, user: User, from = findEmptyCluster(bin, user)): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiche-postgres-'));
  execFileSync('cp', ['-a', `${from}/.`, folder]);
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

export interface PostgresServer extends BreakableServer {
  /** Kills it, as a power cut would, and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Stops it, and moves its data folder there. */
  keep(path: string): Promise<void>;
}

/** A PostgreSQL server with a fresh data folder, removed at the end. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  if (!bin) throw new Error('postgresql is not installed');
  const user = unprivileged();
  const folder = createCluster(bin, user, options.from);
  const port = await freePort();
  const durability = options.fsync ? 'on' : 'off';
  const settings = ['listen_addresses=127.0.0.1', 'max_connections=200', `fsync=${durability}`];
  const flags = ['-D', folder, '-k', folder, '-p', String(port), ...settings.flatMap((each) => ['-c', each])];
  const start = async () => {
    const child = spawn(join(bin, 'postgres'), flags, { ...user, cwd: folder });
    tieToThisProcess(child);
    await waitForText(child, 'ready to accept connections');
    return child;
  };
  let child = await start();
  const breaker = createBreaker(
    () => child,
    async () => {
      child = await start();
    },
  );
  return {
    ...breaker,
    url: `postgres://guiche@127.0.0.1:${port}/postgres`,
    port,
    async restart() {
      await stop(child, 'SIGQUIT');
      child = await start();
    },
    async keep(path) {
      await stop(child, 'SIGINT');
      renameSync(folder, path);
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) breaker.resume();
      await stop(child, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
