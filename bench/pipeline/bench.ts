/**
 * Dialog turns per second, and how long a citizen waits, from the accepted webhook to the recorded
 * delivery, all on this machine: real recognizer, real dialogs, fsync on. Beside it, in the same run,
 * what others reach with the same rows and the same exchanges.
 */
import type { BenchOptions, Figures } from '../options.ts';
import { ratio } from '../parts/figures.ts';
import { type Best, type ContenderName, measureContender } from './contenders.ts';
import { measureEmbedded, measureProgram, type ProgramFigures } from './program.ts';

const perSecondOf = (contender: Best | undefined): number | null =>
  contender?.measured.outcome.perSecond ?? null;

function ratioTo(program: ProgramFigures | undefined, contender: Best | undefined): number | null {
  if (!program || !contender) return null;
  return ratio(program.full.outcome.perSecond, contender.measured.outcome.perSecond);
}

const describeProgram = (program: ProgramFigures): Figures => ({
  fullP50Ms: program.full.outcome.p50Ms,
  fullP99Ms: program.full.outcome.p99Ms,
  pacedPerSecond: program.paced.outcome.perSecond,
  pacedMaxMs: program.paced.outcome.maxMs,
  cpuMsPerTurn: program.full.cpuMs,
  pacedCpuMsPerTurn: program.paced.cpuMs,
  askedPerTurn: program.full.asked,
  pacedAskedPerTurn: program.paced.asked,
});

const describeEmbedded = (program: ProgramFigures): Figures => ({
  embeddedP50Ms: program.full.outcome.p50Ms,
  embeddedP99Ms: program.full.outcome.p99Ms,
  embeddedPacedP50Ms: program.paced.outcome.p50Ms,
  embeddedPacedP99Ms: program.paced.outcome.p99Ms,
  embeddedRssMb: program.full.rssMb,
  embeddedCpuMsPerTurn: program.full.cpuMs,
});

const describeContender = (name: string, { measured, setup, all }: Best): Figures => ({
  [`${name}Setup`]: `ingress ${setup.ingress}, processes ${setup.halves.join(' + ')}, concurrency ${setup.concurrency}`,
  [`${name}ByIngress`]: all,
  [`${name}P50Ms`]: measured.outcome.p50Ms,
  [`${name}P99Ms`]: measured.outcome.p99Ms,
  [`${name}CpuMsPerTurn`]: measured.cpuMs,
  [`${name}AskedPerTurn`]: measured.asked,
});

export async function benchPipeline(options: BenchOptions): Promise<Figures> {
  const wants = (name: string) => options.only.length === 0 || options.only.includes(name);
  const contend = (name: ContenderName) => (wants(name) ? measureContender(name, options) : undefined);
  const program = wants('program') ? await measureProgram(options) : undefined;
  const bullmq = await contend('bullmq');
  const graphile = await contend('graphile');
  const limit = await contend('limit');
  const embedded = wants('embedded') ? await measureEmbedded(options) : undefined;
  return {
    turnsPerSecond: program?.full.outcome.perSecond ?? null,
    p50Ms: program?.paced.outcome.p50Ms ?? null,
    p99Ms: program?.paced.outcome.p99Ms ?? null,
    rssMb: program?.full.rssMb ?? null,
    bullmqPerSecond: perSecondOf(bullmq),
    graphilePerSecond: perSecondOf(graphile),
    limitPerSecond: perSecondOf(limit),
    ratioToBullmq: ratioTo(program, bullmq),
    ratioToGraphile: ratioTo(program, graphile),
    ratioToLimit: ratioTo(program, limit),
    embeddedTurnsPerSecond: embedded?.full.outcome.perSecond ?? null,
    topology: options.topology,
    ...(program ? describeProgram(program) : {}),
    ...(bullmq ? describeContender('bullmq', bullmq) : {}),
    ...(graphile ? describeContender('graphile', graphile) : {}),
    ...(limit ? describeContender('limit', limit) : {}),
    ...(embedded ? describeEmbedded(embedded) : {}),
  };
}
