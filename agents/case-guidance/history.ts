/** A case's movements as they are told: alike ones of a day together, newest first, a page at a time. */
import type { Movement } from './cases.ts';

/** Alike movements of one day. */
export interface Step {
  readonly movement: Movement;
  readonly count: number;
  /** The moment of the oldest of them. */
  readonly oldestAt: string;
}

/** One page; `olderThan` is undefined on the last. */
export interface Page {
  readonly steps: readonly Step[];
  readonly olderThan: string | undefined;
}

const STEPS = 5;

const likenessOf = ({ at, code, name, details }: Movement): string =>
  [at.slice(0, 10), code, name, ...details].join('|');

function groupAlike(movements: readonly Movement[]): Step[] {
  const steps: Step[] = [];
  for (const movement of movements) {
    const last = steps.at(-1);
    if (last && likenessOf(last.movement) === likenessOf(movement)) {
      steps[steps.length - 1] = { ...last, count: last.count + 1, oldestAt: movement.at };
    } else steps.push({ movement, count: 1, oldestAt: movement.at });
  }
  return steps;
}

/**
 * @param movements newest first
 * @param olderThan where the page before ended
 */
export function pageOf(movements: readonly Movement[], olderThan?: string): Page {
  const steps = groupAlike(
    olderThan === undefined ? movements : movements.filter(({ at }) => at < olderThan),
  );
  let end = Math.min(STEPS, steps.length);
  // A moment is not cut in two, for the next page begins below it.
  while (end < steps.length && steps[end]?.movement.at === steps[end - 1]?.oldestAt) end++;
  const shown = steps.slice(0, end);
  return { steps: shown, olderThan: end < steps.length ? shown.at(-1)?.oldestAt : undefined };
}
