/** What is learnt from the dialogs' corpora, learnt anew when they change, while the old goes on serving. */
import { stat } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { findCorpora } from './dialog-corpora.ts';

export interface Circumstances {
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
}

export interface ReloadingOptions<Value> {
  /** Holds a folder for each dialog. */
  readonly folder: string;
  /** How often the files are looked at; undefined: only `reload` makes it learn. */
  readonly everyMs: number | undefined;
  /** Reads and learns. */
  readonly open: (circumstances: Circumstances) => Promise<Value>;
  readonly log: Log;
}

export interface Reloading<Value> extends AsyncDisposable {
  /** From the newest corpora that could be read; a message is read by one of these from beginning to end. */
  readonly current: Value;
  /** Reads the corpora again. Never rejects: what cannot be read is logged, and changes nothing. */
  reload(): Promise<void>;
}

/** Polled, not watched: mounted folders, as those of containers, tell nobody of their changes. */
async function readFingerprint(folder: string): Promise<string> {
  const paths = await findCorpora(folder);
  const stats = await Promise.all(
    paths.map(async (path) => {
      const { mtimeMs, size, ino } = await stat(path);
      return [path, mtimeMs, size, ino];
    }),
  );
  return JSON.stringify(stats);
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** @throws whatever `open` throws the first time */
export async function openReloading<Value>(options: ReloadingOptions<Value>): Promise<Reloading<Value>> {
  const { folder, everyMs, open, log } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let fingerprint = await readFingerprint(folder);
  let current = await open({ signal });
  let last: Promise<void> = Promise.resolve();

  async function learn(): Promise<void> {
    if (signal.aborted) return;
    const startedAt = performance.now();
    try {
      current = await open({ signal });
      log.info({ tookMs: Math.round(performance.now() - startedAt) }, 'the corpora were learnt anew');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ error: describeError(error) }, 'the corpora are not learnt: going on with the old ones');
    }
  }

  /** One after the other: the last asked for is the last to be taken up. */
  const reload = (): Promise<void> => {
    last = last.then(learn);
    return last;
  };

  async function poll(): Promise<void> {
    for await (const _ of setInterval(everyMs, undefined, { signal, ref: false })) {
      // A file that is just being replaced may be gone for a moment.
      const seen = await readFingerprint(folder).catch(() => fingerprint);
      if (seen === fingerprint) continue;
      fingerprint = seen;
      await reload();
    }
  }

  const polling = everyMs === undefined ? Promise.resolve() : poll();
  const stopped = polling.catch((error: unknown) => {
    if (!isAbort(error)) throw error;
  });
  return {
    get current() {
      return current;
    },
    reload,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all([last, stopped]);
    },
  };
}
