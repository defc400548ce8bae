/**
 * The program's processes, and a supervisor that starts another when one has ended, as an
 * orchestrator would: at the same address, after a while.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { until } from '../test/helpers/servers.ts';
import type { Journal } from './journal.ts';
import type { ProcessName, Role } from './plan.ts';

/** After an end that nobody meant. */
const RESTART_MS = 300;
const READY = 'Guichê is ready';
const TAIL_CHARACTERS = 4_000;

export interface SupervisedOptions {
  readonly name: ProcessName;
  readonly roles: readonly Role[];
  readonly variables: NodeJS.ProcessEnv;
  /** Where `src/main.ts` is. */
  readonly checkout: string;
  /** Takes what the process and those after it print. */
  readonly logFile: string;
  readonly journal: Journal;
  /** Told whenever it has become able to serve, or unable. */
  onChange(): void;
}

export interface Supervised extends AsyncDisposable {
  readonly name: ProcessName;
  readonly roles: readonly Role[];
  readonly isServing: boolean;
  /** Ends it; another is started `downMs` after its end. False when it was not running. */
  end(signal: 'SIGKILL' | 'SIGTERM', downMs: number): boolean;
  /** Stops it where it is. False when it was not running. */
  pause(): boolean;
  resume(): void;
}

export function supervise(options: SupervisedOptions): Supervised {
  const { name, roles, variables, checkout, logFile, journal, onChange } = options;
  const log = createWriteStream(logFile, { flags: 'a' });
  let child: ChildProcess | undefined;
  let isReady = false;
  let isPaused = false;
  let isClosing = false;
  let nextStart: { readonly afterMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    const own = spawn(process.execPath, ['src/main.ts'], { cwd: checkout, env: variables });
    child = own;
    let output = '';
    const take = (chunk: Buffer) => {
      log.write(chunk);
      output = (output + chunk.toString()).slice(-TAIL_CHARACTERS);
      if (isReady || child !== own || !output.includes(READY)) return;
      isReady = true;
      onChange();
    };
    log.write(`--- ${journal.now()} ms: started\n`);
    own.stdout?.on('data', take);
    own.stderr?.on('data', take);
    const kill = () => own.kill('SIGKILL');
    process.on('exit', kill);
    own.on('exit', (code, signal) => {
      process.off('exit', kill);
      log.write(`--- ${journal.now()} ms: ended with ${signal ?? code}\n`);
      ended(output);
    });
  }

  function ended(output: string): void {
    // Refusing to start while a server is away is as it should be.
    if (isReady && !nextStart && !isClosing)
      journal.crashes.push({ process: name, at: journal.now(), output });
    child = undefined;
    isReady = false;
    isPaused = false;
    onChange();
    if (!isClosing) timer = setTimeout(start, nextStart?.afterMs ?? RESTART_MS);
    nextStart = undefined;
  }

  start();
  return {
    name,
    roles,
    get isServing() {
      return isReady && !isPaused;
    },
    end(signal, downMs) {
      if (!child) return false;
      nextStart = { afterMs: downMs };
      // One that is told to stop still serves while it does.
      if (signal === 'SIGTERM' && isPaused) child.kill('SIGCONT');
      return child.kill(signal);
    },
    pause() {
      if (!child || !isReady) return false;
      child.kill('SIGSTOP');
      isPaused = true;
      onChange();
      return true;
    },
    resume() {
      if (!isPaused) return;
      child?.kill('SIGCONT');
      isPaused = false;
      onChange();
    },
    async [Symbol.asyncDispose]() {
      isClosing = true;
      clearTimeout(timer);
      const own = child;
      if (own) {
        const gone = once(own, 'exit');
        own.kill('SIGKILL');
        await gone;
      }
      log.end();
    },
  };
}

/** Writes down when nobody serves a role. Call it at every change. */
export function watchService(processes: readonly Supervised[], journal: Journal): () => void {
  const since = new Map<Role, number>();
  return () => {
    for (const role of new Set(processes.flatMap((each) => each.roles))) {
      const from = since.get(role);
      const isServed = processes.some((each) => each.isServing && each.roles.includes(role));
      if (isServed && from !== undefined) {
        journal.unserved.push({ from, until: journal.now() });
        since.delete(role);
      }
      if (!isServed && from === undefined) since.set(role, journal.now());
    }
  };
}

const READY_WITHIN_MS = 180_000;

export const awaitService = async (processes: readonly Supervised[]): Promise<void> =>
  void (await until(
    () => processes.every((each) => each.isServing),
    'all processes to be ready',
    READY_WITHIN_MS,
  ));
