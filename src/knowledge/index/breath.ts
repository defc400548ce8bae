/** Long work in small steps: others get their turn in between. */
import { setImmediate } from 'node:timers/promises';

/** Longest step: a citizen's message waits no longer for an index that is being built. */
const STEP_MS = 8;

/** What long work calls now and then: it waits a moment when a step has taken long enough. */
export function createBreath(): () => Promise<void> {
  let begunAt = performance.now();
  return async () => {
    if (performance.now() - begunAt < STEP_MS) return;
    await setImmediate();
    begunAt = performance.now();
  };
}
