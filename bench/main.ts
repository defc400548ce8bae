/**
 * `npm run bench -- NAME [--json] [--seconds S] …`: measures the program as it is run, beside a peer or
 * a limit in the same run. Prints a table, or with `--json` one line of JSON, last.
 */
import { parseArgs } from 'node:util';
import { benchDesk } from './desk/bench.ts';
import { benchIngress } from './ingress/bench.ts';
import { benchModel } from './model/bench.ts';
import { benchNlu } from './nlu/bench.ts';
import type { BenchOptions, Figures } from './options.ts';
import { TOPOLOGY } from './parts/program.ts';
import { benchPipeline } from './pipeline/bench.ts';
import { benchPipelineSize } from './pipeline-size/bench.ts';
import { benchReports } from './reports/bench.ts';
import { benchRetrieval } from './retrieval/bench.ts';
import { benchSoak } from './soak/bench.ts';
import { benchSockets } from './sockets/bench.ts';

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Figures>>> = {
  pipeline: benchPipeline,
  'pipeline-size': benchPipelineSize,
  ingress: benchIngress,
  sockets: benchSockets,
  soak: benchSoak,
  nlu: benchNlu,
  retrieval: benchRetrieval,
  model: benchModel,
  reports: benchReports,
  desk: benchDesk,
};

const USAGE = `usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [options]
  --json               one line of JSON, last
  --seconds S          length of each window (10)
  --topology ROLES     the program's processes, as ${TOPOLOGY}
  --conversations N    in the database before (10000)
  --only NAMES         of the contenders only these, by commas
  --node-options=TEXT  NODE_OPTIONS of the program's processes, as --cpu-prof
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    topology: { type: 'string', default: TOPOLOGY },
    conversations: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
    'node-options': { type: 'string', default: '' },
  },
});
const bench = BENCHES[positionals[0] ?? ''];
const seconds = Number(values.seconds);
const conversations = Number(values.conversations);
if (!bench || !(seconds > 0) || !(conversations >= 1_000)) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const only = values.only.split(',').filter(Boolean);
const { topology, 'node-options': nodeOptions } = values;
const figures = await bench({ seconds, conversations, only, topology, nodeOptions });
const show = (figure: Figures[string]): string =>
  typeof figure === 'object' ? JSON.stringify(figure) : String(figure);
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else
  for (const [name, figure] of Object.entries(figures)) {
    process.stdout.write(`${name.padEnd(26)} ${show(figure)}\n`);
  }
process.exit(0);
