/** What providers tell of a message: in any order, often twice, under either name. A status never goes back. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Database } from '../src/database.ts';
import { type DeliveryRecord, recordAttempts, recordStatus, recordUpTo } from '../src/store/deliveries.ts';
import { overDatabases } from './helpers/databases.ts';
import { queueReplies, readDeliveries } from './helpers/outbox.ts';

/** What was read has not failed; what has failed was not only sent. */
const LADDER = ['queued', 'sent', 'failed', 'delivered', 'read'] as const;
let counter = 0;

const record = (own: Partial<DeliveryRecord> & { conversationId: string }): DeliveryRecord => ({
  seq: 1,
  status: 'sent',
  retryMs: null,
  externalId: null,
  error: null,
  letter: null,
  ...own,
});

const report = fc.record({
  status: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
  by: fc.constantFrom('key', 'external', 'attempt', 'citizen'),
});

async function apply(
  database: Database,
  conversationId: string,
  externalId: string,
  { status, by }: (typeof report)['generate'] extends never ? never : { status: string; by: string },
) {
  if (by === 'attempt') {
    const attempted = status === 'read' ? 'queued' : (status as DeliveryRecord['status']);
    await database.batch(
      recordAttempts([record({ conversationId, status: attempted, retryMs: 5, externalId })]),
    );
    return attempted;
  }
  if (by === 'citizen') {
    const raised = status === 'read' ? 'read' : 'delivered';
    await recordUpTo(database, conversationId, 1, raised, 'web');
    return raised;
  }
  const id = by === 'key' ? `${conversationId}:1` : externalId;
  const told = { channel: 'web', id, status: status as 'sent', error: null };
  assert.ok(await recordStatus(database, told));
  return status;
}

overDatabases('the status of a message', (database) => {
  async function createSent() {
    const conversationId = await queueReplies(database(), ['um', 'dois']);
    const externalId = `provider-${++counter}`;
    await database().batch(recordAttempts([record({ conversationId, externalId })]));
    return { conversationId, externalId };
  }
  const statusOf = async (conversationId: string) =>
    (await readDeliveries(database(), conversationId)).map((row) => row.status);

  it('is the highest that anybody told, in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 8 }), async (reports) => {
        const { conversationId, externalId } = await createSent();
        let highest = LADDER.indexOf('sent');
        for (const each of reports) {
          const told = await apply(database(), conversationId, externalId, each);
          highest = Math.max(highest, LADDER.indexOf(told as 'sent'));
          assert.deepEqual(await statusOf(conversationId), [LADDER[highest], 'queued']);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('of one in the queue is told too: what the provider has is not sent again', async () => {
    const conversationId = await queueReplies(database(), ['um']);
    const told = { channel: 'web', id: `${conversationId}:1`, status: 'delivered', error: null } as const;
    assert.ok(await recordStatus(database(), told));
    await database().batch(recordAttempts([record({ conversationId, status: 'queued', retryMs: 0 })]));
    assert.deepEqual(await statusOf(conversationId), ['delivered']);
  });

  it('is told of nobody else’s message, and of none that is not there', async () => {
    const { conversationId, externalId } = await createSent();
    const told = { channel: 'web', id: externalId, status: 'read', error: null } as const;
    for (const id of [
      `${conversationId}:99`,
      `${conversationId}:1x`,
      'nobody',
      '',
      'a\u0000b',
      `${externalId} `,
    ])
      assert.equal(await recordStatus(database(), { ...told, id }), undefined, id);
    assert.equal(await recordStatus(database(), { ...told, channel: 'other' }), undefined);
    const key = `${conversationId}:1`;
    assert.equal(await recordStatus(database(), { ...told, id: key, channel: 'other' }), undefined);
    assert.deepEqual(await statusOf(conversationId), ['sent', 'queued']);
  });

  it('keeps why it failed', async () => {
    const { conversationId, externalId } = await createSent();
    const told = { channel: 'web', id: externalId, status: 'failed', error: 'unknown number\u0000' } as const;
    await recordStatus(database(), told);
    const [row] = await readDeliveries(database(), conversationId);
    assert.deepEqual([row?.status, row?.error], ['failed', 'unknown number']);
  });
});
