/** Model: a language model behind any server that speaks the OpenAI chat protocol. */
import type { JsonObject } from './json.ts';

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** Aborting closes the request at the server. */
  readonly signal: AbortSignal;
  readonly maxTokens?: number;
  /** A JSON Schema: the server lets the model write nothing else than JSON that fits it. */
  readonly answerSchema?: JsonObject;
}

export interface Model {
  /** The name the server knows the model by; it is written beside every answer. */
  readonly name: string;
  /**
   * The answer in pieces, as they come. Returns what was used, where the server says so.
   * Errors: AssistantError `model-failed` (unreachable, overloaded, broken off, too slow: worth
   * another server) or `model-refused` (the request itself is wrong). Never retries by itself.
   */
  stream(request: ModelRequest): AsyncGenerator<string, ModelUsage | undefined>;
}
