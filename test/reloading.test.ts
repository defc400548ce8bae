/** Corpora that change while the assistant runs: learnt anew beside the messages, or left as they were. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { readDialogExamples } from '../src/corpora/dialog-corpora.ts';
import { openReloading } from '../src/corpora/reloading.ts';
import { createLog, type Log } from '../src/log.ts';
import type { Recognizer } from '../src/recognizer.ts';
import { linear } from '../src/recognizers/linear.ts';
import { trainApart } from '../src/recognizers/train-apart.ts';
import { openRecognizer } from '../src/recognizers/trained.ts';
import { temporaryFolder } from './helpers/databases.ts';
import { until } from './helpers/servers.ts';

const POLL_MS = 20;
const GREETINGS = ['oi', 'olá', 'bom dia', 'boa tarde', 'boa noite'];
const TAXES = ['pagar iptu', 'boleto do iptu', 'valor do iptu', 'iptu vencido', 'segunda via do iptu'];
const TREES = ['podar uma árvore', 'poda de árvore', 'árvore caída', 'cortar árvore', 'galho de árvore'];

describe('corpora that change', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let errors: string[];
  const silent = createLog('silent');
  const log: Log = {
    ...silent,
    warn: () => undefined,
    info: () => undefined,
    error: (fields) => void errors.push('error' in fields ? String(fields.error) : ''),
  };

  const corpusOf = (intent: string, texts: readonly string[]) =>
    `nlu:\n  - intent: ${intent}\n    examples: |\n${texts.map((text) => `      - ${text}\n`).join('')}`;
  /** Under its name at once, as editors and mounts do. */
  function put(path: string, text: string): void {
    const file = join(folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
  const open = (everyMs: number | undefined = POLL_MS) =>
    openReloading({
      folder: folder.path,
      everyMs,
      log,
      open: async ({ signal }) =>
        openRecognizer({
          kind: trainApart(linear, signal),
          examples: await readDialogExamples(folder.path, log),
          cacheFolder: undefined,
          log,
        }),
    });
  const read = async (recognizer: Recognizer, text: string) =>
    (await recognizer.recognize(text, { locale: 'pt-BR' })).guesses[0]?.intent;

  beforeEach(() => {
    folder = temporaryFolder();
    errors = [];
    put('greeting/nlu.yml', corpusOf('greeting', GREETINGS));
    put('tax/nlu.yml', corpusOf('tax', TAXES));
  });
  afterEach(() => folder[Symbol.dispose]());

  it('are learnt without a restart, under another version', async () => {
    await using reloading = await open();
    const before = reloading.current;
    assert.deepEqual(before.intents, ['greeting', 'tax']);
    put('tree/nlu.yml', corpusOf('tree', TREES));
    await until(() => reloading.current !== before, 'the new model');
    assert.equal(await read(reloading.current, 'preciso podar a árvore da rua'), 'tree');
    assert.notEqual(reloading.current.version, before.version);
    assert.equal(await read(before, 'quero pagar o iptu'), 'tax', 'who holds the old one may go on with it');
    assert.deepEqual(errors, []);
  });

  it('come out the same, wherever they are learnt', async () => {
    await using reloading = await open(undefined);
    const here = reloading.current;
    await reloading.reload();
    assert.notEqual(reloading.current, here);
    assert.equal(reloading.current.version, here.version);
    const ask = (recognizer: Recognizer) => recognizer.recognize('boleto, bom dia', { locale: 'pt-BR' });
    assert.deepEqual(await ask(reloading.current), await ask(here));
  });

  it('are read by the old model while the new one learns', async () => {
    await using reloading = await open(undefined);
    const many = Array.from({ length: 600 }, (_, index) => `${TREES[index % TREES.length]} número ${index}`);
    put('tree/nlu.yml', corpusOf('tree', many));
    const before = reloading.current;
    let isDone = false;
    const learnt = reloading.reload().then(() => {
      isDone = true;
    });
    let asked = 0;
    await until(async () => {
      if (reloading.current !== before) return true;
      assert.equal(await read(reloading.current, 'quero pagar o iptu'), 'tax');
      asked += 1;
      return isDone;
    }, 'the new model');
    await learnt;
    assert.ok(asked > 5, `only ${asked} messages were read meanwhile`);
    assert.ok(reloading.current.intents.includes('tree'));
  });

  it('change nothing while they hold an error, which is told with file, line and reason', async () => {
    await using reloading = await open();
    const before = reloading.current;
    put('tree/nlu.yml', corpusOf('tree', [...TREES, '[galho]{entity}']));
    await until(() => errors.length > 0, 'the error');
    assert.deepEqual(errors, [
      'tree/nlu.yml:9: the entity in [galho]{entity} must be JSON with an "entity" name',
    ]);
    assert.equal(reloading.current, before);
    put('tree/nlu.yml', corpusOf('tree', TREES));
    await until(() => reloading.current.intents.includes('tree'), 'the mended corpus');
  });

  it('are missed where a dialog is taken away', async () => {
    await using reloading = await open();
    rmSync(join(folder.path, 'tax'), { recursive: true });
    await until(() => !reloading.current.intents.includes('tax'), 'the smaller model');
  });

  it('are left alone where nobody polls, until it is asked for', async () => {
    await using reloading = await open(undefined);
    put('tree/nlu.yml', corpusOf('tree', TREES));
    assert.ok(!reloading.current.intents.includes('tree'));
    await reloading.reload();
    assert.ok(reloading.current.intents.includes('tree'));
  });

  it('are not waited for when the assistant stops', async () => {
    const reloading = await open(undefined);
    const before = reloading.current;
    put('tree/nlu.yml', corpusOf('tree', TREES));
    const learning = reloading.reload();
    await reloading[Symbol.asyncDispose]();
    await learning;
    assert.equal(reloading.current, before);
    assert.deepEqual(errors, []);
  });

  it('stop the start where they are wrong from the beginning', async () => {
    put('tax/nlu.yml', 'nlu: 7');
    await assert.rejects(open(), /tax\/nlu\.yml:1: must have an "nlu" list/);
  });
});
