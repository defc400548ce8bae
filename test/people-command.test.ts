/** `npm run people`, as whoever runs the program types it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { openPglite } from '../src/databases/pglite.ts';
import { copyTemplate } from './helpers/database-template.ts';
import { temporaryFolder } from './helpers/databases.ts';

const PUBLIC_URL = 'https://guiche.example.gov.br';

describe('npm run people', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  before(async () => {
    folder = temporaryFolder();
    await copyTemplate('empty', folder.path);
  });
  after(() => folder[Symbol.dispose]());

  const run = (...words: readonly string[]) => {
    const env = { PATH: process.env['PATH'], DATA_DIR: folder.path, PUBLIC_URL };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['src/commands/people.ts', ...words], {
      cwd: new URL('..', import.meta.url),
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  it('makes the first link, invites, lists, and keeps the last admin', () => {
    assert.match(run('link').stdout, /https:\/\/guiche\.example\.gov\.br\/desk\/set-up#[\w-]{43}\n/);
    assert.match(
      run('invite', 'Ana', '--name', 'Ana Lima', '--role', 'admin').stdout,
      /\/desk\/set-up#[\w-]{43}\n/,
    );
    assert.match(run('list').stdout, /^ana {2}· {2}Ana Lima {2}· {2}admin {2}· {2}no password yet$/m);
    const refused = run('deactivate', 'ana');
    assert.deepEqual([refused.status, refused.stdout], [1, '']);
    assert.match(refused.stderr, /last admin/);
  });

  it('says what is wrong in a sentence', async () => {
    assert.match(run('invite', 'bia').stderr, /^usage: /);
    assert.match(run('reset', 'nobody').stderr, /nobody was not found/);
    await using _program = await openPglite(folder.path);
    const { status, stderr } = run('list');
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(folder.path), 'names the folder that the running program has');
  });
});
