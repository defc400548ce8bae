/** What the bench and the process that holds the desk's windows say to each other. Types only. */

/** One open window of the desk: what its person may see, and what it shows. */
export interface WindowOf {
  /** Of the session's cookie. */
  readonly token: string;
  readonly personId: string;
  /** Empty: every queue. */
  readonly queues: readonly string[];
  /** The conversation that is open in it; null: the list alone. */
  readonly follows: string | null;
}

/** Something that was said, and when it was handed in: milliseconds since 1970, with fractions. */
export interface Said {
  readonly conversationId: string;
  readonly queue: string;
  readonly seq: number;
  readonly at: number;
  /** Until the server had answered that it is kept. */
  readonly keptMs: number;
}

export type Command =
  | { readonly type: 'open'; readonly url: string; readonly windows: readonly WindowOf[] }
  /** How long each took to every window that must show it. */
  | { readonly type: 'judge'; readonly said: readonly Said[] };

/** In milliseconds, one for each thing that was said and each window. */
export interface Latencies {
  /** Until the list's line said so. */
  readonly lists: readonly number[];
  /** Until the open conversation showed the words. */
  readonly stories: readonly number[];
  /** What a window has not shown. */
  readonly missing: number;
}

export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'judged'; readonly latencies: Latencies }
  | { readonly type: 'failed'; readonly reason: string };

/** The same in all processes of a machine. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
