/** What was read of a catalogue. */
import type { ServiceEntry } from '#assistant';

/** What is wrong in a catalogue. Whatever else stands there is used. */
export interface Finding {
  readonly file: string;
  /** From 1, where one line is to blame. */
  readonly line?: number;
  readonly reason: string;
}

export interface CatalogueFile {
  readonly services: readonly ServiceEntry[];
  readonly findings: readonly Finding[];
}
