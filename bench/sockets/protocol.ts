/** What the bench and the processes that hold its widgets say to each other. Types only. */

export type Command =
  | { readonly type: 'connect'; readonly url: string; readonly count: number }
  /** Everybody writes once, and waits for the answer. */
  | { readonly type: 'greet' }
  /** The first so many write, wait for the answer, and write again, until told to stop. */
  | { readonly type: 'write'; readonly writers: number }
  /** No more is begun; what was begun is waited for. */
  | { readonly type: 'stop-writing' }
  | { readonly type: 'count' };

export interface Counts {
  /** Connected, and up to date with the log. */
  readonly synced: number;
  /** Have been told that the assistant is at work. */
  readonly working: number;
  /** Have been shown the text that grows. */
  readonly partial: number;
  /** When the last of them was, in ms since 1970. */
  readonly lastPartialAt: number;
  readonly written: number;
  readonly acknowledged: number;
  readonly answered: number;
  /** Messages or answers that stand in the log twice. */
  readonly doubled: number;
}

export type Report =
  | { readonly type: 'done' }
  | { readonly type: 'counted'; readonly counts: Counts }
  | { readonly type: 'failed'; readonly reason: string };
