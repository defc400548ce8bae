/** Keeps the index of this process at the build that is live, forwards and backwards. */
import type { Database } from '../../database.ts';
import { describeError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createBreath } from './breath.ts';
import { createPassageIndex, type PassageIndex } from './passage-index.ts';
import {
  type ChangedDocument,
  readBuild,
  readChanges,
  readDocuments,
  readLive,
  readWords,
  readWordsOf,
} from './read-builds.ts';
import type { IndexedRow } from './segment.ts';

/** How often the live build is looked at: a change is to be seen within 2 s. */
const POLL_MS = 750;

/** More new documents than this, and than the index has passages, are read with everything else. */
const MANY_DOCUMENTS = 2_000;

export interface FollowedIndex extends AsyncDisposable {
  /** The index as it is; the first call loads it. */
  read(): Promise<PassageIndex>;
  /** Resolves when the index is at the build that was live at the call, or at a newer one. */
  refresh(): Promise<void>;
}

interface State {
  readonly index: PassageIndex;
  build: number;
}

async function load(database: Database, build: number): Promise<State> {
  const index = createPassageIndex();
  const builder = index.createBuilder();
  for await (const page of readBuild(database, build)) for (const row of page) builder.add(row);
  const breathe = createBreath();
  for await (const page of readWords(database)) {
    for (const { word, term } of page) index.dictionary.add(word, term);
    await breathe();
  }
  if (builder.passages > 0) index.add(await builder.finish());
  return { index, build };
}

async function readSegment(database: Database, index: PassageIndex, ids: readonly number[]) {
  const builder = index.createBuilder();
  const terms = new Set<number>();
  const add = (row: IndexedRow) => {
    builder.add(row);
    for (const [term] of row.terms.matchAll(/\d+/g)) terms.add(Number(term));
  };
  for await (const page of readDocuments(database, ids)) page.forEach(add);
  for (const { word, term } of await readWordsOf(database, [...terms])) index.dictionary.add(word, term);
  return builder.passages > 0 ? builder.finish() : undefined;
}

async function change(database: Database, state: State, build: number, changes: readonly ChangedDocument[]) {
  const { index } = state;
  const idsOf = (enters: boolean) => changes.filter((one) => one.enters === enters).map(({ id }) => id);
  const [entering, leaving] = [idsOf(true), idsOf(false)];
  const segment = await readSegment(
    database,
    index,
    entering.filter((id) => !index.has(id)),
  );
  // From here on without a pause, so that no search sees half of it.
  index.setGone(leaving, true);
  index.setGone(entering, false);
  if (segment) index.add(segment);
  state.build = build;
}

/** The state at the live build: a new one, or the one it was, changed. */
async function update(database: Database, state: State | undefined): Promise<State> {
  const { build, isKept } = await readLive(database, state?.build ?? 0);
  if (state === undefined || !isKept) return load(database, build);
  if (state.build === build) return state;
  const changes = await readChanges(database, state.build, build);
  if (changes.length > Math.max(MANY_DOCUMENTS, state.index.passages)) return load(database, build);
  await change(database, state, build, changes);
  return state;
}

/** Reads nothing before it is asked; then it looks for another live build every 0.75 s. */
export function followBuilds(database: Database, log: Log): FollowedIndex {
  let state: State | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other; what failed does not stop the next. */
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  const refresh = async (): Promise<void> => {
    await enqueue(async () => {
      const startedAt = performance.now();
      const before = state;
      state = await update(database, state);
      if (state !== before) {
        const { passages, dictionary } = state.index;
        const loadMs = Math.round(performance.now() - startedAt);
        log.info({ build: state.build, passages, words: dictionary.size, loadMs }, 'the index is loaded');
      }
      poll();
    });
    // Not waited for: what changed can be found already.
    enqueue(async () => state?.index.compact()).catch((error: unknown) =>
      log.error({ error: describeError(error) }, 'the index could not be made compact'),
    );
  };

  function poll(): void {
    if (isClosed || timer !== undefined) return;
    let failed = false;
    const look = async () => {
      try {
        await refresh();
        failed = false;
      } catch (error) {
        if (!failed && !isClosed)
          log.warn(
            { error: describeError(error) },
            'the index cannot be brought up to date; it stays as it is',
          );
        failed = true;
      }
      if (!isClosed) timer = setTimeout(look, POLL_MS).unref();
    };
    timer = setTimeout(look, POLL_MS).unref();
  }

  return {
    async read() {
      if (state === undefined) await refresh();
      if (state === undefined) throw new Error('the index is not loaded');
      return state.index;
    },
    refresh,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      clearTimeout(timer);
      await last;
    },
  };
}
