/** Keeps the documents as their sources are: at the start, when told to, and from time to time. */
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../discover.ts';
import { describeError } from '../errors.ts';
import { readLiveBuild } from '../knowledge/builds.ts';
import { readCollections } from '../knowledge/collection.ts';
import { type IngestReport, ingestAll, readLastIngest } from '../knowledge/ingest.ts';
import { openFetch } from '../knowledge/sources/fetch.ts';
import { createPoliteFetch, ROBOT } from '../knowledge/sources/politeness.ts';
import { refreshPages } from '../knowledge/sources/web.ts';
import { countHoldings } from '../knowledge/uploads.ts';
import type { Core } from './core.ts';

const FOLDER = fileURLToPath(new URL('knowledge/', ROOT));

/** Between two requests to a site that asks for no longer one. */
const PAUSE_MS = 1_000;
const HOUR_MS = 3_600_000;
/** In a log that is not watched as it grows. */
const PROGRESS_MS = 10_000;

/** What a look at the sources needs. */
export type Looking = Pick<Core, 'settings' | 'log' | 'database'>;

export interface LookOptions {
  readonly signal?: AbortSignal;
  /** Told of each page that was fetched, and each document that had to be read. */
  readonly onProgress?: (step: 'fetch' | 'read', done: number, total: number, place: string) => void;
}

/** A line every few seconds, for those who watch a long run. */
export function createProgressLog({ log }: Pick<Core, 'log'>): NonNullable<LookOptions['onProgress']> {
  let last = performance.now();
  return (step, done, total, place) => {
    if (performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    log.info({ step, done, total, place }, 'looking at the sources of the documents');
  };
}

/** Reads what is in the folders, what was fetched and what was uploaded; fetches nothing. */
export const ingestSources = (
  { database, log }: Looking,
  { signal, onProgress }: LookOptions = {},
): Promise<IngestReport> =>
  ingestAll({
    ...{ database, log, signal, folder: FOLDER },
    onDocument: (done, total, place) => onProgress?.('read', done, total, place),
  });

/**
 * Fetches the web sources that were not looked at since.
 * @returns how many were looked at
 */
export async function fetchSources(
  { database, settings }: Looking,
  dueBefore: Date,
  { signal, onProgress }: LookOptions = {},
): Promise<number> {
  const { collections, unreadable } = await readCollections(FOLDER);
  const site = settings.PUBLIC_URL === undefined ? '' : ` (+${settings.PUBLIC_URL})`;
  await using fetcher = openFetch({
    privateHosts: settings.KNOWLEDGE_PRIVATE_HOSTS,
    userAgent: `${ROBOT}/${packageJson.version}${site}`,
  });
  return refreshPages({
    ...{ database, collections, dueBefore, signal },
    unreadable: unreadable.map(({ collection }) => collection),
    fetch: createPoliteFetch(fetcher.fetch, PAUSE_MS),
    onPage: (done, total, address) => onProgress?.('fetch', done, total, address),
  });
}

/** What is due now: nothing that was ever looked at, where nothing is to be fetched again. */
const dueBefore = ({ KNOWLEDGE_REFRESH_HOURS }: Core['settings']): Date =>
  // Somebody else may have fetched a little while ago, at a moment of its own.
  new Date(KNOWLEDGE_REFRESH_HOURS === 0 ? 0 : Date.now() - 0.5 * KNOWLEDGE_REFRESH_HOURS * HOUR_MS);

function watchDocuments({ metrics, database }: Core): void {
  const sum = (of: 'documents' | 'passages') => async () =>
    new Map((await countHoldings(database)).map((held) => [held.collection, held[of]] as const));
  metrics.watch('guiche_knowledge_documents', 'Documents that are searched.', 'collection', sum('documents'));
  metrics.watch('guiche_knowledge_passages', 'Passages that are searched.', 'collection', sum('passages'));
  metrics.watch('guiche_knowledge_build', 'Number of the build that is searched.', 'state', async () => {
    const build = await readLiveBuild(database);
    return new Map(build === undefined ? [] : [['live', build]]);
  });
  metrics.watch('guiche_knowledge_rejected', 'Sources that could not be taken.', 'collection', async () => {
    const { report } = (await readLastIngest(database)) ?? {};
    return new Map(
      [...Map.groupBy(report?.rejected ?? [], ({ collection }) => collection)].map(
        ([collection, rejected]) => [collection, rejected.length],
      ),
    );
  });
  metrics.watch(
    'guiche_knowledge_ingest_age_seconds',
    'Since all sources were looked at.',
    'of',
    async () => {
      const last = await readLastIngest(database);
      return new Map(last ? [['all', (Date.now() - last.endedAt.getTime()) / 1_000]] : []);
    },
  );
}

export interface Documents extends AsyncDisposable {
  /** Looks at the sources again. Never rejects: what is wrong is logged, and what was known stays. */
  reload(): Promise<void>;
}

/**
 * The first time it waits until the documents are read; later it serves those of the last time, and
 * reads meanwhile what changed. Pages on the web are never waited for.
 * @throws where nothing was ever read, and it cannot be
 */
export async function keepDocuments(core: Core): Promise<Documents> {
  const { database, knowledge, log, settings } = core;
  const closing = new AbortController();
  const { signal } = closing;
  const options = { signal, onProgress: createProgressLog(core) };

  async function read(): Promise<void> {
    const { rejected, ...report } = await ingestSources(core, options);
    if (report.build !== null) await knowledge.refresh();
    log.info({ ...report, rejected: rejected.length }, 'the documents are as their sources');
  }

  async function readWeb(): Promise<void> {
    if ((await fetchSources(core, dueBefore(settings), options)) > 0) await read();
  }

  async function look(): Promise<void> {
    await read();
    await readWeb();
  }

  let last: Promise<void> = Promise.resolve();
  /** One after the other. */
  const lookAgain = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => {
      if (!signal.aborted)
        log.error({ error: describeError(error) }, 'the sources of the documents cannot be looked at');
    });
    return last;
  };

  async function follow(): Promise<void> {
    const everyMs = settings.KNOWLEDGE_REFRESH_HOURS * HOUR_MS;
    while (everyMs > 0) {
      // Several processes, and several houses, do not ask the same site at the same moment.
      await pause(everyMs * (0.9 + 0.2 * Math.random()), undefined, { signal, ref: false });
      await lookAgain(look);
    }
  }

  const isFirst = (await readLiveBuild(database)) === undefined;
  if (isFirst) await read();
  void lookAgain(isFirst ? readWeb : look);
  const following = follow().catch(() => undefined);
  watchDocuments(core);
  return {
    reload: () => lookAgain(look),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all([last, following]);
    },
  };
}
