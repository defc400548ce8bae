/** What all roles share, opened once. */
import type { Database } from '../database.ts';
import { openPglite } from '../databases/pglite.ts';
import { openPostgres } from '../databases/postgres.ts';
import { findEntities } from '../entities.ts';
import { type Knowledge, openKnowledge } from '../knowledge/search.ts';
import { DEFAULT_LOCALE, TIME_ZONE } from '../locale.ts';
import type { Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import type { Model } from '../model.ts';
import { createNewsBoard, type NewsBoard } from '../pipeline/desk-news.ts';
import { createDoorbells, type Doorbells } from '../pipeline/doorbells.ts';
import { createLive, type Live } from '../pipeline/live.ts';
import { keepSecret } from '../sessions.ts';
import type { Settings } from '../settings.ts';
import { migrate } from '../store/migrate.ts';
import type { Stream } from '../stream.ts';
import { openMemoryStream } from '../streams/memory.ts';
import { openRedisStream } from '../streams/redis.ts';
import { createMask } from '../understanding/mask-words.ts';
import { openModel } from './model.ts';
import { readSearchOptions } from './search.ts';

/** What the parts share. */
export interface Core {
  readonly settings: Settings;
  readonly log: Log;
  readonly database: Database;
  readonly stream: Stream;
  readonly doorbells: Doorbells;
  readonly live: Live;
  readonly news: NewsBoard;
  readonly metrics: Metrics;
  readonly knowledge: Knowledge;
  /** Undefined where no model server is set. */
  readonly model: Model | undefined;
}

/** The database that the settings name. */
export function openDatabase(settings: Settings, log: Log): Promise<Database> {
  return settings.DATABASE_URL === undefined
    ? openPglite(settings.DATA_DIR, { vectors: settings.EMBEDDINGS_URL !== undefined })
    : openPostgres(settings.DATABASE_URL, settings.DATABASE_POOL, log);
}

/** Brings the database to its newest form. */
export async function openCore(settings: Settings, log: Log, stack: AsyncDisposableStack): Promise<Core> {
  const database = stack.use(await openDatabase(settings, log));
  const applied = await migrate(database);
  if (applied.length > 0) log.info({ applied }, 'migrations');
  const { REDIS_URL } = settings;
  const stream = stack.use(
    REDIS_URL === undefined ? openMemoryStream() : await openRedisStream(REDIS_URL, log),
  );
  const doorbells = createDoorbells(stream, log);
  const live = createLive(stream, log);
  const news = createNewsBoard(stream, log);
  const options = await readSearchOptions(settings);
  const mask = (question: string) => createMaskNow([question])(question);
  const knowledge = stack.use(await openKnowledge(database, log, { ...options, mask }));
  const metrics = createMetrics();
  const model = openModel(settings, log, metrics);
  if (model) stack.use(model);
  return { settings, log, database, stream, doorbells, live, news, metrics, knowledge, model };
}

/** Signs and keys what must be the same in every process. */
export const secretOf = ({ SESSION_SECRET, DATA_DIR }: Settings): string =>
  SESSION_SECRET ?? keepSecret(DATA_DIR);

/** Takes what is personal in the citizen's texts, as they are read at this moment, out of any other. */
export const createMaskNow = (texts: readonly string[]): ((text: string) => string) =>
  createMask(texts, (text) =>
    findEntities(text, { locale: DEFAULT_LOCALE, now: new Date(), timeZone: TIME_ZONE }),
  );
