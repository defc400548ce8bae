/** What queues promise, in the form in which reports hand it to SQL. Pure. */
import { listOpenings } from '../opening-hours.ts';
import type { ByChannel, Queues } from '../queues.ts';

export interface QueueTerms {
  readonly queue: string;
  readonly firstAnswerMs: ByChannel | null;
  readonly resolutionMs: number | null;
  readonly extensionMs: number | null;
  /** Null: every clock runs always. */
  readonly open: {
    /** Open spans in their order, milliseconds since 1970. */
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    /** Open milliseconds before each. */
    readonly before: readonly number[];
  } | null;
}

/** Open time between the moments; there may be none. A queue at which nobody ever is has clocks that run always. */
export const termsOf = (queues: Queues, from: Date, to: Date): readonly QueueTerms[] =>
  [...queues.values()].map(({ name, hours, sla }) => {
    const waitsForPeople = sla.onlyOpenHours && hours.spans.length > 0;
    const openings = waitsForPeople ? listOpenings(hours, from, to) : [];
    const starts = openings.map((each) => each.from.getTime());
    const ends = openings.map((each) => each.to.getTime());
    const before: number[] = [];
    let sum = 0;
    for (const [index, start] of starts.entries()) {
      before.push(sum);
      sum += (ends[index] ?? start) - start;
    }
    return {
      queue: name,
      firstAnswerMs: sla.firstAnswerMs ?? null,
      resolutionMs: sla.resolutionMs ?? null,
      extensionMs: sla.extensionMs ?? null,
      open: waitsForPeople ? { starts, ends, before } : null,
    };
  });
