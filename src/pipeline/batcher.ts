/**
 * Natural batching: while a batch is being written, what comes in waits, and goes together when that
 * is done. With nothing to wait for, a single item goes at once; under load the batches grow by
 * themselves. Items are written in the order they came.
 */
import { createSpacer, type Spacing } from './spacing.ts';

const AT_ONCE: Spacing = { spacingMs: 0, busySpacingMs: 0 };

export interface Batcher<Item, Result> {
  /** Resolves with this item's result, or rejects when its batch did. */
  add(item: Item): Promise<Result>;
  /** Items waiting or being written. */
  readonly size: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** Items in a batch, at most. */
  readonly limit: number;
  /** Batches follow at once where left out. */
  readonly spacing?: Spacing;
}

/** @param write one result per item, in their order */
export function createBatcher<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { limit, spacing = AT_ONCE }: BatcherOptions,
): Batcher<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let writing = 0;
  let busy = false;
  const spacer = createSpacer(spacing);

  async function writeNext(): Promise<void> {
    const batch = waiting.splice(0, limit);
    writing += batch.length;
    try {
      const results = await write(batch.map((each) => each.item));
      for (const [index, each] of batch.entries()) each.resolve(results[index] as Result);
    } catch (error) {
      for (const each of batch) each.reject(error);
    } finally {
      writing -= batch.length;
    }
  }

  async function work(): Promise<void> {
    busy = true;
    // What arrives in the same round of the event loop goes together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      await spacer.wait();
      spacer.note(waiting.length);
      await writeNext();
    }
    busy = false;
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!busy) void work();
      }),
    get size() {
      return waiting.length + writing;
    },
  };
}
