/**
 * Stream: motion between stages. PostgreSQL is the memory; an entry only says that a conversation
 * or a task has work, so losing every stream loses nothing (the sweep rings again).
 *
 * Entries of one stream are shared among the consumers of one group, each entry going to one of
 * them. An entry read and not acknowledged stays pending, and can be claimed by another consumer
 * once it has been idle for long enough.
 */
import type { JsonObject } from './json.ts';

export interface Entry {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  readonly group: string;
  /** Unique among the living consumers of the group. */
  readonly consumer: string;
  /** At most so many entries, at least 1. */
  readonly count: number;
  /** How long to wait for the first entry. */
  readonly blockMs: number;
  /** Ends the wait early; the read then returns what it has. */
  readonly signal?: AbortSignal;
}

export interface LeaveOptions {
  readonly group: string;
  readonly consumer: string;
}

export interface ClaimOptions {
  readonly group: string;
  readonly consumer: string;
  readonly count: number;
  /** Only entries that have been pending for at least so long since they were last handed out. */
  readonly minIdleMs: number;
}

/** Disposing of it ends reads that wait, with `[]`; those that come later reject. */
export interface Stream extends AsyncDisposable {
  /** Appends in order. Resolves when the stream has them; rejects when it cannot take them. */
  append(stream: string, entries: readonly Readonly<Record<string, string>>[]): Promise<void>;
  /** New entries in order of their appending; `[]` after `blockMs`, or when the signal aborts. */
  read(stream: string, options: ReadOptions): Promise<readonly Entry[]>;
  /** Takes over entries that another consumer of the group left pending. */
  claim(stream: string, options: ClaimOptions): Promise<readonly Entry[]>;
  /**
   * Done with these: they are never handed out again, and the stream forgets them. Rejects when it
   * was not reached: they will be claimed.
   */
  acknowledge(stream: string, group: string, ids: readonly string[]): Promise<void>;
  /**
   * Gives up a consumer that reads no more, so that the group does not gather them. What it left
   * pending can still be claimed.
   */
  leave(stream: string, options: LeaveOptions): Promise<void>;
  /** Entries not yet acknowledged. */
  depth(stream: string): Promise<number>;
  /** Tells every present subscriber, in every process, once; nobody who comes later. */
  publish(topic: string, message: JsonObject): Promise<void>;
  /** @param onGap told when messages may have been missed, once the subscription stands again */
  subscribe(
    topic: string,
    listener: (message: JsonObject) => void,
    onGap?: () => void,
  ): Promise<AsyncDisposable>;
}
