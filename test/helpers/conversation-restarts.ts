/** Restarts while many talk: everybody who needs one waits for it, and it comes once for all of them. */

export interface Restarts {
  /** Whoever may need a restart; each leaves when their conversation is over. */
  enter(): void;
  leave(): void;
  /** Resolves after the restart, which comes when nobody is in the middle of anything. */
  ask(): Promise<void>;
}

export function createRestarts(restart: () => Promise<void>): Restarts {
  let present = 0;
  let waiting: PromiseWithResolvers<void>[] = [];
  function check(): void {
    if (waiting.length === 0 || waiting.length < present) return;
    const all = waiting;
    waiting = [];
    const restarted = restart();
    for (const { resolve } of all) resolve(restarted);
  }
  return {
    enter: () => void present++,
    leave() {
      present--;
      check();
    },
    ask() {
      const own = Promise.withResolvers<void>();
      waiting.push(own);
      check();
      return own.promise;
    },
  };
}
