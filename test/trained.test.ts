/** The models that are kept: what is trained again, and what is not; and which language reads what. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createLog, type Log } from '../src/log.ts';
import type { Example, Recognizer, RecognizerKind } from '../src/recognizer.ts';
import { linear } from '../src/recognizers/linear.ts';
import { openRecognizer } from '../src/recognizers/trained.ts';

const portuguese: readonly Example[] = [
  { text: 'onde tomo vacina', intent: 'health' },
  { text: 'pagar imposto', intent: 'tax' },
];
const english: readonly Example[] = [
  { text: 'where do I get a vaccine', intent: 'health' },
  { text: 'pay my tax', intent: 'tax' },
  { text: 'hello', intent: 'greeting' },
];
const both = new Map([
  ['pt-BR', portuguese],
  ['en', english],
]);

const intentOf = async (recognizer: Recognizer, text: string, locale: string) =>
  (await recognizer.recognize(text, { locale })).guesses[0]?.intent;

describe('the trained recognizer', () => {
  let folder = '';
  let trained: string[] = [];
  let warnings: string[] = [];
  const counting: RecognizerKind = {
    ...linear,
    train: (examples, options) => {
      trained.push(options.locale);
      return linear.train(examples, options);
    },
  };
  const log: Log = { ...createLog('silent'), warn: (_fields, message) => void warnings.push(message) };
  const open = (
    examples: ReadonlyMap<string, readonly Example[]>,
    kind = counting,
    cacheFolder = join(folder, 'models'),
  ) => openRecognizer({ kind, examples, cacheFolder, log });
  const files = () => readdirSync(join(folder, 'models')).sort();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'models-'));
    trained = [];
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads a message in its language, and in Portuguese one of a language it does not know', async () => {
    const recognizer = await open(both);
    assert.deepEqual(recognizer.intents, ['greeting', 'health', 'tax']);
    const read = (text: string, locale: string) => intentOf(recognizer, text, locale);
    assert.equal(await read('pay my tax', 'en-GB'), 'tax');
    assert.equal(await read('pagar imposto', 'pt-PT'), 'tax');
    assert.equal(await read('pagar imposto', 'fr'), 'tax');
    assert.equal(await read('hello', 'en'), 'greeting');
    assert.equal(await read('你好', 'pt-BR'), undefined);
  });

  it('trains once, and from then on loads what it kept', async () => {
    const first = await open(both);
    assert.deepEqual(trained.toSorted(), ['en', 'pt-BR']);
    const second = await open(new Map([...both].reverse()));
    assert.equal(trained.length, 2);
    assert.equal(second.version, first.version);
    assert.match(first.version, /^linear@[0-9a-f]{12}$/);
    const ask = { locale: 'en' };
    assert.deepEqual(await second.recognize('my tax', ask), await first.recognize('my tax', ask));
  });

  it('trains again, in that language only, when its examples change, and keeps no old model', async () => {
    const { version } = await open(both);
    const [kept] = files().filter((name) => name.startsWith('linear.en.'));
    const changed = await open(
      new Map([...both, ['pt-BR', [...portuguese, { text: 'oi', intent: 'greeting' }]]]),
    );
    assert.deepEqual(trained.slice(2), ['pt-BR']);
    assert.notEqual(changed.version, version);
    assert.equal(files().length, 2);
    assert.ok(kept && files().includes(kept));
  });

  it('trains again when the recognizer itself changed', async () => {
    const { version } = await open(both);
    const next = await open(both, { ...counting, revision: counting.revision + 1 });
    assert.equal(trained.length, 4);
    assert.notEqual(next.version, version);
  });

  for (const [what, spoil] of Object.entries({
    'cut short': (path: string) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 50)),
    empty: (path: string) => writeFileSync(path, ''),
    'of another shape': (path: string) => writeFileSync(path, '{"intents":["x"]}'),
  })) {
    it(`trains again, and says so, when the kept model is ${what}`, async () => {
      await open(both);
      const [file = ''] = files();
      spoil(join(folder, 'models', file));
      const recognizer = await open(both);
      assert.equal(trained.length, 3);
      assert.equal(warnings.length, 1);
      assert.equal(await intentOf(recognizer, 'pay my tax', 'en'), 'tax');
      await open(both);
      assert.equal(trained.length, 3, 'the new one was kept');
    });
  }

  it('works, and says so, where it cannot keep anything', async () => {
    writeFileSync(join(folder, 'file'), '');
    const recognizer = await open(both, counting, join(folder, 'file', 'models'));
    assert.equal(await intentOf(recognizer, 'pagar imposto', 'pt-BR'), 'tax');
    assert.ok(warnings.includes('the model could not be kept'));
  });

  it('writes nothing without a folder', async () => {
    await openRecognizer({ kind: counting, examples: both, cacheFolder: undefined, log });
    assert.deepEqual(readdirSync(folder), []);
  });
});
