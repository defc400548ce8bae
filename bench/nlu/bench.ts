/** How long recognizers take to learn and to read, each alone on the machine, on the same phrases. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RECOGNIZER_KINDS } from '../../src/recognizers/kinds.ts';
import type { BenchOptions, Figures } from '../options.ts';
import { ratio } from '../parts/figures.ts';
import { CORPORA } from './phrases.ts';

const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url));
const run = promisify(execFile);

type Measured = Readonly<Record<string, number>>;

async function measure(kind: string, corpus: string, seconds: number): Promise<Measured> {
  const { stdout } = await run(process.execPath, [PROCESS, kind, corpus, String(seconds)]);
  return JSON.parse(stdout) as Measured;
}

/** By corpus and recognizer; ratios above 1 are in favour of the first, the default one. */
export async function benchNlu({ seconds, only }: BenchOptions): Promise<Figures> {
  const kinds = Object.keys(RECOGNIZER_KINDS).filter((name) => only.length === 0 || only.includes(name));
  const figures: Record<string, Measured | number> = {};
  for (const corpus of CORPORA) {
    const measured: Measured[] = [];
    for (const kind of kinds) measured.push(await measure(kind, corpus, seconds));
    for (const [at, kind] of kinds.entries()) figures[`${corpus} ${kind}`] = measured[at] as Measured;
    const [first, second] = measured;
    if (!first || !second) continue;
    figures[`${corpus} texts a second, ratio`] = ratio(first['perSecond'] ?? 0, second['perSecond'] ?? 1);
    figures[`${corpus} training, ratio`] = ratio(second['trainMs'] ?? 0, first['trainMs'] ?? 1);
  }
  return figures;
}
