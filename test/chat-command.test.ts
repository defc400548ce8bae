/** `npm run chat`, as a person and as a program use it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { type Program, startProgram } from './helpers/program.ts';
import { freePort } from './helpers/servers.ts';

const CHECKOUT = join(import.meta.dirname, '..');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function chat(flags: readonly string[], input = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(CHECKOUT, 'src/commands/chat.ts'), ...flags],
      { cwd: CHECKOUT },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

describe('npm run chat', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    program = stack.use(await startProgram({ DATA_DIR: path }));
  });
  after(() => stack.disposeAsync());

  it('answers one question as one line of JSON, on data of its own', async () => {
    const { code, stdout, stderr } = await chat(['--once', 'Como acompanho o meu pedido?', '--json']);
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    assert.deepEqual(Object.keys(answer), [
      'protocolNumber',
      'conversationId',
      'intent',
      'confidence',
      'agent',
      'text',
      'citations',
      'latencyMs',
    ]);
    assert.equal(answer.agent, 'documentation');
    assert.ok(answer.citations.length >= 1);
    assert.ok(answer.confidence > 0 && answer.confidence <= 1);
  });

  it('talks to a running assistant, line by line, under one protocol number', async () => {
    const { code, stdout, stderr } = await chat(['--url', program.url], 'bom dia\nobrigado\n');
    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/\(protocolo /g)?.length, 1);
    assert.match(stdout, /assistente automático[\s\S]*\n> [\s\S]+\n> /);
  });

  it('answers what it can of several wishes before it asks, and takes the next words for the answer', async () => {
    const wishes = 'quero consultar meu protocolo e saber onde fica a prefeitura';
    const { code, stdout, stderr } = await chat(['--url', program.url], `${wishes}\n123\n`);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /Praça da Esperança[\s\S]*Qual é o número do protocolo\?[\s\S]*\n> [\s\S]*15 dígitos/,
    );
    const [first = ''] = stdout.split('15 dígitos, e recebi');
    assert.equal(
      first.match(/Qual é o número do protocolo/g)?.length,
      1,
      'asked once, and then what is wrong',
    );
  });

  it('tells under each answer how it came about, and with --quiet does not', async () => {
    const input = 'quero fazer uma sugestão\nque horas a biblioteca abre?\n';
    const { code, stdout, stderr } = await chat([], input);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /ombudsman \d\.\d\d sure · ombudsman\/ask-what by rule \w+ · asks: ombudsman \{/);
    assert.match(stdout, /documentation answered in \d+ ms/);
    const quiet = await chat(['--quiet', '--url', program.url], 'bom dia\n');
    assert.doesNotMatch(quiet.stdout, /greeting/);
    const other = await chat(['--url', program.url], 'bom dia\n');
    assert.match(other.stdout, /greeting \d\.\d\d · greeting\/response/);
  });

  it('says that nobody is there, and ends with 1', async () => {
    const { code, stderr } = await chat(['--url', `http://127.0.0.1:${await freePort()}`, '--once', 'oi']);
    assert.equal(code, 1);
    assert.match(stderr, /fetch failed.*ECONNREFUSED/);
  });
});
