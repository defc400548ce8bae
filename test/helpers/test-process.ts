/**
 * Runs the test files for `test/run.ts`, in phases, with one report and one summary over all.
 * Arguments are parts of file names; none means all files. Ends its process group with its parent.
 */
import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** Journeys each fill the machine (browser, servers), so they run alone; the rest suits two cores. */
const PHASES = [
  { patterns: ['test/*.test.ts', 'test/contracts/*.test.ts'], concurrency: 2 },
  { patterns: ['test/journeys/*.test.ts'], concurrency: 1 },
] as const;

/**
 * A test that takes longer has failed. Not `--test-force-exit`: it ends a file before its last results
 * are read, and a failure among them would be lost (seen: 8 of 576 tests).
 */
const TEST_TIMEOUT_MS = 300_000;
/** A failed test can leave its file running for ever: then there is nothing more to wait for. */
const SILENCE_MS = TEST_TIMEOUT_MS + 60_000;

const COUNTS = ['tests', 'suites', 'passed', 'failed', 'cancelled', 'skipped', 'todo'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;
/** The names under which node's summary prints the counts. */
const LABELS: Partial<Record<(typeof COUNTS)[number], string>> = { passed: 'pass', failed: 'fail' };

// Without its parent nobody is left to read the report or to end the servers.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.channel?.unref();

const started = performance.now();
const filters = process.argv.slice(2);
const phases = PHASES.map(({ patterns, concurrency }) => ({
  concurrency,
  files: globSync([...patterns])
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort(),
})).filter(({ files }) => files.length > 0);
if (phases.length === 0) {
  console.error(
    `no test file ${filters.length === 0 ? 'found' : `has one of these in its name: ${filters.join(', ')}`}`,
  );
  process.exit(1);
}

const report = new spec();
report.pipe(process.stdout);
const total: Counts = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
const skipped: string[] = [];
let success = true;
const silence = setTimeout(() => {
  console.error(`no result for ${SILENCE_MS / 1_000} s: a test file does not end; see the failures above`);
  process.exit(1);
}, SILENCE_MS);

for (const phase of phases) {
  for await (const event of run({ ...phase, timeout: TEST_TIMEOUT_MS })) {
    silence.refresh();
    const { type, data } = event;
    if (type === 'test:pass' && data.skip !== undefined) {
      skipped.push(`${relative('.', data.file ?? '')}: ${data.name}${data.skip ? ` (${data.skip})` : ''}`);
    }
    const isOfWholePhase = 'file' in data ? data.file === undefined : true;
    if (type === 'test:summary' && isOfWholePhase) {
      success &&= data.success;
      for (const count of COUNTS) total[count] += data.counts[count];
    }
    // The phase's own closing lines give way to those over all phases.
    const isClosing = isOfWholePhase && ['test:plan', 'test:diagnostic', 'test:summary'].includes(type);
    if (!isClosing) report.write(event);
  }
}

clearTimeout(silence);
const underCi = process.env['CI'] === 'true';
if (underCi && skipped.length > 0) success = false;
const durationMs = performance.now() - started;
const closing = [
  ...COUNTS.map((count) => `${LABELS[count] ?? count} ${total[count]}`),
  `duration_ms ${durationMs.toFixed(0)}`,
];
for (const message of closing)
  report.write({ type: 'test:diagnostic', data: { nesting: 0, message, level: 'info' } });
report.write({
  type: 'test:summary',
  data: { success, counts: total, duration_ms: durationMs, file: undefined },
});
report.end(() => {
  if (underCi) for (const line of skipped) console.error(`skipped, which CI does not accept: ${line}`);
  process.exitCode = success ? 0 : 1;
});
