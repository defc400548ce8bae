/** Recognizer: what a person's words mean, learnt from the dialogs' example phrases. */
import type { JsonObject } from './json.ts';

export interface Entity {
  readonly name: string;
  /** Normal form. */
  readonly value: string;
  /** Span in the text, in UTF-16 units: [start, end). */
  readonly start: number;
  readonly end: number;
}

/** Written beside the message in the log. `intent` is null when the recognizer knows none that fits. */
export interface Understanding {
  readonly intent: string | null;
  /** 0 to 1, of the intent named; 0 when there is none. */
  readonly confidence: number;
  readonly entities: readonly Entity[];
  /** BCP 47 tag of the language the text was read in. */
  readonly locale: string;
  /** Who decided: `<recognizer>@<model version>`, or `button`. */
  readonly decidedBy: string;
}

export interface Example {
  readonly text: string;
  readonly intent: string;
}

/** The recognizer's name for "none of the intents I know" in a corpus. */
export const OUT_OF_SCOPE = 'oos';

export interface Recognizer {
  /** `<name>@<hash of corpus and code version>`; recorded with every understanding. */
  readonly version: string;
  /** Intents it can name. */
  readonly intents: readonly string[];
  recognize(text: string, options: { readonly locale: string }): Promise<Understanding>;
}

/** A way of learning. Same examples, same model. */
export interface RecognizerKind {
  readonly name: string;
  /** Raised when the same examples would give another model. */
  readonly revision: number;
  train(examples: readonly Example[], options: { readonly locale: string }): Promise<JsonObject>;
  /** From what `train` returned, after it went through JSON. */
  load(model: JsonObject, version: string): Promise<Recognizer>;
}
