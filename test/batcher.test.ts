import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBatcher } from '../src/pipeline/batcher.ts';

describe('batcher', () => {
  it('writes a single item at once, and lets the rest gather while the writer is busy', async () => {
    const batches: number[][] = [];
    const free = Promise.withResolvers<void>();
    const batcher = createBatcher<number, number>(async (items) => {
      batches.push([...items]);
      if (batches.length === 1) await free.promise;
      return items.map((item) => item * 2);
    }, 3);
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
    const batcher = createBatcher<number, number>(async (items) => {
      if (items.includes(1)) throw new Error('refused');
      return items;
    }, 2);
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    assert.deepEqual(
      results.map((result) => result.status),
      ['rejected', 'rejected', 'fulfilled'],
    );
  });
});
