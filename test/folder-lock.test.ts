import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lockFolder } from '../src/databases/folder-lock.ts';
import { temporaryFolder } from './helpers/databases.ts';

const HOLDER = new URL('helpers/lock-holder.ts', import.meta.url);

async function startHolder(folder: string) {
  const child = fork(HOLDER, [folder], { stdio: 'ignore' });
  await once(child, 'message');
  return child;
}

describe('folder lock', () => {
  it('says who holds the folder, and lets go when disposed', async () => {
    using folder = temporaryFolder();
    const holder = await startHolder(folder.path);
    assert.throws(() => lockFolder(folder.path), new RegExp(`in use by process ${holder.pid}, since 20`));
    const gone = once(holder, 'exit');
    holder.disconnect();
    await gone;
    lockFolder(folder.path)[Symbol.dispose]();
    assert.equal(existsSync(join(folder.path, 'lock.json')), false);
  });

  it('takes over from a holder that was killed', async () => {
    using folder = temporaryFolder();
    const holder = await startHolder(folder.path);
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    using _lock = lockFolder(folder.path);
    const { pid } = JSON.parse(readFileSync(join(folder.path, 'lock.json'), 'utf8'));
    assert.equal(pid, process.pid);
  });

  it('knows a process number that was given to somebody else since', () => {
    using folder = temporaryFolder();
    lockFolder(folder.path);
    const path = join(folder.path, 'lock.json');
    const own = JSON.parse(readFileSync(path, 'utf8'));
    // The same number and machine, another start: as after a restart of the machine.
    if (own.started === null) return;
    writeFileSync(path, JSON.stringify({ ...own, started: '1' }));
    lockFolder(folder.path)[Symbol.dispose]();
  });

  it('does not judge a holder on another machine, and says how to go on', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'lock.json');
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', started: '1', since: '2026-11-21' }));
    assert.throws(() => lockFolder(folder.path), /process 1 on elsewhere.*delete/s);
  });

  it('lets exactly one of many take over from the dead', async () => {
    using folder = temporaryFolder();
    const dead = await startHolder(folder.path);
    const gone = once(dead, 'exit');
    dead.kill('SIGKILL');
    await gone;
    const children = Array.from({ length: 6 }, () => fork(HOLDER, [folder.path], { stdio: 'ignore' }));
    const outcomes = await Promise.all(children.map(async (child) => (await once(child, 'message'))[0]));
    for (const child of children) child.disconnect();
    assert.deepEqual(
      outcomes.filter((outcome) => outcome === 'locked'),
      ['locked'],
    );
  });
});
