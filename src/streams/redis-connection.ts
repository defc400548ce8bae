/**
 * Connections to Redis: the one place where a client is made, whether one server, Sentinels or a
 * Cluster stand behind the URL. Every connection comes back by itself, and no command given to one
 * waits for longer than its `answerMs`: a server that is paused, or gone without a word, fails it.
 */
import { once } from 'node:events';
import { Cluster, type CommonRedisOptions, Redis } from 'ioredis';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { closeWhenSilent } from './redis-silence.ts';
import { parseRedisUrl, type RedisPlace } from './redis-url.ts';

export type RedisConnection = Redis | Cluster;

/**
 * A server answers in well under a millisecond, and holds everybody up for a slow command or a fork
 * for some hundreds; after so long it is taken for dead, its connection is closed, and another is
 * sought. With Sentinel's own waiting this is what a takeover takes.
 */
export const ANSWER_MS = 2_000;
/**
 * For each step on the way to a server: the socket, the first answer, a Sentinel's. Shorter, because
 * right after a failover a Sentinel may still name the old master, and the next one is asked then.
 */
const CONNECTING_MS = 1_000;
/** For two Sentinels that are gone without a word, and the server that the third one names. */
const OPENING_MS = 5_000;

export interface RedisConnectionOptions {
  /** How long an answer may take; longer only for commands that wait at the server. */
  readonly answerMs?: number;
  /** Whether commands wait while a connection is being made, instead of failing at once. */
  readonly offlineQueue?: boolean;
}

/** @throws Error when the work is not done in time; the work itself goes on */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

type SharedOptions = Omit<CommonRedisOptions, 'replyMapping'>;

const retryStrategy = (attempt: number): number => Math.min(50 * attempt, 1_000);

function createClient(
  place: RedisPlace,
  options: SharedOptions,
  answerMs: number,
  isOpen: () => boolean,
): RedisConnection {
  if (place.kind === 'server') return new Redis(place.url, { ...options, lazyConnect: true });
  const { username, password } = place;
  const tls = place.tls ? { tls: {} } : {};
  if (place.kind === 'cluster') {
    return new Cluster([...place.nodes], {
      lazyConnect: true,
      enableOfflineQueue: options.enableOfflineQueue,
      clusterRetryStrategy: retryStrategy,
      slotsRefreshTimeout: CONNECTING_MS,
      // Certificates are made out to names, so names are not resolved before they are compared.
      ...(place.tls ? { dnsLookup: (name, done) => done(null, name) } : {}),
      // A Cluster tries a failed command again at other nodes, so there it has a deadline of its own.
      // Elsewhere a silent connection fails all that it carries, which saves a timer for each entry.
      redisOptions: { ...options, commandTimeout: answerMs, username, password, ...tls },
    });
  }
  return new Redis({
    ...options,
    lazyConnect: true,
    sentinels: place.sentinels.map((node) => ({ ...node })),
    name: place.master,
    db: place.db,
    username,
    password,
    sentinelUsername: place.sentinelUsername,
    sentinelPassword: place.sentinelPassword,
    sentinelCommandTimeout: CONNECTING_MS,
    // At the start their absence is an error, later it is waited out.
    sentinelRetryStrategy: (attempt) => (isOpen() ? retryStrategy(attempt) : null),
    ...(place.tls ? { ...tls, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  });
}

/** @throws AssistantError `configuration` for a URL that is none, `not-ready` when nobody answers there */
export async function connectRedis(
  url: string,
  log: Log,
  { answerMs = ANSWER_MS, offlineQueue = false }: RedisConnectionOptions = {},
): Promise<RedisConnection> {
  let open = false;
  const options: SharedOptions = {
    // A command given while the server is away fails at once: what is kept is in the database.
    enableOfflineQueue: offlineQueue,
    // Commands that are given in the same moment leave in one piece.
    enableAutoPipelining: true,
    // Alone on its connection, so that gathering it would only cost.
    autoPipeliningIgnoredCommands: ['xreadgroup'],
    maxRetriesPerRequest: 0,
    // Topics are renewed by those who know which are still wanted.
    autoResubscribe: false,
    retryStrategy,
    connectTimeout: CONNECTING_MS,
    // A master that was demoted without closing its connections: the next one asks who is master now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  const redis = createClient(parseRedisUrl(url), options, answerMs, () => open);
  closeWhenSilent(redis, { answerMs, firstAnswerMs: CONNECTING_MS });
  redis.on('error', (error: Error) => log.warn({ error: describeError(error) }, 'Redis connection'));
  try {
    // A Cluster that was not whole at first is ready later, which its connect() does not tell.
    await within(OPENING_MS, Promise.race([redis.connect(), once(redis, 'ready')]));
  } catch (error) {
    redis.disconnect();
    throw new AssistantError('not-ready', `Redis cannot be reached: ${describeError(error)}`);
  }
  open = true;
  return redis;
}
