/** The command that measures recognizers: its figures, its output, and what it refuses. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { measure } from '../src/commands/eval-nlu.ts';

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

describe('measure', () => {
  const judge = (...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([gold, answered], index) => ({ gold, answered, ms: index + 1 }));

  it('counts in scope and out of scope apart', () => {
    const figures = measure(judge(['a', 'a'], ['a', 'b'], ['b', 'oos'], ['oos', 'oos'], ['oos', 'a']));
    // F1: a 2·1/(2+2), b 0/(1+1), oos 2·1/(2+2).
    assert.deepEqual(figures, {
      accuracy: 2 / 5,
      macroF1: 1 / 3,
      inScopeAccuracy: 1 / 3,
      oosRecall: 1 / 2,
      oosPrecision: 1 / 2,
      p50Ms: 3,
      p99Ms: 5,
    });
  });

  it('leaves out what cannot be said', () => {
    const { oosRecall, oosPrecision, inScopeAccuracy } = measure(judge(['a', 'a'], ['a', 'oos']));
    assert.deepEqual(
      { oosRecall, oosPrecision, inScopeAccuracy },
      { oosRecall: null, oosPrecision: null, inScopeAccuracy: 0.5 },
    );
    assert.equal(measure(judge(['oos', 'a'])).inScopeAccuracy, null);
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
    const { trainMs, p50Ms, p99Ms, modelBytes, ...shares } = last(lines);
    assert.deepEqual(shares, {
      accuracy: 1,
      macroF1: 1,
      inScopeAccuracy: 1,
      oosRecall: 1,
      oosPrecision: 1,
      recognizer: 'nlpjs',
    });
    for (const figure of [trainMs, p50Ms, p99Ms, modelBytes]) assert.ok(Number(figure) > 0);
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
      [['--train', file('empty.jsonl'), '--test', good], /empty\.jsonl holds no examples/],
      [
        ['--train', good, '--test', good, '--recognizer', 'x'],
        /--recognizer x is not known: nlpjs, node-nlp/,
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

  it('compares recognizers: on a real Portuguese corpus nlpjs does better than node-nlp', {
    skip: taisIsMissing && `${TAIS}.* is not there`,
  }, () => {
    const files = ['--train', `${TAIS}.train.jsonl`, '--test', `${TAIS}.test.jsonl`, '--json'];
    const [ours, theirs] = ['nlpjs', 'node-nlp'].map((name) =>
      last(evaluate(...files, '--recognizer', name).lines),
    );
    assert.deepEqual([ours?.['recognizer'], theirs?.['recognizer']], ['nlpjs', 'node-nlp']);
    // node-nlp 4.27 by itself, with the examples in the file's order: 0.760.
    assert.ok(Number(theirs?.['accuracy']) > 0.75, JSON.stringify(theirs));
    assert.ok(Number(ours?.['accuracy']) > 0.82, JSON.stringify(ours));
  });
});
