/** The running program learns phrases that are added to a dialog's file, and does not fall over a bad one. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const CHECKOUT = join(import.meta.dirname, '..');
const COPIED = ['src', 'channels', 'dialogs', 'agents', 'knowledge', 'desk', 'package.json'];
const WORD = 'xilofone';

describe('the running program', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  let corpus = '';
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    for (const name of COPIED) cpSync(join(CHECKOUT, name), join(path, name), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(path, 'node_modules'));
    corpus = join(path, 'dialogs/thanks/nlu.yml');
    const variables = { DATA_DIR: join(path, 'data'), LOG_LEVEL: 'info', CORPORA_POLL_MS: '0' };
    program = stack.use(await startProgram(variables, path));
  });
  after(() => stack.disposeAsync());

  const addPhrase = (phrase: string) =>
    writeFileSync(corpus, `${readFileSync(corpus, 'utf8').trimEnd()}\n      - ${phrase}\n`);

  it('learns what was added when it gets a SIGHUP, and says what it cannot read', async () => {
    assert.notEqual((await createCitizen(program.url).ask(`${WORD} ${WORD}`)).dialog, 'thanks');
    const before = readFileSync(corpus, 'utf8');
    for (const rest of ['', ' demais', ' pra você', ' viu']) addPhrase(`${WORD}${rest}`);
    program.process.kill('SIGHUP');
    await until(() => program.output().includes('learnt anew'), 'the new model', 60_000);
    assert.equal((await createCitizen(program.url).ask(WORD)).dialog, 'thanks');

    writeFileSync(corpus, `${before}      - [a]{b}\n`);
    program.process.kill('SIGHUP');
    await until(() => /thanks\/nlu\.yml:\d+: the entity in \[a\]\{b\}/.test(program.output()), 'the reason');
    assert.equal((await createCitizen(program.url).ask(WORD)).dialog, 'thanks');
    assert.equal(await program.stop(), 0);
  });
});
