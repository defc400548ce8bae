/**
 * Ten thousand open pages on one gateway: what each costs in memory, how long a notice to all of them
 * takes, and that nothing is lost when the gateway is killed and all of them come back at once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/database.ts';
import { EVENT_FORMAT } from '../../src/event.ts';
import { createLog } from '../../src/log.ts';
import { createLive, type Live } from '../../src/pipeline/live.ts';
import { openRedisStream } from '../../src/streams/redis.ts';
import { freePort, until } from '../../test/helpers/servers.ts';
import type { BenchOptions, Figures } from '../options.ts';
import { startLoad } from '../parts/load.ts';
import { rssMbOf } from '../parts/processes.ts';
import { openProgram, type RunningProgram } from '../parts/program.ts';
import { openServers } from '../parts/servers.ts';
import { type Crowd, openCrowd } from './crowd.ts';

const PAGES = 10_000;
/** So many are open before memory is first read: compilers and caches are warm. */
const FIRST_PAGES = 400;
const WRITERS = 400;
const SETTLED_MS = 5_000;
const WITHIN_MS = 180_000;
const BYTES_IN_MEBIBYTE = 1_048_576;

interface Page extends Record<string, unknown> {
  readonly contact_id: string;
  readonly conversation_id: string;
}

/** Every conversation has a task under way: a page shows what a task says so far only while it runs. */
const BEGIN_TASKS = `
  with moved as (update conversations set last_seq = last_seq + 1 where channel = 'web' returning id, contact_id, last_seq),
  added as (
    insert into events (conversation_id, seq, type, format, body)
    select id, last_seq, 'task-started', ${EVENT_FORMAT}, jsonb_build_object('type', 'task-started', 'taskId', id,
      'agent', 'documentation', 'dialog', 'ask-documentation', 'input', '{}'::jsonb)
    from moved
  )
  select contact_id, id as conversation_id from moved`;
const END_TASKS = `
  with moved as (update conversations set last_seq = last_seq + 1 where channel = 'web' returning id, last_seq)
  insert into events (conversation_id, seq, type, format, body)
  select id, last_seq, 'task-superseded', ${EVENT_FORMAT},
    jsonb_build_object('type', 'task-superseded', 'taskId', id, 'agent', 'documentation')
  from moved`;

const TEXT =
  'A segunda via do IPTU sai na página da Secretaria da Fazenda, com o número da inscrição do imóvel. ';

const gatewayMb = ({ processes }: RunningProgram): number => rssMbOf(processes['gateway'] ?? 0);

async function measureMemory(crowd: Crowd, program: RunningProgram) {
  await crowd.connect(program.url, FIRST_PAGES);
  await pause(SETTLED_MS);
  const beforeMb = gatewayMb(program);
  const startedAt = performance.now();
  await crowd.connect(program.url, PAGES - FIRST_PAGES);
  const connectAllMs = Math.round(performance.now() - startedAt);
  await pause(SETTLED_MS);
  const openMb = gatewayMb(program);
  await crowd.greet();
  await pause(SETTLED_MS);
  const busyMb = gatewayMb(program);
  const perPage = (mb: number) => Math.round(((mb - beforeMb) * BYTES_IN_MEBIBYTE) / (PAGES - FIRST_PAGES));
  return {
    connectAllMs,
    bytesPerConnection: perPage(busyMb),
    bytesPerOpenPage: perPage(openMb),
    gatewayRssMb: busyMb,
  };
}

async function measureBroadcast(crowd: Crowd, live: Live, database: Database) {
  const pages = await database.query<Page>(BEGIN_TASKS);
  const tellAll = (message: (conversationId: string) => Parameters<Live['publish']>[1]) =>
    Promise.all(pages.map((page) => live.publish(page.contact_id, message(page.conversation_id))));
  const workingAt = performance.now();
  await tellAll((conversationId) => ({ type: 'log', conversationId }));
  await until(async () => (await crowd.count()).working === PAGES, 'all pages to show work', WITHIN_MS);
  const workingMs = Math.round(performance.now() - workingAt);
  const partialAt = Date.now();
  await tellAll((conversationId) => ({
    type: 'partial',
    conversationId,
    taskId: conversationId,
    text: TEXT,
  }));
  await until(async () => (await crowd.count()).partial === PAGES, 'all pages to show the text', WITHIN_MS);
  const { lastPartialAt } = await crowd.count();
  await database.query(END_TASKS);
  await tellAll((conversationId) => ({ type: 'log', conversationId }));
  await until(async () => (await crowd.count()).working === 0, 'all pages to show rest', WITHIN_MS);
  return { broadcastMs: lastPartialAt - partialAt, workingMs };
}

/** Some write all the while; whoever was cut off sends again. */
async function measureStorm(crowd: Crowd, program: RunningProgram) {
  await crowd.write(WRITERS);
  await pause(SETTLED_MS);
  const before = await crowd.count();
  const killedAt = performance.now();
  await program.restart('gateway');
  const readyMs = Math.round(performance.now() - killedAt);
  await until(async () => (await crowd.count()).synced === PAGES, 'all pages to come back', WITHIN_MS);
  const reconnectAllMs = Math.round(performance.now() - killedAt);
  const during = (await crowd.count()).written - before.written;
  await pause(SETTLED_MS);
  const answered = crowd.stopWriting();
  await Promise.race([answered, pause(WITHIN_MS / 3, undefined, { ref: false })]);
  const { written, acknowledged, answered: count, doubled } = await crowd.count();
  return {
    reconnectAllMs,
    gatewayReadyMs: readyMs,
    written,
    writtenInStorm: during,
    unacknowledged: written - acknowledged,
    lost: written - count,
    doubled,
    gatewayRssAfterMb: gatewayMb(program),
  };
}

export async function benchSockets(options: BenchOptions): Promise<Figures> {
  await using servers = await openServers(options.conversations);
  await using load = await startLoad();
  const { providerUrl } = load;
  await using program = await openProgram({ ...options, servers, providerUrl, port: await freePort() });
  await using stream = await openRedisStream(servers.redisUrl, createLog('warn'));
  await using crowd = openCrowd();
  const memory = await measureMemory(crowd, program);
  const broadcast = await measureBroadcast(crowd, createLive(stream, createLog('warn')), servers.database);
  const storm = await measureStorm(crowd, program);
  return { connected: PAGES, ...memory, ...broadcast, ...storm, topology: options.topology };
}
