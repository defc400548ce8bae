/** Embedder: turns texts into vectors that are near one another where the texts mean the same. */

export interface Embedder {
  /** The name the server knows the model by; vectors of different models have nothing to do with one another. */
  readonly name: string;
  /**
   * A vector a text, in their order, all of one length. Aborting closes the request. Never retries by itself.
   * Errors: AssistantError `model-failed` (worth another try) or `model-refused` (the request is wrong).
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}
