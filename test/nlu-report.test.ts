/** The report for authors: what is held out, what is counted, and what it looks like. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createLikeness } from '../src/authoring/likeness.ts';
import { keyOf, type Phrase } from '../src/authoring/phrases.ts';
import { reportOn } from '../src/authoring/report.ts';
import { renderReport } from '../src/authoring/report-text.ts';
import { WIDTH } from '../src/authoring/table.ts';
import { assignFolds, type Trial, tryPhrases } from '../src/authoring/trials.ts';
import type { Certainty, RecognizerKind } from '../src/recognizer.ts';
import { temporaryFolder } from './helpers/databases.ts';

const phrase = (text: string, intent: string): Phrase => ({
  text,
  intent,
  locale: 'pt-BR',
  place: `${intent}/nlu.yml:${text.length}`,
});

/** Knows exactly what it learnt, and takes everything else for a greeting. */
const parrot: RecognizerKind = {
  name: 'parrot',
  revision: 1,
  train: async (examples) =>
    new TextEncoder().encode(JSON.stringify(examples.map(({ text }) => keyOf(text)))),
  async load(model, version) {
    const known = new Set<string>(JSON.parse(new TextDecoder().decode(model)));
    return {
      version,
      intents: ['greeting'],
      recognize: async (text) =>
        known.has(keyOf(text))
          ? { guesses: [{ intent: 'learnt by heart', confidence: 1 }], certainty: 'sure', outOfScope: 0 }
          : { guesses: [{ intent: 'greeting', confidence: 0.5 }], certainty: 'doubtful', outOfScope: 0 },
    };
  },
};

const trial = (said: Phrase, answered: string, certainty: Certainty = 'sure', confidence = 0.9): Trial => ({
  phrase: said,
  answered,
  certainty,
  guesses: [{ intent: answered, confidence }],
});

describe('trials', () => {
  it('never ask for a phrase that was learnt, not even in other letters', async () => {
    const phrases = ['Olá!', 'ola', 'oi', 'OI', 'bom dia', 'Bom dia.', 'e aí', 'opa', 'salve'].map((text) =>
      phrase(text, 'greeting'),
    );
    const trials = await tryPhrases({ kind: parrot, phrases, locale: 'pt-BR' });
    assert.deepEqual(
      trials.map(({ phrase: { text } }) => text).sort(),
      phrases.map(({ text }) => text).sort(),
    );
    assert.deepEqual(new Set(trials.map(({ answered }) => answered)), new Set(['greeting']));
  });

  it('hold out the same in whatever order the phrases come, each intent in every fold', () => {
    const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 10, maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 5 }), (all, folds) => {
        const phrases = all.map((text, index) => phrase(text, index % 2 === 0 ? 'a' : 'b'));
        const there = new Map(assignFolds(phrases, folds).map((fold, index) => [phrases[index], fold]));
        const back = phrases.toReversed();
        assert.deepEqual(
          assignFolds(back, folds),
          back.map((each) => there.get(each)),
        );
        for (const intent of ['a', 'b']) {
          const own = [...there].filter(([each]) => each?.intent === intent).map(([, fold]) => fold);
          const sizes = Array.from(
            { length: folds },
            (_, fold) => own.filter((each) => each === fold).length,
          );
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join());
        }
      }),
    );
  });
});

describe('likeness', () => {
  it('is highest for the same words, high for a misspelling, and nothing for other words', () => {
    const texts = ['segunda via do iptu', 'iptu, segunda via do', 'segunda viia do iptu', 'falar com gente'];
    const scores = createLikeness(texts).to(0);
    const [same = 0, misspelt = 0, other = 0] = [1, 2, 3].map((index) => scores.get(index));
    assert.ok(same > 0.99, `the same words: ${same}`);
    assert.ok(misspelt > 0.6 && misspelt < same, `a misspelling: ${misspelt}`);
    assert.equal(other, 0);
  });
});

describe('the report', () => {
  const hello = phrase('oi, bom dia', 'greeting');
  const bye = phrase('bom dia e tchau', 'goodbye');
  const trials = [
    trial(hello, 'greeting'),
    trial(phrase('olá', 'greeting'), 'greeting', 'doubtful', 0.4),
    trial(phrase('bom dia, tchau', 'goodbye'), 'greeting', 'sure', 0.8),
    trial(bye, 'goodbye', 'unknown', 0.1),
    trial(phrase('quero sumir', 'oos'), 'oos', 'unknown', 0.1),
  ];
  const report = reportOn('pt-BR', trials);

  it('counts what is right, for each intent and for each certainty', () => {
    assert.equal(report.accuracy, 4 / 5);
    const [worst] = report.intents;
    assert.deepEqual(worst, { intent: 'goodbye', phrases: 2, precision: 1, recall: 0.5, f1: 2 / 3 });
    assert.deepEqual(
      report.certainty.map(({ certainty, phrases, right }) => [certainty, phrases, right]),
      [
        ['sure', 2, 0.5],
        ['doubtful', 1, 1],
        ['unknown', 2, 1],
      ],
    );
    assert.deepEqual(report.confusions, [{ meant: 'goodbye', answered: 'greeting', phrases: 1, sure: 1 }]);
  });

  it('names what was surely wrong, what misled it, and what looks alike', () => {
    assert.deepEqual(
      report.surelyWrong.map((each) => each.phrase.text),
      ['bom dia, tchau'],
    );
    const [misleading] = report.misleading;
    assert.equal(misleading?.phrase, hello);
    assert.deepEqual(
      misleading.misled.map(({ text }) => text),
      ['bom dia, tchau'],
    );
    assert.ok(report.alike.every(({ phrases: [one, other] }) => one.intent !== other.intent));
  });

  it('fits a terminal, whatever the phrases and names are', () => {
    const long = fc.string({ minLength: 1, maxLength: 150 });
    fc.assert(
      fc.property(fc.array(fc.tuple(long, long, long), { minLength: 1, maxLength: 8 }), (rows) => {
        const wild = rows.map(([text, meant, answered]) => trial(phrase(text, meant), answered));
        for (const line of renderReport(reportOn('pt-BR', wild)).split('\n')) {
          assert.ok([...line].length <= WIDTH, `${[...line].length}: ${line}`);
          assert.doesNotMatch(line, /\p{Cc}/u);
        }
      }),
      { numRuns: 50 },
    );
  });
});

const ROOT = join(import.meta.dirname, '..');

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const command = join(ROOT, 'src/commands/nlu-report.ts');
    execFile(process.execPath, [command, ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

describe('npm run nlu:report', () => {
  const write = (folder: string, dialog: string, texts: readonly string[]) => {
    mkdirSync(join(folder, dialog));
    const examples = texts.map((text) => `      - ${text}\n`).join('');
    writeFileSync(
      join(folder, dialog, 'nlu.yml'),
      `nlu:\n  - intent: ${dialog}\n    examples: |\n${examples}`,
    );
  };
  const GREETINGS = ['oi', 'olá', 'bom dia', 'boa tarde', 'boa noite', 'e aí'];
  const TAXES = ['pagar iptu', 'iptu atrasado', 'boleto do iptu', 'valor do iptu', 'iptu vencido', 'iptu'];

  it('tells figures and findings, and ends with 0 where there are only warnings', async () => {
    using folder = temporaryFolder();
    write(folder.path, 'greeting', GREETINGS);
    write(folder.path, 'tax', TAXES);
    const { code, out, err } = await run('--folder', folder.path, '--json');
    assert.equal(code, 0, err);
    const { recognizer, findings, languages } = JSON.parse(out);
    assert.equal(recognizer, 'linear');
    assert.deepEqual(
      findings.map(({ place, severity }: { place: string; severity: string }) => [severity, place]),
      [
        ['warning', join(folder.path, 'greeting/nlu.yml:4')],
        ['warning', join(folder.path, 'tax/nlu.yml:4')],
      ],
    );
    assert.equal(languages[0].locale, 'pt-BR');
    assert.equal(languages[0].phrases, 12);
    assert.equal(
      languages[0].intents.find(({ intent }: { intent: string }) => intent === 'tax').recall,
      1,
      'all of the held-out tax phrases share a word',
    );
    assert.match(err, /pt-BR: training 5 of 5/);
  });

  it('ends with 1 where a phrase has two meanings, naming both places', async () => {
    using folder = temporaryFolder();
    write(folder.path, 'greeting', GREETINGS);
    write(folder.path, 'tax', [...TAXES, 'OI!']);
    const { code, out } = await run('--folder', folder.path, '--lint');
    assert.equal(code, 1);
    assert.ok(out.includes(`${join(folder.path, 'tax/nlu.yml:10')}: “OI!” is a phrase of tax`), out);
    assert.ok(!out.includes('training'));
  });

  for (const [what, args, message] of [
    ['an unknown recognizer', ['--recognizer', 'oracle'], /--recognizer oracle is not known: linear/],
    ['an unknown flag', ['--fast'], /--fast/],
    ['a folder without dialogs', ['--folder', 'docs'], /docs holds no dialogs/],
    ['a language without phrases', ['--locale', 'fr'], /--locale fr has no phrases: there are en, es, pt-BR/],
    ['a file that is not there', ['--train', 'nowhere.jsonl'], /nowhere\.jsonl cannot be read/],
  ] as const) {
    it(`ends with 2 and a sentence for ${what}`, async () => {
      const { code, err } = await run(...args);
      assert.match(err, message);
      assert.equal(code, 2);
    });
  }

  it('names file and line of a bad corpus', async () => {
    using folder = temporaryFolder();
    write(folder.path, 'greeting', ['oi', '[b]{entity}']);
    const { code, err } = await run('--folder', folder.path);
    assert.equal(
      err.trim(),
      'greeting/nlu.yml:5: the entity in [b]{entity} must be JSON with an "entity" name',
    );
    assert.equal(code, 2);
  });
});
