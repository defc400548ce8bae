/** Follows CONTRIBUTING.md as a newcomer would: its files, in a checkout of its own, in the running program. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const CHECKOUT = join(import.meta.dirname, '..');
const COPIED = ['src', 'channels', 'dialogs', 'agents', 'knowledge', 'desk', 'package.json'];
/** A path in backticks, at the start of a line, then the file in a fence. */
const FILE = /^`([\w./-]+)`[^`]*?\n```\w+\n([\s\S]*?)^```$/gm;

const guide = readFileSync(join(CHECKOUT, 'CONTRIBUTING.md'), 'utf8');
const files = [...guide.matchAll(FILE)].map(([, path = '', text = '']) => ({ path, text }));

function followGuide(checkout: string): void {
  for (const name of COPIED) cpSync(join(CHECKOUT, name), join(checkout, name), { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(checkout, 'node_modules'));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
}

describe('CONTRIBUTING.md', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    followGuide(path);
    const variables = { DATA_DIR: join(path, 'data'), ECHO_BOX_GREETING: '> ' };
    program = stack.use(await startProgram(variables, path));
  });
  after(() => stack.disposeAsync());

  it('shows a dialog, a form, an agent and a channel', () => {
    assert.deepEqual(
      files.map((file) => file.path),
      [
        'dialogs/opening-hours/dialog.ts',
        'dialogs/opening-hours/nlu.yml',
        'dialogs/opening-hours/responses.pt-BR.yml',
        'dialogs/school-visit/dialog.ts',
        'dialogs/school-visit/responses.pt-BR.yml',
        'dialogs/school-visit/nlu.yml',
        'agents/weather/agent.ts',
        'dialogs/weather/dialog.ts',
        'dialogs/weather/nlu.yml',
        'channels/echo-box/channel.ts',
      ],
    );
  });

  it('adds a dialog by adding a folder', async () => {
    const answer = await createCitizen(program.url).ask('que horas fecha');
    assert.deepEqual(
      [answer.dialog, answer.text],
      ['opening-hours', 'Atendemos de segunda a sexta, das 8h às 17h.'],
    );
  });

  it('adds a form by adding a folder', async () => {
    const citizen = createCitizen(program.url);
    const texts: string[] = [];
    for (const words of [
      'agendar visita escolar amanhã',
      'trinta',
      'pular',
      'na verdade são 20 alunos',
      'sim',
    ])
      texts.push((await citizen.ask(words)).text);
    assert.deepEqual([texts[0], texts[1]], ['Quantos alunos são?', 'Qual é o telefone da escola?']);
    assert.match(texts[2] ?? '', /- Alunos: 30\n- Telefone: não informado\nEstá certo\?/);
    assert.match(texts[3] ?? '', /Alunos agora é 20/);
    assert.match(texts[4] ?? '', /^Pedido feito para .*\. Uma pessoa da equipe confirma/);
  });

  it('adds an agent by adding a folder', async () => {
    const answer = await createCitizen(program.url).ask('vai chover hoje');
    assert.deepEqual([answer.agent, answer.text], ['weather', 'Hoje faz sol em Vila Esperança.']);
  });

  it('adds a channel by adding a folder', async () => {
    const put = (body: object) =>
      fetch(`${program.url}/echo-box`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const kept = await put({ from: 'ana', id: '1', text: 'que horas fecha' });
    assert.match(((await kept.json()) as { protocolNumber: string }).protocolNumber, /^\d{15}$/);
    await put({ from: 'ana', id: '1', text: 'que horas fecha' });
    const answers = await until(async () => {
      const response = await fetch(`${program.url}/echo-box/ana`);
      const texts = (await response.json()) as string[];
      return texts.length > 0 && texts;
    }, 'the answer in the box');
    assert.deepEqual(answers, [
      '> Atendemos de segunda a sexta, das 8h às 17h.\n\n1. Falar com uma pessoa\nResponda com o número da opção.',
    ]);
    assert.equal((await put({ from: 'ana' })).status, 400);
  });
});
