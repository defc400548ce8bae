/** Texts that grow: the newest is shown, and those in between that nobody would have seen are dropped. */

/** Ten times a second: reading is slower than that. */
export const PARTIAL_INTERVAL_MS = 100;

export interface Partials {
  /**
   * At once, or when the last one has been seen long enough; a newer text takes its place.
   * @param of which text it is that grows
   * @param publish its error is the caller's where the text is shown at once, and nobody's later
   */
  show(of: string, text: string, publish: (text: string) => Promise<unknown>): Promise<void>;
  /** What still waits is not shown. */
  end(of: string): void;
}

interface Showing {
  readonly timer: NodeJS.Timeout;
  /** Waits to be shown. */
  next?: () => Promise<unknown>;
}

export function createPartials(): Partials {
  const shown = new Map<string, Showing>();
  function pace(of: string): void {
    const timer = setTimeout(() => {
      const next = shown.get(of)?.next;
      shown.delete(of);
      if (!next) return;
      pace(of);
      void next().catch(() => undefined);
    }, PARTIAL_INTERVAL_MS);
    timer.unref();
    shown.set(of, { timer });
  }
  return {
    async show(of, text, publish) {
      const last = shown.get(of);
      if (last) {
        last.next = () => publish(text);
        return;
      }
      pace(of);
      await publish(text);
    },
    end(of) {
      clearTimeout(shown.get(of)?.timer);
      shown.delete(of);
    },
  };
}
