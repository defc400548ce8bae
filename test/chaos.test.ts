/** The chaos run, short: what a seed plans, and one run over everything. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { type Fault, type PlanOptions, plan } from '../chaos/plan.ts';
import type { Figures } from '../chaos/report.ts';
import { POSTGRES_MISSING } from './helpers/databases.ts';
import { findRedis } from './helpers/servers.ts';

const SERVERS_MISSING = POSTGRES_MISSING || (findRedis() === undefined && 'redis-server is not installed');
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const runFile = promisify(execFile);

const chaos = (...own: readonly string[]) =>
  runFile(process.execPath, ['chaos/main.ts', ...own], { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 });

const endOf = ({ atMs, durationMs }: Fault): number => atMs + durationMs;

describe('chaos: the plan', () => {
  const options = fc.record({ seed: fc.integer(), seconds: fc.integer({ min: 5, max: 300 }) });

  it('is the same for the same seed, in order, and over at the end', () => {
    fc.assert(
      fc.property(options, (own: PlanOptions) => {
        const faults = plan(own);
        assert.deepEqual(plan({ ...own }), faults);
        assert.ok(faults.every((fault) => endOf(fault) <= own.seconds * 1_000));
        assert.ok(faults.every(({ atMs }, index) => atMs >= (faults[index - 1]?.atMs ?? 0)));
      }),
    );
  });

  it('breaks everything in a minute, whatever the seed, and never the same for two', () => {
    const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
    const plans = seeds.map((seed) => plan({ seed, seconds: 60 }));
    assert.equal(new Set(plans.map((each) => JSON.stringify(each))).size, seeds.length);
    const wanted =
      'kill gateway,kill nlu,kill dialogue,kill agents,pause gateway,pause agents,stop gateway,flush redis,kill redis,pause redis,kill postgres,pause postgres,refuse provider,refuse model';
    for (const faults of plans) {
      const done = new Set(faults.map(({ action, target }) => `${action} ${target.replace(/-\d$/, '')}`));
      assert.deepEqual(
        wanted.split(',').filter((each) => !done.has(each)),
        [],
      );
    }
  });

  it('holds one outage of the database of the length that was asked for, and no other meanwhile', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 5, max: 30 }), (seed, outageSeconds) => {
        const faults = plan({ seed, seconds: 60, outageSeconds });
        // Other processes may be paused for as long.
        const [outage, ...more] = faults.filter(
          ({ target, durationMs }) => target === 'postgres' && durationMs === outageSeconds * 1_000,
        );
        assert.ok(outage !== undefined && more.length === 0);
        const others = faults.filter((fault) => fault !== outage && fault.target === 'postgres');
        assert.ok(others.every((fault) => endOf(fault) < outage.atMs || fault.atMs > endOf(outage)));
      }),
    );
  });

  it('is printed by the command', async () => {
    const { stdout } = await chaos('--plan', '--seed', '3', '--seconds', '20');
    const printed = stdout.trim().split('\n');
    assert.deepEqual(
      printed.map((line) => JSON.parse(line)),
      plan({ seed: 3, seconds: 20 }),
    );
  });
});

describe('chaos: the run', { skip: SERVERS_MISSING }, () => {
  it('loses, doubles and misorders nothing', async () => {
    const own = ['--seed', '1', '--seconds', '15', '--people', '30', '--max-ms', '20000'];
    const { stdout } = await chaos(...own, '--json');
    const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Figures;
    const { accepted, answered, lost, doubled, misordered, repeats, repeatsBound, kills } = figures;
    const { twoAtOnce, forgotten, assigned, personReplies } = figures;
    assert.deepEqual({ lost, doubled, misordered }, { lost: 0, doubled: 0, misordered: 0 });
    assert.deepEqual({ twoAtOnce, forgotten }, { twoAtOnce: 0, forgotten: 0 });
    assert.ok(assigned > 0 && personReplies > 0, `${assigned} assigned, ${personReplies} answered by people`);
    assert.equal(answered, accepted);
    assert.ok(accepted > 50, `only ${accepted} messages were accepted`);
    assert.ok(repeats <= repeatsBound, `${repeats} repeats, where ${repeatsBound} may be`);
    assert.ok(kills > 0);
  });
});
