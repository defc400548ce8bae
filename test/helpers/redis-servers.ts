/**
 * Redis as it is run in earnest, all real processes: servers that can be killed and paused, a master
 * and its replica under three Sentinels, and a Cluster. Ends them when it is disposed of.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedis, freePort, type TestServer, until } from './servers.ts';

export const REDIS_MISSING = findRedis() === undefined && 'redis-server is not installed';

export interface RedisProcess extends TestServer {
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nobody, until the result is disposed of. */
  pause(): Disposable;
  /** @throws Error also when it cannot be reached; never waits for it to come back */
  ask(...command: [name: string, ...words: (string | number)[]]): Promise<unknown>;
}

type Settings = Readonly<Record<string, string | number>>;

async function ask(port: number, ...[name, ...words]: Parameters<RedisProcess['ask']>): Promise<unknown> {
  const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: null, protocol: 2 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.call(name, words);
  } finally {
    redis.disconnect();
  }
}

const isAnswering = (port: number): Promise<boolean> =>
  ask(port, 'PING').then(
    () => true,
    () => false,
  );

async function startProcess(port: number, words: readonly string[]): Promise<RedisProcess> {
  const child = spawn(findRedis() ?? 'redis-server', words, { stdio: 'ignore' });
  const killNow = () => void child.kill('SIGKILL');
  process.on('exit', killNow);
  const ended = once(child, 'exit').then(() => process.off('exit', killNow));
  const kill = async () => {
    killNow();
    await ended;
  };
  await until(() => {
    if (child.exitCode !== null) throw new Error(`redis-server ended at once: ${words.join(' ')}`);
    return isAnswering(port);
  }, `Redis on port ${port}`);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    pause() {
      child.kill('SIGSTOP');
      return { [Symbol.dispose]: () => void child.kill('SIGCONT') };
    },
    ask: (...command) => ask(port, ...command),
    [Symbol.asyncDispose]: kill,
  };
}

/** Keeps nothing, so that it comes back empty. The settings are those of redis.conf. */
export async function startRedisServer(settings: Settings = {}): Promise<RedisProcess> {
  const port = Number(settings['port'] ?? (await freePort()));
  const all: Settings = { bind: '127.0.0.1', save: '', appendonly: 'no', dir: tmpdir(), ...settings, port };
  const words = Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...String(value).split(' ')]);
  return startProcess(port, words);
}

const MASTER_NAME = 'guiche';
/** A paused or killed master counts as down after so long; Sentinel's default is 30 s. */
const DOWN_AFTER_MS = 1_000;

async function startSentinel(folder: string, masterPort: number): Promise<RedisProcess> {
  const port = await freePort();
  const file = join(folder, `sentinel-${port}.conf`);
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${MASTER_NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${MASTER_NAME} 5000`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return startProcess(port, [file, '--sentinel']);
}

/** What a server says of itself: `name:value` lines as an object. */
async function readInfo(server: RedisProcess, ...command: Parameters<RedisProcess['ask']>) {
  const lines = String(await server.ask(...command)).split('\r\n');
  return Object.fromEntries(lines.map((line) => line.split(':') as [string, string]));
}

/** A list of names and values in turn, as Redis answers with, as an object. */
export function pair(list: unknown): Record<string, string> {
  const words = list as string[];
  return Object.fromEntries(words.flatMap((name, at) => (at % 2 === 0 ? [[name, words[at + 1] ?? '']] : [])));
}

function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'guiche-redis-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface RedisSentinels extends AsyncDisposable {
  readonly url: string;
  readonly master: RedisProcess;
  readonly replica: RedisProcess;
  readonly sentinels: readonly RedisProcess[];
  /** Resolves once the replica is master. */
  promotion(): Promise<void>;
}

/** Ready when the replica follows, and the Sentinels know it and one another. */
export async function startRedisSentinels(): Promise<RedisSentinels> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(temporaryFolder());
  const master = stack.use(await startRedisServer({ dir, 'repl-diskless-sync-delay': 0 }));
  const replica = stack.use(
    await startRedisServer({ dir, dbfilename: 'replica.rdb', replicaof: `127.0.0.1 ${master.port}` }),
  );
  const replication = () => readInfo(replica, 'INFO', 'replication');
  await until(async () => (await replication())['master_link_status'] === 'up', 'the replica to follow');
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(dir, master.port)));
  for (const sentinel of sentinels) stack.use(sentinel);
  for (const sentinel of sentinels) {
    await until(async () => {
      const seen = pair(await sentinel.ask('SENTINEL', 'MASTER', MASTER_NAME));
      return seen['num-slaves'] === '1' && seen['num-other-sentinels'] === '2';
    }, 'the Sentinels to know one another');
  }
  const opened = stack.move();
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    url: `redis+sentinel://${hosts}/${MASTER_NAME}`,
    master,
    replica,
    sentinels,
    promotion: async () => {
      // Whose connections are closed by it.
      const isMaster = async () => (await replication().catch(() => undefined))?.['role'] === 'master';
      await until(isMaster, 'the promotion', 30_000);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const SLOTS = 16_384;
const MASTERS = 3;

export interface RedisCluster extends AsyncDisposable {
  readonly url: string;
  /** The one of the three first masters that served a key at the start. */
  ownerOf(key: string): Promise<RedisProcess>;
  /** Gives a master a replica, and waits for it to follow. */
  addReplica(master: RedisProcess): Promise<RedisProcess>;
}

interface ClusterNode {
  readonly node: RedisProcess;
  /** Where the nodes speak to one another. */
  readonly busPort: number;
}

async function startNode(dir: string): Promise<ClusterNode> {
  const port = await freePort();
  const busPort = await freePort();
  const files = { dir, dbfilename: `${port}.rdb`, 'cluster-config-file': `${port}.conf` };
  const timing = { 'cluster-node-timeout': DOWN_AFTER_MS, 'repl-diskless-sync-delay': 0 };
  const ports = { port, 'cluster-port': busPort, 'cluster-announce-ip': '127.0.0.1' };
  return {
    busPort,
    node: await startRedisServer({ 'cluster-enabled': 'yes', ...ports, ...files, ...timing }),
  };
}

const meet = ({ node }: ClusterNode, other: ClusterNode) =>
  node.ask('CLUSTER', 'MEET', '127.0.0.1', other.node.port, other.busPort);

const firstSlotOf = (index: number): number => Math.floor((index * SLOTS) / MASTERS);

/** Shares the slots out, and waits until every node says that all of them are served. */
async function form(first: ClusterNode, others: readonly ClusterNode[]): Promise<void> {
  const nodes = [first, ...others];
  for (const [index, { node }] of nodes.entries()) {
    await node.ask('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    await node.ask('CLUSTER', 'ADDSLOTSRANGE', firstSlotOf(index), firstSlotOf(index + 1) - 1);
  }
  for (const other of others) await meet(other, first);
  for (const { node } of nodes) {
    await until(async () => {
      const info = await readInfo(node, 'CLUSTER', 'INFO');
      return info['cluster_state'] === 'ok' && info['cluster_known_nodes'] === String(nodes.length);
    }, 'the Cluster');
  }
}

export async function startRedisCluster(): Promise<RedisCluster> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(temporaryFolder());
  const [first, ...others] = [await startNode(dir), await startNode(dir), await startNode(dir)] as const;
  const masters = [first, ...others].map(({ node }) => stack.use(node));
  await form(first, others);
  const opened = stack.move();
  return {
    url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    async ownerOf(key) {
      const slot = Number(await first.node.ask('CLUSTER', 'KEYSLOT', key));
      return masters.findLast((_, index) => firstSlotOf(index) <= slot) ?? first.node;
    },
    async addReplica(master) {
      const replica = await startNode(dir);
      const node = opened.use(replica.node);
      await meet(replica, first);
      const id = String(await master.ask('CLUSTER', 'MYID'));
      const replicate = () => node.ask('CLUSTER', 'REPLICATE', id).catch(() => false);
      await until(replicate, 'the replica to know its master');
      const replication = () => readInfo(node, 'INFO', 'replication');
      await until(async () => (await replication())['master_link_status'] === 'up', 'the replica to follow');
      // The others vote for it, and must have heard of it by then.
      const rolesAt = async (each: RedisProcess) =>
        String(await each.ask('CLUSTER', 'NODES')).match(/(master|slave)(?= .* connected)/g) ?? [];
      for (const each of [...masters, node])
        await until(
          async () => (await rolesAt(each)).toSorted().join() === 'master,master,master,slave',
          'the nodes to know one another',
        );
      return node;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
