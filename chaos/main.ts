/**
 * `npm run chaos -- [--seed N] [--seconds S] [--json]`: people write to the real program while it
 * and its servers are killed, paused and wiped; then the books are compared. Ends with 1 when a
 * promise did not hold; what happened is then told on stderr. `--plan` prints what would be broken,
 * and when.
 */
import { parseArgs } from 'node:util';
import { plan } from './plan.ts';
import { run } from './run.ts';

const USAGE = `usage: npm run chaos -- [options]
  --seed N             the same seed breaks the same things at the same times (1)
  --seconds S          how long (60)
  --people N           how many write (60)
  --attendants N       how many answer at the desk, each with two citizens more (4)
  --outage-seconds S   PostgreSQL is away once for so long (0)
  --max-ms N           longest wait for an answer, and for each takeover, outages not counted (5000)
  --settle-seconds S   longest wait for missing answers at the end (60)
  --plan               print what would be broken, and do nothing
  --json               print the figures as one line of JSON, last
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    people: { type: 'string', default: '60' },
    attendants: { type: 'string', default: '4' },
    'outage-seconds': { type: 'string', default: '0' },
    'max-ms': { type: 'string', default: '5000' },
    'settle-seconds': { type: 'string', default: '60' },
    plan: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const options = {
  seed: Number(values.seed),
  seconds: Number(values.seconds),
  people: Number(values.people),
  attendants: Number(values.attendants),
  outageSeconds: Number(values['outage-seconds']),
  maxMs: Number(values['max-ms']),
  settleSeconds: Number(values['settle-seconds']),
};
if (!Number.isSafeInteger(options.seed) || !(options.seconds > 0) || !(options.people > 0)) {
  process.stderr.write(USAGE);
  process.exit(2);
}
if (values.plan) {
  for (const fault of plan(options)) process.stdout.write(`${JSON.stringify(fault)}\n`);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { figures, stories, logFolder } = await run({ ...options, keepsLogs: true });
for (const story of stories) process.stderr.write(`${story}\n`);
if (logFolder !== undefined) process.stderr.write(`What the processes printed is in ${logFolder}\n`);
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else
  for (const [name, figure] of Object.entries(figures))
    process.stdout.write(`${name.padEnd(14)} ${figure}\n`);
process.exit(stories.length > 0 ? 1 : 0);
