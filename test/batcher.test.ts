import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBatcher } from '../src/pipeline/batcher.ts';
import { createSpacer } from '../src/pipeline/spacing.ts';

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

  it('writes together what came while batches were being spaced out', async () => {
    const batches: number[][] = [];
    const batcher = createBatcher<number, number>(
      async (items) => {
        batches.push([...items]);
        return items;
      },
      { limit: 100, spacing: { spacingMs: 30, busySpacingMs: 60 } },
    );
    await batcher.add(1);
    await Promise.all([batcher.add(2), batcher.add(3)]);
    assert.deepEqual(batches, [[1], [2, 3]]);
  });
});

describe('spacer', () => {
  /** Waits nothing out: says how long it was asked to. */
  function openSpacer() {
    const asked: number[] = [];
    let nowMs = 1_000;
    const clock = {
      now: () => nowMs,
      async pause(ms: number) {
        asked.push(ms);
        nowMs += ms;
      },
    };
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { spacer: createSpacer({ spacingMs: 8, busySpacingMs: 20 }, clock), asked, pass };
  }

  it('holds nobody up who comes first, or after a pause', async () => {
    const { spacer, asked, pass } = openSpacer();
    await spacer.wait();
    spacer.note(100);
    pass(20);
    await spacer.wait();
    assert.deepEqual(asked, []);
  });

  it('lets the next begin a set time after the one before, and later after one that met many', async () => {
    const { spacer, asked, pass } = openSpacer();
    spacer.note(1);
    pass(3);
    await spacer.wait();
    spacer.note(100);
    pass(3);
    await spacer.wait();
    assert.deepEqual(asked, [5, 17]);
  });
});
