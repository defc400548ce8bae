/** What a bench and the process that makes its load say to each other. Types only. */

/** `inFlight`: so many people who write, wait and write again. `perSecond`: a fixed rate, whatever comes back. */
export type Pace = { readonly inFlight: number } | { readonly perSecond: number };

export interface Run {
  /** Where the webhooks go, path included. */
  readonly url: string;
  readonly pace: Pace;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** The addresses `pessoa-0` … are used, spread over all of them; at least twice as many as are in flight. */
  readonly people: number;
  /** Whether a message is done with its acknowledgement, or with its reply. */
  readonly until: 'acknowledged' | 'answered';
}

export type Command = { readonly type: 'run'; readonly run: Run };

/** All from the moment a message was due; a message counts where it ended, in the window or not. */
export interface Outcome {
  /** Messages done in the window, per second of it. */
  readonly perSecond: number;
  readonly acknowledgedP50Ms: number;
  readonly acknowledgedP99Ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of the whole run, warm-up included: */
  readonly sent: number;
  readonly accepted: number;
  readonly answered: number;
  /** Requests refused or broken off; the first one's reason. */
  readonly refused: number;
  readonly firstRefusal: string | null;
  /** Accepted and not answered within a minute after the end. */
  readonly lost: number;
  /** Replies that came again, or that nobody waited for. */
  readonly doubled: number;
  /** Replies with another text than the dialog's. */
  readonly wrong: number;
  /** Replies with a lower number than the same person had before. */
  readonly misordered: number;
}

export type Report =
  | { readonly type: 'ready'; readonly providerUrl: string }
  | { readonly type: 'window'; readonly edge: 'start' | 'end' }
  | { readonly type: 'done'; readonly outcome: Outcome }
  | { readonly type: 'failed'; readonly reason: string };
