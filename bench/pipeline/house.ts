/**
 * The pipeline between an ingress and a channel that only records: the real recognizer, the real
 * dialogs, every stage in this process, without HTTP.
 */
import { fileURLToPath } from 'node:url';
import type { Outbound } from '../../src/channel.ts';
import { readDialogExamples } from '../../src/corpora/dialog-corpora.ts';
import type { Database } from '../../src/database.ts';
import { loadDialogs } from '../../src/dialog-folders.ts';
import { ROOT } from '../../src/discover.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import { startDialogue } from '../../src/pipeline/dialogue.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { startEgress } from '../../src/pipeline/egress.ts';
import { createIngress, type Ingress } from '../../src/pipeline/ingress.ts';
import { createLive } from '../../src/pipeline/live.ts';
import { startNlu } from '../../src/pipeline/nlu.ts';
import { startSweep } from '../../src/pipeline/sweep.ts';
import { nlpjs } from '../../src/recognizers/nlpjs.ts';
import { openRecognizer } from '../../src/recognizers/trained.ts';
import type { Stream } from '../../src/stream.ts';

export const CHANNEL = 'bench';

export interface House extends AsyncDisposable {
  readonly ingress: Ingress;
}

/** @param onDelivered told once a reply's delivery is recorded */
export async function openHouse(
  database: Database,
  stream: Stream,
  onDelivered: (outbound: Outbound) => void,
): Promise<House> {
  await using stack = new AsyncDisposableStack();
  const log = createLog('warn');
  const doorbells = createDoorbells(stream, log);
  const core = { database, stream, log, doorbells, live: createLive(stream, log), metrics: createMetrics() };
  const examples = await readDialogExamples(fileURLToPath(new URL('dialogs/', ROOT)), log);
  const recognizer = await openRecognizer({
    kind: nlpjs,
    examples,
    cacheFolder: undefined,
    log: createLog('silent'),
  });
  stack.use(startNlu({ ...core, recognizer }));
  stack.use(startDialogue({ ...core, library: createDialogLibrary(await loadDialogs()), confidence: 0.4 }));
  stack.use(startSweep(database, doorbells, log));
  const connection = {
    send: async () => ({ status: 'sent' }) as const,
    [Symbol.asyncDispose]: async () => undefined,
  };
  stack.use(startEgress({ ...core, channel: CHANNEL, connection, onDelivered }));
  const opened = stack.move();
  return {
    ingress: createIngress(database, doorbells, log),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
