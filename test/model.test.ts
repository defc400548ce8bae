/** Runs the model checker as docs/reliability.md says, and walks that page. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { DEFECT_NAMES } from '../docs/reliability/check.ts';
import { findCompiler, findSpin } from './helpers/programs.ts';

const PAGE = new URL('../docs/reliability.md', import.meta.url);
const page = readFileSync(PAGE, 'utf8');
const tell = (path: string): string => readFileSync(new URL(path, PAGE), 'utf8');

async function checkModel(...words: readonly string[]) {
  const command = new URL('reliability/check.ts', PAGE).pathname;
  const child = spawn(process.execPath, [command, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { printed, code: code as number };
}

const TOOLS_MISSING = !(findSpin() && findCompiler()) && 'spin, gcc or libc6-dev is not installed';

describe('the model of the pipeline', { skip: TOOLS_MISSING }, () => {
  it('keeps its promises, whatever the order of the steps', async () => {
    const { printed, code } = await checkModel();
    assert.match(printed, /^(holds: .*\n){3}$/);
    assert.equal(code, 0);
  });

  for (const defect of DEFECT_NAMES) {
    it(`does not with ${defect}, and is seen not to`, async () => {
      const [, broken] = new RegExp(`^\\| \`${defect}\` \\| (.*) \\|$`, 'm').exec(page) ?? [];
      const { printed, code } = await checkModel('--defect', defect);
      assert.equal(/^BROKEN: (.*) \(/.exec(printed)?.[1], broken);
      assert.match(printed, /\n {2}Ingress 0, line \d+: last = /, 'tells the way there');
      assert.equal(code, 1);
    });
  }
});

/** "2.5 s", "20,000" and the code's own `24 * 3_600_000` or `'1s'`, as numbers; times in milliseconds. */
function toNumber(words: string): number {
  const [, figure = '', unit = ''] = /^([\d.]+) ?(ms|s|h)?$/.exec(words.replaceAll(/[,_]/g, '')) ?? [];
  return Number(figure) * ({ s: 1_000, h: 3_600_000 }[unit] ?? 1);
}
const evaluate = (code: string): number =>
  code.split(' * ').reduce((product, each) => product * toNumber(each), 1);

const ROW = /^\| [^|]+ \| ([\d.,]+(?: \w+)?) \| \[[^\]]+\]\(([^)]+)\): `(.+)` \|$/gm;
const constants = [...page.matchAll(ROW)].map(([, value = '', path = '', code = '']) => ({
  value,
  path,
  code,
}));

describe('docs/reliability.md', () => {
  it('names constants as they stand in the code', () => {
    assert.ok(constants.length > 20, 'finds its table');
    const ofSum = (path: string, name: string) =>
      constants.find((each) => each.path === path && each.code.startsWith(`${name} = `))?.value ?? '';
    for (const { value, path, code } of constants) {
      const sum = /^(\w+) \+ (\w+)$/.exec(code);
      if (sum) {
        const [one = '', other = ''] = sum.slice(1).map((name) => ofSum(path, name));
        assert.equal(toNumber(value), toNumber(one) + toNumber(other), code);
        continue;
      }
      assert.equal(tell(path).split(code).length, 2, `“${code}” stands in ${path} once`);
      const [, right = ''] = /([\d_]+(?: \* [\d_]+)*s?)\D*$/.exec(code) ?? [];
      assert.equal(toNumber(value), evaluate(right), code);
    }
  });

  it('speaks of no other times', () => {
    const known = new Set(constants.map(({ value }) => toNumber(value)));
    const prose = page.slice(0, page.indexOf('## The constants'));
    const times = [...prose.matchAll(/\b\d[\d.]* (?:ms|s|h)\b/g)].map(([time]) => time);
    assert.deepEqual(
      times.filter((time) => !known.has(toNumber(time))),
      [],
    );
  });

  it('names figures that there are, and links to files that there are', () => {
    const sources = ['../src/', '../src/roles/']
      .flatMap((folder) =>
        readdirSync(new URL(folder, PAGE), { withFileTypes: true })
          .filter((each) => each.isFile())
          .map((each) => tell(`${folder}${each.name}`)),
      )
      .join('');
    const figures = [...page.matchAll(/\bguiche_[a-z_]+?(?=(?:_count|_bucket)?\b[^_])/g)].map(
      ([name]) => name,
    );
    assert.ok(figures.length > 5);
    for (const figure of figures) assert.ok(sources.includes(`'${figure}'`), figure);
    const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path);
    assert.deepEqual(
      links.filter((path) => !existsSync(new URL(path, PAGE))),
      [],
    );
  });
});
