/**
 * Limits behind a proxy: who is counted, and that nobody can pretend to be somebody else. Limits of
 * several processes: that they are counted together in Redis, and apart while it is away.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../src/log.ts';
import { openRateLimit, type RateLimit } from '../src/rate-limit.ts';
import { connectRedis } from '../src/streams/redis-connection.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { type Program, post, startProgram } from './helpers/program.ts';
import {
  REDIS_MISSING,
  startRedisCluster,
  startRedisSentinels,
  startRedisServer,
} from './helpers/redis-servers.ts';

const LIMIT = 5;

describe('limits per network address', () => {
  const stack = new AsyncDisposableStack();
  let direct: Program;
  let proxied: Program;
  before(async () => {
    const start = async (own: NodeJS.ProcessEnv) => {
      const { path } = stack.use(temporaryFolder());
      const limits = { MESSAGES_PER_MINUTE_ADDRESS: String(LIMIT), MESSAGES_PER_MINUTE: '100' };
      return stack.use(await startProgram({ DATA_DIR: path, ...limits, ...own }));
    };
    direct = await start({});
    proxied = await start({ TRUST_PROXY: 'true' });
  });
  after(() => stack.disposeAsync());

  /** How many of twice the limit are taken, each from another contact. */
  async function taken(url: string, forwarded: (index: number) => string): Promise<number> {
    let count = 0;
    for (let index = 0; index < 2 * LIMIT; index++) {
      const { status } = await post(url, { text: 'oi' }, { 'x-forwarded-for': forwarded(index) });
      assert.ok(status === 202 || status === 429);
      if (status === 202) count++;
    }
    return count;
  }

  it('counts all contacts of one address together', async () => {
    assert.equal(await taken(proxied.url, () => '198.51.100.1'), LIMIT);
  });

  it('counts each citizen behind the proxy apart', async () => {
    assert.equal(await taken(proxied.url, (index) => `198.51.100.${10 + index}`), 2 * LIMIT);
  });

  it('is not deceived by what a client puts before the proxy’s word', async () => {
    assert.equal(await taken(proxied.url, (index) => `203.0.113.${index}, 198.51.100.99`), LIMIT);
  });

  it('does not believe the header without a proxy', async () => {
    assert.equal(await taken(direct.url, (index) => `203.0.113.${index}`), LIMIT);
  });
});

const open = async (url: string): Promise<RateLimit> =>
  openRateLimit({ perContact: LIMIT, perAddress: 100, redis: await connectRedis(url, createLog('silent')) });

/** How many of twice the limit are taken, in turns by each. */
async function takenBy(limits: readonly RateLimit[], contact: string): Promise<number> {
  let count = 0;
  for (let index = 0; index < 2 * LIMIT; index++) {
    const taken = limits[index % limits.length]?.take(contact, '198.51.100.1').then(
      () => true,
      (error: unknown) => {
        assert.equal((error as { code?: unknown }).code, 'too-many-requests');
        return false;
      },
    );
    if (await taken) count++;
  }
  return count;
}

const forms = { server: startRedisServer, sentinels: startRedisSentinels, cluster: startRedisCluster };
for (const [form, start] of Object.entries(forms)) {
  it(`limits of two processes are counted together in Redis: ${form}`, { skip: REDIS_MISSING }, async () => {
    await using servers = await start();
    await using one = await open(servers.url);
    await using two = await open(servers.url);
    for (const contact of ['ana', 'bento', 'célia']) assert.equal(await takenBy([one, two], contact), LIMIT);
  });
}

it('limits of two processes let a sixth more through where one has not told the other yet', {
  skip: REDIS_MISSING,
}, async () => {
  await using server = await startRedisServer();
  const openOne = async () => {
    const redis = await connectRedis(server.url, createLog('silent'));
    return openRateLimit({ perContact: 12, perAddress: 1_000, redis });
  };
  await using one = await openOne();
  await using two = await openOne();
  const takeAll = async (limit: RateLimit, count: number) => {
    const asked = Array.from({ length: count }, () => limit.take('ana', undefined));
    return (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
  };
  assert.equal(await takeAll(two, 2), 2);
  assert.equal(await takeAll(one, 24), 12);
  assert.equal(await takeAll(two, 24), 0);
});

describe('limits of two processes, while Redis is away', { skip: REDIS_MISSING }, () => {
  it('are counted by each for itself, at once when it is gone and soon when it stands still', async () => {
    await using server = await startRedisServer();
    await using one = await open(server.url);
    await using two = await open(server.url);
    assert.equal(await takenBy([one, two], 'ana'), LIMIT);
    using pause = server.pause();
    const pausedAt = performance.now();
    assert.equal(await takenBy([one, two], 'bento'), 2 * LIMIT);
    assert.ok(performance.now() - pausedAt < 10_000);
    pause[Symbol.dispose]();
    await server.kill();
    assert.equal(await takenBy([one], 'célia'), LIMIT);
  });
});

describe('what was no new message', { skip: REDIS_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());
  const own = { perContact: LIMIT, perAddress: LIMIT };
  const places = {
    'in the process': async () => openRateLimit({ ...own, redis: undefined }),
    'in Redis': async () => {
      const server = stack.use(await startRedisServer());
      return openRateLimit({ ...own, redis: await connectRedis(server.url, createLog('silent')) });
    },
    'in a process whose Redis is gone': async () => {
      await using server = await startRedisServer();
      return openRateLimit({ ...own, redis: await connectRedis(server.url, createLog('silent')) });
    },
  };

  for (const [place, start] of Object.entries(places)) {
    it(`is not counted, however often it is repeated: ${place}`, async () => {
      await using limit = await start();
      for (let index = 0; index < 4 * LIMIT; index++) {
        await limit.take('ana', '198.51.100.1');
        await limit.giveBack('ana', '198.51.100.1');
      }
      // Neither for the contact nor for the address, and nobody has more than the limit for it.
      assert.equal(await takenBy([limit], 'ana'), LIMIT);
      await assert.rejects(limit.take('bento', '198.51.100.1'), { code: 'too-many-requests' });
    });

    it(`is given back where the address is not known: ${place}`, async () => {
      await using limit = await start();
      for (let index = 0; index < 4 * LIMIT; index++) {
        await limit.take('célia', undefined);
        await limit.giveBack('célia', undefined);
      }
      assert.equal(await takenBy([limit], 'célia'), LIMIT);
    });
  }
});
