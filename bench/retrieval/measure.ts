/** Memory and times, as all contenders are measured. */
import { percentile } from '../parts/figures.ts';

const BYTES_IN_MEBIBYTE = 1_048_576;

/** What is held after everything that can be let go of is: objects, and buffers beside them. */
export function heldMb(): number {
  global.gc?.();
  global.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / BYTES_IN_MEBIBYTE;
}

export interface Times {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the processor, in this process alone: what the rest of the machine does counts less. */
  readonly cpuP50Ms: number;
  readonly cpuP99Ms: number;
}

/** One after the other, after some that are not counted. */
export async function timeQuestions(
  questions: readonly string[],
  search: (question: string) => unknown,
): Promise<Times> {
  for (const question of questions.slice(0, 50)) await search(question);
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (const question of questions) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    await search(question);
    const { user, system } = process.cpuUsage(before);
    times.push(performance.now() - startedAt);
    cpuTimes.push((user + system) / 1_000);
  }
  times.sort((one, other) => one - other);
  cpuTimes.sort((one, other) => one - other);
  return {
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    cpuP50Ms: percentile(cpuTimes, 0.5),
    cpuP99Ms: percentile(cpuTimes, 0.99),
  };
}
