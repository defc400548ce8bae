/** Redis and PostgreSQL for one contender: fresh ones, with fsync, the same for all. */

import { Redis } from 'ioredis';
import type { Database } from '../../src/database.ts';
import { openPostgres } from '../../src/databases/postgres.ts';
import { createLog } from '../../src/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { findPostgres, findRedis, startPostgres, startRedis } from '../../test/helpers/servers.ts';
import { DELIVERIES, makeConversations } from './conversations.ts';
import { type Asked, readAsked } from './meter.ts';
import { findChildren, type Processes } from './processes.ts';

export interface Servers extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** For what is made before and counted after. */
  readonly database: Database;
  /** Deliveries that stand in it. */
  readonly deliveries: number;
  readonly processes: Processes;
  readonly redis: Redis;
  /** What the two have done since they were started. */
  asked(): Promise<Asked>;
}

function childOf(name: string): number {
  const [pid] = findChildren(process.pid, name);
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

/** @param conversations so many stand in the database already */
export async function openServers(conversations: number): Promise<Servers> {
  if (!findRedis() || !findPostgres()) throw new Error('this needs redis-server and postgresql installed');
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres({ fsync: true }));
  const redis = stack.use(await startRedis());
  const database = stack.use(await openPostgres(postgres.url, 2, createLog('error')));
  const client = new Redis(redis.url);
  stack.defer(() => client.disconnect());
  await migrate(database);
  await makeConversations(database, conversations);
  const processes = { postgres: childOf('postgres'), redis: childOf('redis-server') };
  const opened = stack.move();
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    database,
    deliveries: conversations * DELIVERIES,
    processes,
    redis: client,
    asked: () => readAsked(database, client),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
