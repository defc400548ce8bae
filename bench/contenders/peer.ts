/** The two halves of a peer, whatever its queue: messages are kept and queued; jobs are done. */
import { createBatcher } from '../../src/pipeline/batcher.ts';
import { type Job, openRows } from './rows.ts';
import { type ContenderSettings, reportReady } from './settings.ts';
import { createCaller, listen, type NewMessage } from './webhook.ts';

const BATCH = 200;

/** @param enqueue many at once, after they were kept */
export async function startWeb(
  { DATABASE_URL, CONNECTIONS, INGRESS }: ContenderSettings,
  enqueue: (jobs: readonly Job[]) => Promise<unknown>,
): Promise<string> {
  const rows = await openRows(DATABASE_URL, CONNECTIONS);
  if (INGRESS === 'single') {
    return listen(async (message) => {
      const job = await rows.keepOne(message);
      await enqueue([job]);
      return job;
    });
  }
  const batcher = createBatcher<NewMessage, Job>(
    async (messages) => {
      const jobs = await rows.keepMany(messages);
      await enqueue(jobs);
      return jobs;
    },
    { limit: BATCH },
  );
  return listen(batcher.add);
}

/** Returns what does a job: the rows in one transaction, the call out, and its record. */
export async function createWork({ DATABASE_URL, CONNECTIONS, PROVIDER_URL }: ContenderSettings) {
  const rows = await openRows(DATABASE_URL, CONNECTIONS);
  const call = createCaller(PROVIDER_URL);
  const owner = crypto.randomUUID();
  return async (job: Job): Promise<void> => {
    const reply = await rows.takeTurn(job, owner);
    await call(reply);
    await rows.recordSent(reply, owner);
  };
}

/** Starts the halves this process is, and tells the bench. */
export async function startHalves(
  settings: ContenderSettings,
  halves: { web(): Promise<string>; worker(): Promise<unknown> },
): Promise<void> {
  if (settings.HALF !== 'web') await halves.worker();
  reportReady(settings.HALF === 'worker' ? '' : await halves.web());
}
