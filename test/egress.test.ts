/** Egress with a provider that hangs, fails, refuses and asks for time: order, keys, and nobody else delayed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Outbound } from '../src/channel.ts';
import type { Database } from '../src/database.ts';
import { AssistantError } from '../src/errors.ts';
import { retryAfter } from '../src/pipeline/egress.ts';
import { sweepOnce } from '../src/pipeline/sweep.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { overDatabases } from './helpers/databases.ts';
import {
  bellsOf,
  createProvider,
  isSent,
  type Provider,
  queueReplies,
  readDeliveries,
  startSender,
} from './helpers/outbox.ts';
import { until } from './helpers/servers.ts';

const failed = (retryAfterMs?: number) =>
  new AssistantError('delivery-failed', 'away', retryAfterMs === undefined ? {} : { retryAfterMs });

interface House {
  readonly database: Database;
  readonly provider: Provider;
  ring(...ids: string[]): Promise<void>;
  /** Nothing is in hand any more. */
  quiet(): Promise<unknown>;
  sweep(): Promise<number>;
}

async function using(database: Database, provider: Provider, test: (house: House) => Promise<void>) {
  const stream = openMemoryStream();
  await using _sender = startSender({ database, stream, provider });
  const doorbells = bellsOf(stream);
  await test({
    database,
    provider,
    ring: (...ids) => doorbells.ringOutbound('web', ids),
    quiet: () => until(async () => (await stream.depth('outbound:web')) === 0, 'the stream to be empty'),
    sweep: () => sweepOnce(database, doorbells),
  });
}

overDatabases('egress', (database) => {
  it('sends what waits, in order, with a key for each, and records it', () =>
    using(database(), createProvider(), async ({ provider, ring, quiet }) => {
      const conversationId = await queueReplies(database(), ['um', 'dois', 'três']);
      await ring(conversationId, conversationId);
      await until(() => isSent(database(), conversationId), 'the messages to be sent');
      await quiet();
      assert.deepEqual(provider.texts(conversationId), ['um', 'dois', 'três']);
      assert.deepEqual(
        provider.keys(conversationId),
        [1, 2, 3].map((seq) => `${conversationId}:${seq}`),
      );
    }));

  it('sends a long text in several messages, and after a failure from the first of them again', () =>
    using(database(), createProvider(), async ({ provider, ring, sweep }) => {
      const parts = ['a', 'b', 'c'].map((letter) => `${letter.repeat(9_999)}.`);
      const conversationId = await queueReplies(database(), [parts.join('\n')]);
      provider.answerWith(({ activity }) => {
        if (activity.text.startsWith('b') && provider.received.length < 3) throw failed();
        return { status: 'sent' };
      });
      await ring(conversationId);
      await until(async () => {
        await sweep();
        return isSent(database(), conversationId);
      }, 'the message to be sent');
      const [first, second, last] = [`${conversationId}:1/1`, `${conversationId}:1/2`, `${conversationId}:1`];
      assert.deepEqual(provider.keys(conversationId), [first, second, first, second, last]);
      assert.deepEqual(provider.texts(conversationId).slice(2), parts);
    }));

  it('delays nobody for a conversation that hangs', async () => {
    const hanging = await queueReplies(database(), ['nunca', 'depois']);
    const others = await Promise.all(Array.from({ length: 300 }, () => queueReplies(database(), ['a', 'b'])));
    const held = Promise.withResolvers<{ status: 'sent' }>();
    const provider = createProvider(({ conversationId }) =>
      conversationId === hanging ? held.promise : { status: 'sent' },
    );
    await using(database(), provider, async ({ ring }) => {
      await ring(hanging, ...others);
      await until(() => provider.received.length === 601, 'all others to be sent to', 8_000);
      assert.deepEqual(provider.texts(hanging), ['nunca']);
      held.resolve({ status: 'sent' });
      for (const each of [hanging, ...others]) await until(() => isSent(database(), each), 'the records');
      assert.deepEqual(provider.texts(hanging), ['nunca', 'depois']);
      for (const each of others) assert.deepEqual(provider.texts(each), ['a', 'b']);
    });
  });

  it('delays no channel for another that hangs entirely', async () => {
    const stream = openMemoryStream();
    const held = Promise.withResolvers<{ status: 'sent' }>();
    const stuck = createProvider(() => held.promise);
    const provider = createProvider();
    await using _slow = startSender({ database: database(), stream, provider: stuck, channel: 'stuck' });
    await using _web = startSender({ database: database(), stream, provider });
    const lost = await Promise.all(
      Array.from({ length: 300 }, () => queueReplies(database(), ['a'], 'stuck')),
    );
    await bellsOf(stream).ringOutbound('stuck', lost);
    await until(() => stuck.received.length >= 200, 'the channel to be stuck');
    const lucky = await Promise.all(Array.from({ length: 50 }, () => queueReplies(database(), ['b'])));
    await bellsOf(stream).ringOutbound('web', lucky);
    await until(() => provider.received.length === 50, 'the other channel', 5_000);
    held.resolve({ status: 'sent' });
  });

  it('tries again with the same key, and nothing overtakes', () =>
    using(database(), createProvider(), async ({ provider, ring, sweep }) => {
      let failures = 2;
      provider.answerWith(() => {
        if (failures-- > 0) throw failed();
        return { status: 'sent' };
      });
      const conversationId = await queueReplies(database(), ['um', 'dois']);
      await ring(conversationId);
      const isDone = async () => {
        await sweep();
        return isSent(database(), conversationId);
      };
      await until(isDone, 'the third attempt');
      assert.deepEqual(provider.texts(conversationId), ['um', 'um', 'um', 'dois']);
      assert.equal(new Set(provider.keys(conversationId)).size, 2);
      const attempts = (await readDeliveries(database(), conversationId)).map((row) => row.attempts);
      assert.deepEqual(attempts, [3, 1]);
    }));

  it('waits for as long as the provider asks, whatever rings meanwhile', () =>
    using(database(), createProvider(), async ({ provider, ring, quiet, sweep }) => {
      provider.answerWith(() => Promise.reject(failed(90_000)));
      const conversationId = await queueReplies(database(), ['um', 'dois']);
      await ring(conversationId);
      const first = async () => (await readDeliveries(database(), conversationId))[0];
      const row = await until(async () => {
        const read = await first();
        return read?.attempts === 1 && read;
      }, 'the first attempt');
      assert.equal(row.status, 'queued');
      assert.ok(row.retry_ms !== null && row.retry_ms > 80_000 && row.retry_ms <= 90_000, `${row.retry_ms}`);
      await quiet();
      await ring(conversationId);
      await sweep();
      await quiet();
      assert.deepEqual(provider.texts(conversationId), ['um']);
    }));

  it('keeps a refused message as a dead letter, and sends the next ones', () =>
    using(database(), createProvider(), async ({ provider, ring, quiet }) => {
      provider.answerWith(({ activity }) => {
        if (activity.text === 'dois') throw new AssistantError('delivery-refused', 'too rude');
        return { status: 'sent' };
      });
      const conversationId = await queueReplies(database(), ['um', 'dois', 'três']);
      await ring(conversationId);
      await until(() => provider.texts(conversationId).includes('três'), 'the third message');
      await quiet();
      const rows = await readDeliveries(database(), conversationId);
      assert.deepEqual(
        rows.map((row) => row.status),
        ['sent', 'failed', 'sent'],
      );
      const letters = await database().query(
        'select stream, reason, attempts, fields from dead_letters where conversation_id = $1',
        [conversationId],
      );
      const reason = 'The channel refused the message: too rude';
      const fields = { conversationId, seq: '2' };
      assert.deepEqual(letters, [{ stream: 'outbound:web', reason, attempts: 1, fields }]);
    }));

  // What PostgreSQL keeps in no text, and cannot read in JSON.
  for (const [what, text] of [
    ['NUL', 'a\u0000b'],
    ['half a surrogate pair', 'a\ud83d'],
  ] as const) {
    it(`is not stopped by what a provider says: ${what}`, () =>
      using(database(), createProvider(), async ({ provider, ring }) => {
        const [refused, away, named, next] = await Promise.all(
          Array.from({ length: 4 }, () => queueReplies(database(), ['um'])),
        );
        provider.answerWith(({ conversationId }: Outbound) => {
          if (conversationId === refused) throw new AssistantError('delivery-refused', text);
          if (conversationId === away) throw new AssistantError('delivery-failed', text);
          return { status: 'sent', ...(conversationId === named ? { externalId: text } : {}) };
        });
        await ring(...[refused, away, named].map(String));
        const isRecorded = async (id = '') => (await readDeliveries(database(), id))[0]?.attempts === 1;
        for (const id of [refused, away, named]) await until(() => isRecorded(id), 'the record', 4_000);
        await ring(String(next));
        await until(() => isRecorded(next), 'what comes after it');
      }));
  }
});

describe('a failed attempt', () => {
  it('is repeated after half a second to a minute, or as long as the provider asks', () => {
    const asked = fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: undefined });
    fc.assert(
      fc.property(fc.nat({ max: 5_000 }), asked, (attempts, retryAfterMs) => {
        const waitMs = retryAfter(attempts, failed(retryAfterMs));
        assert.ok(waitMs >= Math.max(250, retryAfterMs ?? 0));
        assert.ok(waitMs <= Math.max(60_000, retryAfterMs ?? 0));
      }),
    );
  });

  it('waits longer from one to the next', () => {
    const means = [0, 2, 4, 6].map((attempts) => {
      const waits = Array.from({ length: 200 }, () => retryAfter(attempts, failed()));
      return waits.reduce((sum, each) => sum + each, 0) / waits.length;
    });
    assert.deepEqual(
      means,
      means.toSorted((one, other) => one - other),
    );
  });
});
