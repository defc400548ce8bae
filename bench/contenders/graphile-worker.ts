/**
 * graphile-worker with what its documentation advises for throughput: a local queue and completion in
 * batches. Jobs of a conversation are not kept in order (no queue names), which spares it work.
 */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { createWork, startHalves, startWeb } from './peer.ts';
import type { Job } from './rows.ts';
import { contenderSettings } from './settings.ts';

const NAME = 'turn';
const settings = contenderSettings.parse(process.env);
const { DATABASE_URL, CONCURRENCY } = settings;
// A line for each job is more than its rows cost.
const logger = new Logger(() => (level, message) => {
  if (level === 'error') process.stderr.write(`${message}\n`);
});
const pgPool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const tell = (error: Error) => void process.stderr.write(`${error.stack}\n`);
pgPool.on('error', tell);
pgPool.on('connect', (client) => void client.on('error', tell));

await startHalves(settings, {
  async web() {
    const utils = await makeWorkerUtils({ pgPool, logger });
    await utils.migrate();
    return startWeb(settings, (jobs) =>
      jobs.length === 1
        ? utils.addJob(NAME, jobs[0])
        : utils.addJobs(jobs.map((payload) => ({ identifier: NAME, payload }))),
    );
  },
  async worker() {
    const work = await createWork(settings);
    await run({
      pgPool,
      preset: {
        worker: {
          logger,
          concurrentJobs: CONCURRENCY,
          localQueue: { size: CONCURRENCY * 4 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
      taskList: { [NAME]: (payload) => work(payload as Job) },
    });
  },
});
