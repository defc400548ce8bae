/** `npm run knowledge`, as operators call it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { POSTGRES_MISSING, temporaryFolder } from './helpers/databases.ts';
import { type PostgresServer, startPostgres } from './helpers/servers.ts';

const CHECKOUT = join(import.meta.dirname, '..');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('npm run knowledge', { skip: POSTGRES_MISSING }, () => {
  const stack = new AsyncDisposableStack();
  let server: PostgresServer;
  let data = '';
  before(async () => {
    server = stack.use(await startPostgres());
    data = stack.use(temporaryFolder()).path;
  });
  after(() => stack.disposeAsync());

  const command = (...flags: readonly string[]): Promise<Outcome> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(CHECKOUT, 'src/commands/knowledge.ts'), ...flags],
        { cwd: CHECKOUT, env: { PATH: process.env['PATH'], DATA_DIR: data, DATABASE_URL: server.url } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  it('says how it is called', async () => {
    for (const flags of [[], ['go'], ['rollback'], ['builds', '3'], ['report', '--jsn']]) {
      const { code, stdout, stderr } = await command(...flags);
      assert.deepEqual([code, stdout], [2, ''], flags.join(' '));
      assert.match(stderr, /usage: npm run knowledge|Unknown option/);
    }
  });

  it('ingests the documents of this checkout, lists them and their builds, and goes back', async () => {
    assert.match((await command('report')).stdout, /never looked at/);
    const first = await command('ingest', '--json');
    const report = JSON.parse(first.stdout) as { changed: number; build: number; rejected: unknown[] };
    assert.deepEqual([first.code, report.rejected, report.build], [0, [], 1]);
    const again = await command('ingest');
    assert.match(
      again.stdout,
      new RegExp(`^0 new or changed .*${report.changed} unchanged, .*no build was made`),
    );
    assert.match((await command('report')).stdout, /looked at on \d{4}-\d\d-\d\d .*\n0 new or changed/);
    const listed = await command('documents', '--collection', 'guiche');
    assert.match(listed.stdout, /^COLLECTION +DOCUMENT .*\n(guiche +\S.*\n){10,}$/);
    const builds = await command('builds');
    assert.match(builds.stdout, /^BUILD .*\n +1 .* is searched\n$/);
    assert.match((await command('rollback', '1')).stdout, /^Build 1 is searched now/);
    const missing = await command('rollback', '77');
    assert.deepEqual([missing.code, missing.stderr], [1, 'Build 77 was not found.\n']);
    assert.equal((await command('rollback', 'x')).code, 2);
  });
});
