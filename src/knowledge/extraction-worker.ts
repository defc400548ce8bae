/** Reads and cuts documents in a thread of its own; one message in, one out. */
import { parentPort } from 'node:worker_threads';
import { describeError } from '../errors.ts';
import { cutDocument } from './chunk.ts';
import type { Extracted, Order, Outcome } from './extract.ts';
import { readDocument } from './formats/read-document.ts';

async function extract({ content, collection, document, name, ...given }: Order): Promise<Extracted> {
  const { mediaType } = given;
  const read = await readDocument(content, mediaType ? { name, mediaType } : { name });
  const title = given.title ?? read.title;
  return {
    title,
    locale: read.locale,
    mediaType: read.mediaType,
    about: read.about,
    passages: cutDocument(collection, document, { ...read, title }),
  };
}

parentPort?.on('message', async (order: Order) => {
  const outcome: Outcome = await extract(order).then(
    (extracted) => ({ extracted }),
    (error: unknown) => ({ reason: describeError(error) }),
  );
  parentPort?.postMessage(outcome);
});
