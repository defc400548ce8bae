/** Entities that a dialog's author declares: found in what people write to the running program. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { addCorpusEntities } from '../src/corpora/corpus-entities.ts';
import { parseCorpus } from '../src/corpora/dialog-corpora.ts';
import { findEntities } from '../src/entities.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { createCitizen, type Program, startProgram } from './helpers/program.ts';
import { until } from './helpers/servers.ts';

const CHECKOUT = join(import.meta.dirname, '..');
const COPIED = ['src', 'channels', 'dialogs', 'agents', 'knowledge', 'desk', 'package.json'];

const CORPUS = `version: "3.1"
nlu:
  - intent: xylophones
    examples: |
      - xilofone
      - xilofone na [rodoviária](stop)
      - tem xilofone no [centrão]{"entity": "stop", "value": "centro"}
      - quero um xilofone
      - xilofone na linha do ônibus
      - o xilofone da vila
      - xilofone com cpf e alvará
      - xilofone xilofone
  - lookup: neighbourhood
    examples: |
      - Vila Esperança
      - Vila
      - Rua 7 de Setembro
  - synonym: Vila Esperança
    examples: |
      - vila espe
  - regex: line
    examples: |
      - \\d{3}
  - regex: permit
    examples: |
      - ALV-\\d{4}
`;

/** Says which entities it was handed. */
const DIALOG = `import { defineDialog, reply } from '#assistant';
export default defineDialog({
  respond: ({ input }) => {
    if (input.type !== 'message') return [reply('none')];
    const { text, understanding: { entities } } = input;
    const found = entities.map(({ name, value, start, end }) => \`\${name}=\${value} (\${text.slice(start, end)})\`);
    return [reply('found', { found: found.join('; ') })];
  },
});
`;
const RESPONSES = 'found: "{found}"\nnone: "-"\n';

describe('entities of a dialog, in the running program', () => {
  const stack = new AsyncDisposableStack();
  let program: Program;
  let corpus = '';
  before(async () => {
    const { path } = stack.use(temporaryFolder());
    for (const name of COPIED) cpSync(join(CHECKOUT, name), join(path, name), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(path, 'node_modules'));
    const folder = join(path, 'dialogs/xylophones');
    mkdirSync(folder);
    corpus = join(folder, 'nlu.yml');
    writeFileSync(corpus, CORPUS);
    writeFileSync(join(folder, 'dialog.ts'), DIALOG);
    writeFileSync(join(folder, 'responses.pt-BR.yml'), RESPONSES);
    const variables = { DATA_DIR: join(path, 'data'), LOG_LEVEL: 'info', CORPORA_POLL_MS: '0' };
    program = stack.use(await startProgram(variables, path));
  });
  after(() => stack.disposeAsync());

  const find = async (text: string) => (await createCitizen(program.url).ask(text)).text;

  it('are found by table, synonym, pattern and mark, in normal form', async () => {
    assert.equal(
      await find('xilofone na VILA ESPERANCA na linha 101'),
      'neighbourhood=Vila Esperança (VILA ESPERANCA); line=101 (101)',
    );
    assert.equal(
      await find('xilofone na vila espe ou no centrão?'),
      'neighbourhood=Vila Esperança (vila espe); stop=centro (centrão)',
    );
    assert.equal(await find('xilofone na Rodoviaria'), 'stop=rodoviária (Rodoviaria)');
  });

  it('stand beside those that are built in', async () => {
    assert.equal(await find('xilofone com alvará alv-1234'), 'permit=alv-1234 (alv-1234)');
    assert.equal(await find('xilofone com cpf 529.982.247-25'), 'cpf=52998224725 (529.982.247-25)');
  });

  it('are those of the newest file', async () => {
    const text = 'xilofone na Lagoinha';
    assert.equal(await find(text), '');
    const added = '  - lookup: neighbourhood\n    examples: |\n      - Lagoinha\n';
    writeFileSync(corpus, readFileSync(corpus, 'utf8') + added);
    program.process.kill('SIGHUP');
    await until(() => program.output().includes('learnt anew'), 'the new table', 60_000);
    assert.equal(await find(text), 'neighbourhood=Lagoinha (Lagoinha)');
    assert.equal(await program.stop(), 0);
  });
});

describe('entities of corpora and those that are built in', () => {
  const find = addCorpusEntities(findEntities, [parseCorpus(CORPUS, 'nlu.yml')]);
  const options = {
    locale: 'pt-BR',
    now: new Date('2026-11-21T13:30:00Z'),
    timeZone: 'America/Sao_Paulo',
  };
  const found = (text: string) => find(text, options).map(({ name, value }) => `${name} ${value}`);

  it('do not overlap: the longer stands', () => {
    assert.deepEqual(found('na rua 7 de setembro'), ['neighbourhood Rua 7 de Setembro']);
    assert.deepEqual(found('no dia 7 de setembro'), ['date 2027-09-07']);
    assert.deepEqual(found('ligue (11) 98765-4321'), ['phone +5511987654321']);
  });

  it('of two as long the built-in one stands, unless it is a mere number', () => {
    const own = parseCorpus('## regex:card\n- \\d{11}\n## regex:line\n- \\d{3}\n', 'nlu.md');
    const both = addCorpusEntities(findEntities, [own]);
    const names = (text: string) => both(text, options).map(({ name }) => name);
    assert.deepEqual(names('52998224725'), ['cpf']);
    assert.deepEqual(names('linha 101'), ['line']);
    assert.deepEqual(names('12345678901'), ['card'], 'a number whose check digits are wrong is no CPF');
  });

  it('a synonym finds nothing where nobody says of what kind its value is', () => {
    const corpus = parseCorpus('## synonym:Belo Horizonte\n- beagá\n', 'nlu.md');
    assert.deepEqual(addCorpusEntities(() => [], [corpus])('de beagá', options), []);
  });

  it('marked numbers stay examples', () => {
    const corpus = parseCorpus('## intent:a\n- casa [42](house)\n', 'nlu.md');
    assert.deepEqual(addCorpusEntities(() => [], [corpus])('casa 42', options), []);
  });
});
