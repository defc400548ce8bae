/**
 * BullMQ as its documentation advises for throughput: jobs added in bulk, a high concurrency (jobs wait
 * for PostgreSQL and the provider), and finished jobs removed. Jobs of a conversation are not kept in
 * order, and a crash between the two stores loses the job: both spare it work.
 */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createWork, startHalves, startWeb } from './peer.ts';
import type { Job } from './rows.ts';
import { contenderSettings } from './settings.ts';

const NAME = 'turns';
const settings = contenderSettings.parse(process.env);
const connect = () => new Redis(settings.REDIS_URL, { maxRetriesPerRequest: null });
const REMOVED = { removeOnComplete: true, removeOnFail: true };

await startHalves(settings, {
  web() {
    const queue = new Queue<Job>(NAME, { connection: connect(), defaultJobOptions: REMOVED });
    return startWeb(settings, (jobs) => queue.addBulk(jobs.map((data) => ({ name: NAME, data }))));
  },
  async worker() {
    const work = await createWork(settings);
    const worker = new Worker<Job>(NAME, (job) => work(job.data), {
      connection: connect(),
      concurrency: settings.CONCURRENCY,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    worker.on('failed', (_job, error) => process.stderr.write(`${error.stack}\n`));
    await worker.waitUntilReady();
  },
});
