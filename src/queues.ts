/** Queues: where citizens wait for people, as desk/queues.yml says. Read by src/policy/read-queues.ts. */
import type { OpeningHours } from './opening-hours.ts';

/** A figure for each channel, and under `default` for those that are not named. */
export type ByChannel = Readonly<Record<string, number>>;

/** Undefined where nothing is said of the channel, nor of others. */
export const figureFor = (figures: ByChannel, channel: string): number | undefined =>
  figures[channel] ?? figures['default'];

/** How long something may take; left out where nothing is promised. */
export interface SlaTargets {
  /** Until a person's first words, in milliseconds. */
  readonly firstAnswerMs?: ByChannel;
  /** Until a person's words after the citizen has written again, in milliseconds. */
  readonly nextAnswerMs?: ByChannel;
  /** Until it is closed. */
  readonly resolutionMs?: number;
  /** May be prolonged once, by so much (Lei 13.460/2017, art. 16: 30 days and 30 more). */
  readonly extensionMs?: number;
  /**
   * Whether what is shorter than a day runs only while the queue is open. Days run always: those of the
   * law are the calendar's.
   */
  readonly onlyOpenHours: boolean;
}

export interface Queue {
  readonly name: string;
  /** By locale: pt-BR, en, es. */
  readonly titles: Readonly<Record<string, string>>;
  /** A person needs all of these to be given something from it. */
  readonly skills: readonly string[];
  readonly hours: OpeningHours;
  /** Conversations at once per person: by channel, and always `default`. */
  readonly capacity: ByChannel;
  /** A person who leaves a citizen without words for so long loses the conversation to the queue. */
  readonly silenceMs: number;
  /** Who has waited for so long goes to another queue, with the place their time gives them. */
  readonly overflow?: { readonly afterMs: number; readonly to: string };
  /** Who has waited for so long is a reason to call the supervisors. */
  readonly waitAlertMs?: number;
  readonly sla: SlaTargets;
  /** Whether citizens who come after hours are offered a call back. */
  readonly callsBack: boolean;
}

export type Queues = ReadonlyMap<string, Queue>;

/** What a citizen who waits is told. The estimate is the middle four fifths of what is likely; undefined where nothing is known. */
export interface WaitingPlace {
  /** From 1. */
  readonly position: number;
  readonly estimate: { readonly lowMs: number; readonly highMs: number } | undefined;
  /** Whether anybody is there to answer. */
  readonly isAttended: boolean;
}
