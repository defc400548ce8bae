/** The command that measures recognizers: its figures, its output, and what it refuses. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  bestMatthews,
  calibrationError,
  chooseThreshold,
  matthews,
  measureAnswers,
  oosAuroc,
} from '../src/evaluation/measures.ts';

const ROOT = join(import.meta.dirname, '..');
const TAIS = join(ROOT, '../shared/data/nlu/tais');
const taisIsMissing = !existsSync(`${TAIS}.train.jsonl`) && process.env['CI'] === undefined;

const evaluate = (...flags: readonly string[]) => {
  const run = spawnSync(process.execPath, ['src/commands/eval-nlu.ts', ...flags], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status: run.status, stderr: run.stderr.trim(), lines: run.stdout.trim().split('\n') };
};

const last = (lines: readonly string[]) =>
  JSON.parse(lines.at(-1) ?? '') as Record<string, number | string | null>;

/** What the file says, what was guessed, how surely, and how likely in scope. */
type Row = readonly [gold: string, guess: string, confidence?: number, scope?: number];
const judge = (...rows: readonly Row[]) =>
  rows.map(([gold, guess, confidence = 1, scope = confidence]) => ({ gold, guess, confidence, scope }));

describe('measures', () => {
  it('count in scope and out of scope apart', () => {
    const judged = judge(['a', 'a'], ['a', 'b'], ['b', 'oos'], ['oos', 'oos'], ['oos', 'a']);
    // F1: a 2·1/(2+2), b 0/(1+1), oos 2·1/(2+2).
    const { mcc: _mcc, ...figures } = measureAnswers(judged, 0);
    assert.deepEqual(figures, {
      accuracy: 2 / 5,
      macroF1: 1 / 3,
      inScopeAccuracy: 1 / 3,
      oosRecall: 1 / 2,
      oosPrecision: 1 / 2,
    });
  });

  it('leave out what cannot be said', () => {
    const { oosRecall, oosPrecision, inScopeAccuracy } = measureAnswers(judge(['a', 'a'], ['a', 'oos']), 0);
    assert.deepEqual(
      { oosRecall, oosPrecision, inScopeAccuracy },
      { oosRecall: null, oosPrecision: null, inScopeAccuracy: 0.5 },
    );
    assert.equal(measureAnswers(judge(['oos', 'a']), 0).inScopeAccuracy, null);
    assert.equal(oosAuroc(judge(['a', 'a'])), null);
    assert.equal(calibrationError(judge(['oos', 'a'])), null);
  });

  it('know Matthews’ coefficient: of two labels as everywhere, of right answers 1, of one answer for all 0', () => {
    // True positives 2, false ones 1, true negatives 3, false ones 2: (2·3 - 1·2) / √(3·4·4·5).
    const two = judge(
      ['a', 'a'],
      ['a', 'a'],
      ['b', 'a'],
      ['b', 'b'],
      ['b', 'b'],
      ['b', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    );
    assert.ok(Math.abs(matthews(two, 0) - 4 / Math.sqrt(240)) < 1e-12);
    assert.ok(Math.abs(matthews(judge(['a', 'a'], ['b', 'b'], ['c', 'c']), 0) - 1) < 1e-12);
    assert.equal(matthews(judge(['a', 'a'], ['b', 'a']), 0), 0);
  });

  it('find the threshold that is best, and the one that withholds hardly any right answer', () => {
    const judged = judge(['a', 'a', 0.9], ['b', 'b', 0.8], ['oos', 'a', 0.3], ['oos', 'b', 0.2]);
    assert.ok(matthews(judged, 0) < 0.9);
    assert.ok(Math.abs(bestMatthews(judged) - 1) < 1e-12);
    assert.equal(oosAuroc(judged), 1);
    const many = judge(...Array.from({ length: 100 }, (_, n): Row => ['a', 'a', (n + 1) / 100]));
    assert.equal(chooseThreshold(many), 0.03);
  });

  it('call a confidence that keeps its word calibrated', () => {
    const kept = [...Array(8).fill(['a', 'a', 0.8]), ...Array(2).fill(['a', 'b', 0.8])] as Row[];
    assert.ok((calibrationError(judge(...kept)) ?? 1) < 1e-9);
    assert.ok(Math.abs((calibrationError(judge(...kept.slice(8))) ?? 0) - 0.8) < 1e-9);
  });
});

describe('npm run eval:nlu', () => {
  let folder = '';
  const file = (name: string, ...lines: readonly string[]) => {
    writeFileSync(join(folder, name), lines.join('\n'));
    return join(folder, name);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'eval-nlu-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('prints one JSON object, last, with the fixed names', () => {
    const train = file(
      'train.jsonl',
      '{"text":"pay tax","intent":"tax"}',
      '',
      '{"text":"get vaccine","intent":"health"}',
    );
    const test = file('test.jsonl', '{"text":"tax","intent":"tax"}', '{"text":"zzz qqq","intent":"oos"}');
    const { status, stderr, lines } = evaluate('--train', train, '--test', test, '--locale', 'en', '--json');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const { trainMs, loadMs, p50Ms, p99Ms, modelBytes, ece, ...shares } = last(lines);
    assert.deepEqual(shares, {
      accuracy: 1,
      macroF1: 1,
      inScopeAccuracy: 1,
      oosRecall: 1,
      oosPrecision: 1,
      mcc: 1,
      threshold: 0,
      unrepeated: 1,
      unrepeatedAccuracy: 1,
      bestMcc: 1,
      learntMcc: 1,
      oosAuroc: 1,
      recognizer: 'linear',
    });
    for (const figure of [trainMs, loadMs, p50Ms, p99Ms, modelBytes, ece]) assert.ok(Number(figure) > 0);
  });

  it('counts an answer below the threshold as none', () => {
    const train = file(
      'train.jsonl',
      '{"text":"pay tax","intent":"tax"}',
      '{"text":"get vaccine","intent":"health"}',
    );
    const test = file('test.jsonl', '{"text":"how should somebody pay for it","intent":"tax"}');
    const flags = ['--train', train, '--test', test, '--locale', 'en', '--json'];
    assert.equal(last(evaluate(...flags).lines)['accuracy'], 1);
    assert.equal(last(evaluate(...flags, '--threshold', '0.9').lines)['accuracy'], 0);
  });

  it('refuses wrong flags, files and lines, and says which', () => {
    const good = file('good.jsonl', '{"text":"a","intent":"b"}');
    const bad = file('bad.jsonl', '{"text":"a","intent":"b"}', '{"text":"a"}');
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [['--train', good], /--train and --test need a file each/],
      [['--train', good, '--test', bad], /bad\.jsonl:2: needs a "text" and an "intent"/],
      [['--train', file('broken.jsonl', '{'), '--test', good], /broken\.jsonl:1: /],
      [['--train', join(folder, 'missing'), '--test', good], /missing cannot be read/],
      [['--train', file('empty.jsonl'), '--test', good], /empty\.jsonl:1: holds no examples/],
      [
        ['--train', good, '--test', good, '--recognizer', 'x'],
        /--recognizer x is not known: linear, node-nlp/,
      ],
      [['--train', good, '--test', good, '--threshold', '2'], /--threshold must be/],
      [['--train', good, '--test', good, '--locale', '!'], /--locale ! is not/],
      [['--trian', good], /Unknown option '--trian'/],
    ];
    for (const [flags, message] of refused) {
      const { status, stderr } = evaluate(...flags);
      assert.equal(status, 2, flags.join(' '));
      assert.match(stderr, message);
      assert.ok(!stderr.includes('    at '), 'no stack');
    }
  });

  it('compares recognizers: on a real Portuguese corpus ours does better than node-nlp', {
    skip: taisIsMissing && `${TAIS}.* is not there`,
  }, () => {
    const files = ['--train', `${TAIS}.train.jsonl`, '--test', `${TAIS}.test.jsonl`, '--json'];
    const [ours, theirs] = ['linear', 'node-nlp'].map((name) =>
      last(evaluate(...files, '--recognizer', name).lines),
    );
    assert.deepEqual([ours?.['recognizer'], theirs?.['recognizer']], ['linear', 'node-nlp']);
    // node-nlp 4.27 by itself, with the examples in the file's order: 0.760.
    assert.ok(Number(theirs?.['accuracy']) > 0.75, JSON.stringify(theirs));
    assert.ok(Number(ours?.['accuracy']) > 0.84, JSON.stringify(ours));
  });
});
