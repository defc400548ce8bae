/** The search over charters and over 100,000 passages, each alone in a process, beside minisearch. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPostgres } from '../../test/helpers/servers.ts';
import type { BenchOptions, Figures } from '../options.ts';
import { ratio } from '../parts/figures.ts';
import { CORPORA } from './corpus.ts';

const run = promisify(execFile);

type Measured = Readonly<Record<string, number>>;

async function measure(file: string, ...order: readonly string[]): Promise<Measured> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { stdout } = await run(process.execPath, ['--expose-gc', path, ...order]);
  return JSON.parse(stdout) as Measured;
}

/** Contenders of a corpus; the large one is not for a database within the process. */
const contendersOf = (corpus: string) => [
  ...(corpus === 'charters' ? [{ name: 'pglite', run: () => measure('guiche.ts', 'pglite', corpus) }] : []),
  ...(findPostgres() ? [{ name: 'postgres', run: () => measure('guiche.ts', 'postgres', corpus) }] : []),
  { name: 'minisearch', run: () => measure('minisearch.ts', corpus) },
];

/**
 * `--only` names corpora and contenders. Ratios above 1 are in favour of ours. minisearch has no second look,
 * holds no texts and asks no database: its time is that of its index alone.
 */
export async function benchRetrieval({ only }: BenchOptions): Promise<Figures> {
  const wanted = (names: readonly string[], name: string) =>
    !names.some((one) => only.includes(one)) || only.includes(name);
  const figures: Record<string, Measured | number> = {};
  for (const corpus of CORPORA.filter((name) => wanted(CORPORA, name))) {
    const contenders = contendersOf(corpus);
    const names = contenders.map(({ name }) => name);
    const measured = new Map<string, Measured>();
    for (const contender of contenders.filter(({ name }) => wanted(names, name)))
      measured.set(contender.name, await contender.run());
    for (const [name, one] of measured) figures[`${corpus} ${name}`] = one;
    const ours = measured.get('postgres') ?? measured.get('pglite');
    const peer = measured.get('minisearch');
    if (!ours || !peer) continue;
    for (const figure of ['p50Ms', 'p99Ms', 'cpuP50Ms', 'cpuP99Ms', 'loadMs', 'indexMb'])
      figures[`${corpus} ${figure}, ratio`] = ratio(peer[figure] ?? 0, ours[figure] ?? 1);
  }
  return figures;
}
