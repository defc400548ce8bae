/**
 * `npm run check:model [-- --defect NAME]`: has Spin try every order in which the steps of
 * `pipeline.pml` can follow one another. Ends with 1 when a promise is broken, and tells the way there.
 * With a defect of the model built in it must do so. Needs spin and gcc.
 */
import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { temporaryFolder } from '../../test/helpers/databases.ts';

const MODEL = fileURLToPath(new URL('pipeline.pml', import.meta.url));
const MODEL_NAME = basename(MODEL);

/** What the model is told with `-D`, and what is shown when nothing is found. */
interface Search {
  readonly shows: string;
  readonly troubles: number;
  readonly sweep: boolean;
  /** Looks for what goes on for ever and leads nowhere, every process being given its turns. */
  readonly liveness: boolean;
}

const SEARCHES = {
  safety: {
    shows: 'nothing is lost, doubled or out of order',
    troubles: 2,
    sweep: true,
    liveness: false,
  },
  liveness: {
    shows: 'once nothing breaks any more, everything is done',
    troubles: 1,
    sweep: true,
    liveness: true,
  },
  unswept: {
    shows: 'while Redis forgets nothing, nothing waits for the sweep',
    troubles: 0,
    sweep: false,
    liveness: false,
  },
} as const satisfies Record<string, Search>;

/** By which search each defect of the model must be found. */
const DEFECTS = {
  NO_DEDUP: SEARCHES.safety,
  NO_LOCK: SEARCHES.safety,
  CURSOR_TO_NEWEST: SEARCHES.safety,
  ACK_BEFORE_COMMIT: SEARCHES.unswept,
  NO_LEASE: SEARCHES.safety,
  NO_EXPIRY: SEARCHES.liveness,
  NO_LOOK_AGAIN: SEARCHES.unswept,
  RECORD_AFTER_ALL: SEARCHES.safety,
  CHECK_BEFORE_RECORD: SEARCHES.safety,
} as const;
export type Defect = keyof typeof DEFECTS;
export const DEFECT_NAMES = Object.keys(DEFECTS) as readonly Defect[];
const isDefect = (name: string): name is Defect => name in DEFECTS;

/** What Spin says, and what it means. */
const BROKEN: readonly (readonly [RegExp, string])[] = [
  [/violated.*answered\[/, 'a message has its effect twice'],
  [/violated.*answers==/, 'something is left to do, and nobody does it'],
  [/violated.*reply==taken/, 'a reply overtakes another'],
  [/violated.*excuses/, 'a reply is repeated, and no trouble accounts for it'],
  [/violated.*newest/, 'a reply is repeated behind a later one, and no lease had lapsed'],
  [/acceptance cycle/, 'it goes on for ever and leads nowhere'],
  [/max search depth|out of memory|pan: error/, 'not all of it was searched'],
];

interface Finding {
  /** Undefined where every promise holds. */
  readonly broken: string | undefined;
  readonly states: number;
  readonly depth: number;
  /** Of the way to what is broken, a line each. */
  readonly steps: readonly string[];
}

const STATEMENT = /^\s*(\d+):\s+proc\s+(\d+) \((\w+):\d+\) \S+:(\d+) \(state \d+\)\s+\[(.* = .*)\]$/gm;

/** What was changed, a line for each step; looking changes nothing. */
function tellSteps(way: string): string[] {
  const steps = Map.groupBy(way.matchAll(STATEMENT), ([, step]) => step);
  return steps
    .values()
    .map((statements) => {
      const [[, , id, name, line] = []] = statements;
      return `${name} ${id}, line ${line}: ${statements.map(([, , , , , change]) => change).join('; ')}`;
    })
    .toArray();
}

async function look({ troubles, sweep, liveness }: Search, defect: Defect | undefined): Promise<Finding> {
  using folder = temporaryFolder();
  // Spin leaves what it makes beside the model.
  copyFileSync(MODEL, join(folder.path, MODEL_NAME));
  const run = async (program: string, ...words: string[]) => {
    const options = { cwd: folder.path, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)(program, words, options)).stdout;
  };
  // With a defect: the shortest way to it, for which one trouble will do.
  const given = { MESSAGES: 2, TROUBLES: defect ? Math.min(troubles, 1) : troubles, SWEEP: sweep };
  const macros = Object.entries({ ...given, LIVENESS: liveness, DEFECT: defect ?? 0 });
  const model = [...macros.map(([name, value]) => `-D${name}=${value}`), MODEL_NAME];
  await run('spin', '-a', ...model);
  const kind = liveness ? ['-DNFAIR=4'] : ['-DSAFETY', '-DNOCLAIM', ...(defect ? ['-DBFS'] : [])];
  await run('gcc', '-O2', '-w', ...kind, '-o', 'pan', 'pan.c');
  const told = await run('./pan', '-m1000000', '-n', ...(liveness ? ['-a', '-f'] : []));
  const figure = (pattern: RegExp): number => Number(pattern.exec(told)?.[1] ?? Number.NaN);
  const errors = figure(/errors: (\d+)/);
  const meaning = BROKEN.find(([pattern]) => pattern.test(told))?.[1];
  const broken = meaning ?? (errors === 0 ? undefined : `Spin says:\n${told}`);
  const way = errors > 0 ? await run('spin', '-t', '-p', ...model) : '';
  return {
    broken,
    states: figure(/(\d+) states, stored/),
    depth: figure(/depth reached (\d+)/),
    steps: tellSteps(way),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { defect: { type: 'string' } } });
  const { defect } = values;
  if (defect !== undefined && !isDefect(defect)) {
    process.stderr.write(`There is no such defect; there are ${DEFECT_NAMES.join(', ')}\n`);
    process.exit(2);
  }
  const searches: readonly Search[] = defect ? [DEFECTS[defect]] : Object.values(SEARCHES);
  for (const search of searches) {
    const { broken, states, depth, steps } = await look(search, defect);
    const extent = `${states} states, depth ${depth}`;
    process.stdout.write(
      broken === undefined
        ? `holds: ${search.shows} (${extent})\n`
        : `BROKEN: ${broken} (${extent})\n${steps.map((step) => `  ${step}\n`).join('')}`,
    );
    if (broken !== undefined) process.exitCode = 1;
  }
}
