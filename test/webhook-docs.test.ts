/** Does what docs/webhook.md says, with its own words. */
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openAssistant } from '../src/assistant.ts';
import { readSettings } from '../src/settings.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { SHARED_MODELS } from './helpers/program.ts';
import { freePort, until } from './helpers/servers.ts';

const page = readFileSync(new URL('../docs/webhook.md', import.meta.url), 'utf8');
const blockOf = (language: string): string => {
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  return block ?? assert.fail(`no example in ${language}`);
};
const [, secret = ''] = /WEBHOOK_SECRET=(\S+)/.exec(blockOf('sh')) ?? [];
const runs = (program: string): boolean => spawnSync(program, ['version']).error === undefined;
const TOOLS_MISSING = !(runs('curl') && runs('openssl')) && 'curl or openssl is not installed';

describe('webhook: the page about it', () => {
  const stack = new AsyncDisposableStack();
  let url = '';
  let port = 0;
  before(async () => {
    port = await freePort();
    const settings = readSettings({
      MODELS_DIR: SHARED_MODELS,
      DATA_DIR: stack.use(temporaryFolder()).path,
      PORT: '0',
      LOG_LEVEL: 'silent',
      WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      WEBHOOK_SECRET: secret,
    });
    url = stack.use(await openAssistant(settings)).url ?? '';
  });
  after(() => stack.disposeAsync());
  /** An example, at this test's addresses. */
  const example = (language: string): string =>
    blockOf(language).replace('8080', String(port)).replace('http://127.0.0.1:3000', url);

  it('has a curl command whose message is kept', { skip: TOOLS_MISSING }, async () => {
    const { stdout } = await promisify(execFile)('sh', ['-c', example('sh')]);
    const answer = JSON.parse(stdout);
    const [shown] = JSON.parse(blockOf('json')).results;
    assert.deepEqual(Object.keys(answer.results[0]), Object.keys(shown));
    assert.deepEqual([answer.results[0].id, answer.results[0].duplicate], ['1', false]);
  });

  it('has a program for Node.js that asks, and prints the answer', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', example('js')]);
    stack.defer(async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
    }
    await until(() => /^ana: \S+/m.test(printed), 'the answer');
  });
});
