/** Does what docs/external-agents.md says, in a checkout of its own: the folders, the settings and the program. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readSettings } from '../src/settings.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, launch, type Program, startProgram } from './helpers/program.ts';
import { findPython } from './helpers/programs.ts';
import { until } from './helpers/servers.ts';

const CHECKOUT = join(import.meta.dirname, '..');
const COPIED = ['src', 'channels', 'dialogs', 'agents', 'knowledge', 'desk', 'package.json'];
/** A path in backticks, at the start of a line, then the file in a fence. */
const FILE = /^`([\w-]+\/[\w./-]+)`[^`]*?\n```\w+\n([\s\S]*?)^```$/gm;

const page = readFileSync(join(CHECKOUT, 'docs/external-agents.md'), 'utf8');
const files = [...page.matchAll(FILE)].map(([, path = '', text = '']) => ({ path, text }));
const python = findPython();
const PYTHON_MISSING = python === undefined && 'python3 is not installed';

const TOKENS = { sky: 's'.repeat(32), moon: 'm'.repeat(32) };
const ID = '0193a000-0000-7000-8000-000000000000';

function followPage(checkout: string): void {
  for (const name of COPIED) cpSync(join(CHECKOUT, name), join(checkout, name), { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'));
  const sky = files.find(({ path }) => path === 'agents/sky/agent.ts');
  for (const { path, text } of [...files, { path: 'agents/moon/agent.ts', text: sky?.text ?? '' }]) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
}

describe('an external agent', () => {
  const stack = new AsyncDisposableStack();
  let checkout = '';
  let program: Program;
  before(async () => {
    checkout = stack.use(temporaryFolder()).path;
    followPage(checkout);
    const tokens = Object.entries(TOKENS).map(([name, token]) => `${name}=${token}`);
    const variables = {
      DATA_DIR: join(checkout, 'data'),
      AGENT_TOKENS: tokens.join(','),
      BURST_WINDOW_MS: '0',
    };
    program = stack.use(await startProgram(variables, checkout));
  });
  after(() => stack.disposeAsync());

  const call = (path: string, body: object, token: string | undefined) =>
    fetch(`${program.url}/api/v1/agents/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const codeOf = async (response: Response) =>
    [response.status, ((await response.json()) as { error: { code: string } }).error.code] as const;
  const printing = (sky: ReturnType<typeof startSky>, words: string) =>
    until(() => sky.output().includes(words), `“${words}” in:\n${sky.output()}`, 30_000);

  /** The program of the page, as its users start it. */
  function startSky() {
    const child = spawn(python ?? '', [join(CHECKOUT, 'docs/external-agents/sky.py')], {
      env: { PATH: process.env['PATH'], GUICHE_URL: program.url, SKY_TOKEN: TOKENS.sky },
    });
    let seen = '';
    for (const each of [child.stdout, child.stderr])
      each.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
      });
    const ended = once(child, 'exit');
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    return {
      output: () => seen,
      async [Symbol.asyncDispose]() {
        kill();
        await ended;
        process.off('exit', kill);
      },
    };
  }

  it('is shown with its folders and its program', () => {
    const paths = files.map((file) => file.path);
    assert.deepEqual(paths, ['agents/sky/agent.ts', 'dialogs/sky/dialog.ts', 'dialogs/sky/nlu.yml']);
    assert.ok(page.includes('(external-agents/sky.py)'));
  });

  it('answers in a chat, and stops when the citizen writes again', { skip: PYTHON_MISSING }, async () => {
    await using sky = startSky();
    const answer = await createCitizen(program.url).ask('como está o céu hoje');
    assert.deepEqual([answer.agent, answer.text], ['sky', 'Hoje faz sol em Vila Esperança.']);
    const citizen = createCitizen(program.url);
    await citizen.send('o céu está nublado na serra');
    await until(() => sky.output().split('working on').length === 3, 'the program to look', 30_000);
    await citizen.send('quero falar com uma pessoa');
    await printing(sky, 'superseded');
  });

  it('is done by hand with the same calls, and what is wrong is said', async () => {
    const citizen = createCitizen(program.url);
    const { seq } = await citizen.send('o céu está limpo aí');
    const response = await call('sky/tasks/next', { waitMs: 10_000 }, TOKENS.sky);
    assert.equal(response.status, 200);
    const task = (await response.json()) as { taskId: string; lease: string; input: object; leaseMs: number };
    assert.deepEqual([task.input, task.leaseMs], [{ place: 'Vila Esperança' }, 5_000]);
    const { taskId, lease } = task;
    const about = (path: string, body: object, token = TOKENS.sky) =>
      call(`sky/tasks/${taskId}/${path}`, body, token);
    const activity = { type: 'message', text: 'Faz sol.' };
    const answer = { status: 'answered', activity, output: { sky: 'clear' } };
    assert.equal((await about('renew', { lease })).status, 204);
    assert.equal((await about('partial', { lease, text: 'Faz…' })).status, 204);
    const wrong = [
      [{ ...answer, output: { sky: 'green' } }, 422],
      [{ ...answer, activity: { ...activity, text: ' \u200b' } }, 400],
      [{ ...answer, activity: { ...activity, text: 'a'.repeat(8_001) } }, 400],
      [{ ...answer, activity: { ...activity, html: '<b>' } }, 400],
      [{ ...answer, activity: { ...activity, buttons: Array(11).fill({ title: 'a', value: 'a' }) } }, 400],
      [{ ...answer, status: 'asks' }, 400],
      [{ ...answer, status: 'hands-over', to: { queue: 'geral' } }, 400],
    ] as const;
    for (const [body, status] of wrong)
      assert.equal((await about('answer', { lease, answer: body })).status, status, JSON.stringify(body));
    assert.deepEqual(await codeOf(await about('knowledge', { lease, question: 'sol' })), [403, 'forbidden']);
    assert.deepEqual(await codeOf(await about('answer', { lease: ID, answer })), [409, 'superseded']);
    assert.equal((await about('answer', { lease, answer })).status, 204);
    assert.equal((await about('answer', { lease, answer })).status, 204);
    assert.deepEqual(await codeOf(await about('renew', { lease })), [409, 'superseded']);
    const { lines } = await citizen.read(seq, 15_000);
    const said = lines.filter((line) => line.from === 'assistant').map((line) => line.text);
    assert.deepEqual(said, ['Faz sol.']);
  });

  it('gets in by no route without its token, with a wrong one, or with another agent’s', async () => {
    const description = (await (await fetch(`${program.url}/docs/json`)).json()) as {
      paths: Record<string, Record<string, { tags?: string[]; security?: object[] }>>;
    };
    const paths = Object.entries(description.paths).filter(([, { post }]) =>
      post?.tags?.includes('external agents'),
    );
    assert.equal(paths.length, 7);
    for (const [path, { post }] of paths) {
      assert.deepEqual(post?.security, [{ agent: [] }]);
      const own = path.replace('/api/v1/agents/', '').replace('{agent}', 'sky').replace('{taskId}', ID);
      assert.deepEqual(await codeOf(await call(own, {}, undefined)), [401, 'not-authenticated'], path);
      assert.deepEqual(await codeOf(await call(own, {}, 'x'.repeat(32))), [401, 'not-authenticated'], path);
      assert.deepEqual(await codeOf(await call(own, {}, TOKENS.moon)), [403, 'forbidden'], path);
      const unknown = own.replace('sky', 'documentation');
      assert.deepEqual(await codeOf(await call(unknown, {}, TOKENS.sky)), [403, 'forbidden'], path);
    }
  });

  it('that waits is sent away when the house closes', async () => {
    const waiting = call('sky/tasks/next', { waitMs: 25_000 }, TOKENS.sky);
    assert.equal((await call('sky/tasks/next', { waitMs: 0 }, TOKENS.sky)).status, 204);
    const startedAt = performance.now();
    assert.equal(await program.stop(), 0);
    assert.ok(performance.now() - startedAt < 9_000);
    assert.equal((await waiting).status, 204);
  });

  it('needs a long token of its own, and no message tells a token', () => {
    const long = 'x'.repeat(31);
    const read = (AGENT_TOKENS: string) => readSettings({ AGENT_TOKENS }).AGENT_TOKENS;
    const wrong = {
      [`sky=${long}`]: /token of sky must have 32/,
      [`sky=${long}1,moon=${long}1`]: /moon is another/,
    };
    for (const [tokens, sentence] of Object.entries({ ...wrong, [`${long}1`]: /must be like name=token/ }))
      assert.throws(
        () => read(tokens),
        ({ message }: Error) => sentence.test(message) && !message.includes(long),
      );
    const tokens = read(`sky=${long}1=, moon = ${long}2`);
    assert.deepEqual(Object.fromEntries(tokens), { sky: `${long}1=`, moon: `${long}2` });
  });

  it('needs a folder: a token for anybody else keeps the program from starting', async () => {
    await program.stop();
    const AGENT_TOKENS = `sun=${'x'.repeat(32)}`;
    const { ended, output } = launch({ DATA_DIR: join(checkout, 'data'), AGENT_TOKENS }, checkout);
    assert.notEqual(await ended, 0);
    assert.match(output(), /AGENT_TOKENS names sun, but agents\/sun\/agent\.ts/);
    assert.ok(!output().includes('xxxx'));
  });
});
