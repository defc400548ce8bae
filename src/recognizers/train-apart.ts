/** Training in a thread of its own, so that messages are read meanwhile. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Example, RecognizerKind } from '../recognizer.ts';

/** What the worker is told. */
export interface TrainingOrder {
  /** Of a kind in `RECOGNIZER_KINDS`. */
  readonly name: string;
  readonly examples: readonly Example[];
  readonly locale: string;
}

const WORKER = new URL('training-worker.ts', import.meta.url);

/** Nothing but what is learnt: whatever else an example holds may not go from thread to thread. */
const toPlain = ({ text, intent }: Example): Example => ({ text, intent });

async function trainInWorker(order: TrainingOrder, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const worker = new Worker(WORKER, { workerData: order });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    // Rejects with the worker's error; a worker that is stopped exits without a message.
    const [model] = (await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(() => Promise.reject(new Error('the training was stopped'))),
    ])) as [Uint8Array];
    return model;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

/**
 * The same kind, learning in a thread of its own.
 * @param kind one of `RECOGNIZER_KINDS`
 * @param signal stops a training that is under way: it then rejects
 */
export const trainApart = (kind: RecognizerKind, signal?: AbortSignal): RecognizerKind => ({
  ...kind,
  train: (examples, { locale }) =>
    trainInWorker({ name: kind.name, examples: examples.map(toPlain), locale }, signal),
});
