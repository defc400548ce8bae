/** Recognizer: what a person's words mean, learnt from the dialogs' example phrases. */

export interface Entity {
  readonly name: string;
  /** Normal form. */
  readonly value: string;
  /** Span in the text, in UTF-16 units: [start, end). */
  readonly start: number;
  readonly end: number;
}

/** An intent, and how likely it is what was meant: 0 to 1. */
export interface Guess {
  readonly intent: string;
  readonly confidence: number;
}

/**
 * What may be done with the likeliest intent: act upon it, ask whether it was meant, or neither. Where
 * one ends and the next begins is learnt with each corpus.
 */
export type Certainty = 'sure' | 'doubtful' | 'unknown';

/** What a recognizer makes of one text. */
export interface Reading {
  /** Likeliest first, at most `MAX_GUESSES`; none where nothing fits. */
  readonly guesses: readonly Guess[];
  readonly certainty: Certainty;
  /** Likelihood that it is about nothing that was taught, 0 to 1. */
  readonly outOfScope: number;
}

/** As many as a citizen can be asked to choose from. */
export const MAX_GUESSES = 3;

/** Written beside the message in the log. `intent` is null when the recognizer knows none that fits. */
export interface Understanding {
  readonly intent: string | null;
  /** 0 to 1, of the intent named; 0 when there is none. */
  readonly confidence: number;
  readonly certainty: Certainty;
  /** What else may have been meant, likeliest first. */
  readonly alternatives: readonly Guess[];
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
  /** In the language asked for, or the nearest that it has learnt. */
  recognize(text: string, options: { readonly locale: string }): Promise<Reading>;
}

/** A way of learning. Same examples, same model, same bytes, whatever order they come in. */
export interface RecognizerKind {
  readonly name: string;
  /** Raised when the same examples would give another model. */
  readonly revision: number;
  train(examples: readonly Example[], options: { readonly locale: string }): Promise<Uint8Array>;
  /**
   * From what `train` returned.
   * @throws Error when these are not a model's bytes
   */
  load(model: Uint8Array, version: string): Promise<Recognizer>;
}
