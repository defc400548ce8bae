/** The program as a user starts it, and the API as a program of theirs would use it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyTemplate } from './database-template.ts';
import { until } from './servers.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));

/** A first start takes seconds; on a machine with much else to do, many. */
const START_PATIENCE_MS = 120_000;

export interface Program extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Where it listens; '' for a process without the gateway role. */
  readonly url: string;
  /** Everything it has printed so far. */
  output(): string;
  /** Ends it with the signal, and returns the exit code; null when the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** What is learnt from the phrases as they are here is the same for all: learnt once on this machine. */
export const SHARED_MODELS = join(tmpdir(), 'guiche-test-models');

const baseEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: process.env['HOME'] });

/** Starts `src/main.ts` and hands it over as it is, started or refused. */
export function launch(variables: NodeJS.ProcessEnv, checkout = CHECKOUT) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: checkout,
    env: {
      ...baseEnvironment(),
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...(checkout === CHECKOUT ? { MODELS_DIR: SHARED_MODELS } : {}),
      ...variables,
    },
  });
  let seen = '';
  const take = (chunk: Buffer) => {
    seen += chunk.toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const ended = once(child, 'exit').then(([code]) => {
    process.off('exit', kill);
    return code as number | null;
  });
  return { child, ended, output: () => seen };
}

/**
 * Resolves when the program says that it is ready. On a data folder of this checkout's it finds the documents
 * read; `launch` starts from nothing.
 */
export async function startProgram(variables: NodeJS.ProcessEnv, checkout = CHECKOUT): Promise<Program> {
  const { DATA_DIR, DATABASE_URL } = variables;
  if (DATA_DIR !== undefined && DATABASE_URL === undefined && checkout === CHECKOUT)
    await copyTemplate('documents', DATA_DIR);
  const { child, ended, output } = launch(variables, checkout);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}:\n${output()}`);
      return (
        output().includes('Guichê is ready') && (output().includes('API') || !output().includes('gateway'))
      );
    },
    'the program to be ready',
    START_PATIENCE_MS,
  ).catch((error: unknown) => {
    // Left running, it would keep the test file open.
    child.kill('SIGKILL');
    throw error;
  });
  const url = /chat\s+(\S+)\//.exec(output())?.[1] ?? '';
  return {
    process: child,
    url,
    output,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop('SIGKILL')),
  };
}

export interface Kept {
  readonly protocolNumber: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly duplicate: boolean;
  readonly status: string;
  readonly token: string;
}

export interface Line {
  readonly seq: number;
  readonly from: 'citizen' | 'assistant' | 'system';
  readonly text: string;
  readonly buttons: readonly { readonly title: string; readonly value: string }[];
  readonly citations: readonly {
    readonly mark: number;
    readonly passageId: string;
    readonly quote: string;
  }[];
  readonly intent: string | null;
  readonly certainty: 'sure' | 'doubtful' | 'unknown' | null;
  readonly dialog: string | null;
  readonly agent: string | null;
}

export interface Protocol {
  readonly status: 'open' | 'waiting' | 'closed';
  readonly lines: readonly Line[];
}

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** One citizen, who keeps their token. */
export function createCitizen(url: string) {
  let kept: Kept | undefined;
  const bearer = (): Record<string, string> => (kept ? { authorization: `Bearer ${kept.token}` } : {});
  async function send(text: string, messageId?: string): Promise<Kept> {
    const response = await post(url, { text, ...(messageId === undefined ? {} : { messageId }) }, bearer());
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
    kept = (await response.json()) as Kept;
    return kept;
  }
  async function read(after = 0, waitMs = 0): Promise<Protocol> {
    const response = await fetch(`${kept?.status}?after=${after}&waitMs=${waitMs}`, { headers: bearer() });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Protocol;
  }
  return {
    send,
    read,
    token: () => kept?.token,
    /** Sends, and waits for what the assistant says to it. */
    async ask(text: string): Promise<Line> {
      const { seq } = await send(text);
      const { lines } = await read(seq, 15_000);
      const answer = lines.find((line) => line.from === 'assistant');
      if (!answer) throw new Error(`no answer to “${text}”`);
      return answer;
    },
  };
}
