/**
 * Whether a turn costs the same with a million conversations in the database as with a thousand: the
 * program alone, at its maximum, people spread over all of the conversations.
 */
import type { BenchOptions, Figures } from '../options.ts';
import { ratio } from '../parts/figures.ts';
import { measureProgram, type ProgramFigures } from '../pipeline/program.ts';

const SMALL = 1_000;
const LARGE = 1_000_000;

const describe = (name: string, { full, paced }: ProgramFigures): Figures => ({
  [`${name}TurnsPerSecond`]: full.outcome.perSecond,
  [`${name}FullP50Ms`]: full.outcome.p50Ms,
  [`${name}FullP99Ms`]: full.outcome.p99Ms,
  [`${name}P50Ms`]: paced.outcome.p50Ms,
  [`${name}P99Ms`]: paced.outcome.p99Ms,
  [`${name}CpuMsPerTurn`]: full.cpuMs,
  [`${name}AskedPerTurn`]: full.asked,
});

export async function benchPipelineSize(options: BenchOptions): Promise<Figures> {
  const small = await measureProgram({ ...options, conversations: SMALL });
  const large = await measureProgram({ ...options, conversations: LARGE });
  return {
    costRatio: ratio(large.full.cpuMs['total'] ?? 0, small.full.cpuMs['total'] ?? 1),
    postgresCostRatio: ratio(large.full.cpuMs['postgres'] ?? 0, small.full.cpuMs['postgres'] ?? 1),
    turnsPerSecondRatio: ratio(large.full.outcome.perSecond, small.full.outcome.perSecond),
    ...describe('small', small),
    ...describe('large', large),
    topology: options.topology,
  };
}
