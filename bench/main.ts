/**
 * `npm run bench -- NAME [--json] [--seconds S]`: measures, beside a limit in the same run. Prints a
 * table, or with `--json` one line of JSON, last.
 */
import { parseArgs } from 'node:util';
import type { BenchOptions } from './options.ts';
import { benchPipeline } from './pipeline/bench.ts';

type Figures = Readonly<Record<string, number | string | null>>;

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Figures>>> = {
  pipeline: benchPipeline,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '5' } },
});
const bench = BENCHES[positionals[0] ?? ''];
const seconds = Number(values.seconds);
if (!bench || !(seconds > 0)) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--seconds S] [--json]\n`);
  process.exit(2);
}
const figures = await bench({ seconds });
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else
  process.stdout.write(
    `${Object.entries(figures)
      .map(([name, figure]) => `${name.padEnd(26)} ${figure}`)
      .join('\n')}\n`,
  );
process.exit(0);
