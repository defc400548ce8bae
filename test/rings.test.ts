/** Rings for those who wait for work, over both kinds of streams. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLog } from '../src/log.ts';
import { agentOf, createDoorbells } from '../src/pipeline/doorbells.ts';
import { listenForRings } from '../src/pipeline/rings.ts';
import type { Stream } from '../src/stream.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { openRedisStream } from '../src/streams/redis.ts';
import { findRedis, startRedis, until } from './helpers/servers.ts';

const log = createLog('silent');
const NOBODY = new AbortController().signal;
const LONG_MS = 20_000;

const openEmbedded = async (): Promise<Stream> => openMemoryStream();
async function openServer(stack: AsyncDisposableStack): Promise<Stream> {
  const server = stack.use(await startRedis());
  return openRedisStream(server.url, log);
}

const REDIS_MISSING = findRedis() === undefined && 'redis-server is not installed';

for (const [name, skip, open] of [
  ['memory', false, openEmbedded],
  ['Redis', REDIS_MISSING, openServer],
] as const) {
  describe(`rings: ${name}`, { skip }, () => {
    const stack = new AsyncDisposableStack();
    let stream: Stream;
    before(async () => {
      stream = stack.use(await open(stack));
    });
    after(() => stack.disposeAsync());
    const start = (agent: string) => {
      const doorbells = createDoorbells(stream, log);
      const listen = () => listenForRings(agent, { stream, doorbells, log });
      const ring = (taskId: string) => doorbells.ringAgent(agent, [taskId]);
      const quiet = () => until(async () => (await stream.depth(agentOf(agent))) === 0, 'no ring to be left');
      return { listen, ring, quiet };
    };

    it('wake one of those who wait for each', async () => {
      const { listen, ring, quiet } = start('one');
      await using here = listen();
      await using there = listen();
      const waits = [here.wait(LONG_MS, NOBODY), there.wait(LONG_MS, NOBODY), here.wait(LONG_MS, NOBODY)];
      for (const taskId of ['a', 'b', 'c']) await ring(taskId);
      assert.deepEqual(await Promise.all(waits), [true, true, true]);
      await quiet();
    });

    it('that came before anybody waited wake the first who does', async () => {
      const { listen, ring, quiet } = start('early');
      await ring('a');
      await using here = listen();
      assert.equal(await here.wait(LONG_MS, NOBODY), true);
      await quiet();
    });

    it('are passed on by those whose waiters have left', async () => {
      const { listen, ring, quiet } = start('left');
      await using here = listen();
      const left = new AbortController();
      const waiting = here.wait(LONG_MS, left.signal);
      left.abort();
      assert.equal(await waiting, false);
      await ring('a');
      await using there = listen();
      assert.equal(await there.wait(LONG_MS, NOBODY), true);
      await quiet();
    });

    it('that nobody needed are forgotten', async () => {
      const { listen, ring, quiet } = start('spare');
      await ring('a');
      await ring('b');
      await using here = listen();
      here.spare();
      here.spare();
      await quiet();
      assert.equal(await here.wait(1, NOBODY), false);
    });

    it('let go of everybody at the end', async () => {
      const { listen } = start('end');
      const here = listen();
      const waiting = here.wait(LONG_MS, NOBODY);
      await here[Symbol.asyncDispose]();
      assert.equal(await waiting, false);
    });
  });
}
