import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBatcher } from '../src/pipeline/batcher.ts';

describe('batcher', () => {
  it('writes a single item at once, and lets the rest gather while the writer is busy', async () => {
    const batches: number[][] = [];
    const free = Promise.withResolvers<void>();
    const batcher = createBatcher<number, number>(
      async (items) => {
        batches.push([...items]);
        if (batches.length === 1) await free.promise;
        return items.map((item) => item * 2);
      },
      { limit: 3 },
    );
    const first = batcher.add(1);
    await new Promise(setImmediate);
    const rest = [2, 3, 4, 5].map((item) => batcher.add(item));
    assert.equal(batcher.size, 5);
    free.resolve();
    assert.deepEqual(await Promise.all([first, ...rest]), [2, 4, 6, 8, 10]);
    assert.deepEqual(batches, [[1], [2, 3, 4], [5]]);
    assert.equal(batcher.size, 0);
  });

  it('rejects the items of a batch that failed, and goes on with the next', async () => {
    const batcher = createBatcher<number, number>(
      async (items) => {
        if (items.includes(1)) throw new Error('refused');
        return items;
      },
      { limit: 2 },
    );
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    assert.deepEqual(
      results.map((result) => result.status),
      ['rejected', 'rejected', 'fulfilled'],
    );
  });

  it('spaces batches out under load, and holds nobody up who comes when it is calm', async () => {
    const begins: number[] = [];
    const write = async (items: readonly number[]) => {
      begins.push(performance.now());
      return items;
    };
    const batcher = createBatcher<number, number>(write, {
      limit: 100,
      spacing: { spacingMs: 30, busySpacingMs: 60 },
    });
    const calledAt = performance.now();
    await batcher.add(1);
    assert.ok((begins[0] ?? 0) - calledAt < 25, 'at once');
    await Promise.all([batcher.add(2), batcher.add(3)]);
    assert.equal(begins.length, 2, 'what came meanwhile went together');
    assert.ok((begins[1] ?? 0) - (begins[0] ?? 0) >= 29);
  });
});
