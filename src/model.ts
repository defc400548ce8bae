/** Model: a language model behind one or several servers that speak the OpenAI chat protocol. */
import type { JsonObject } from './json.ts';

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Who wrote an answer, and what it took: for the log. */
export interface ModelReport {
  /** The name the server that answered knows its model by. */
  readonly model: string;
  /** Of that server: `primary` or `fallback`. */
  readonly pool: string;
  /** Its host and port. */
  readonly server: string;
  /** Requests that were sent for this answer; more than one where another server had to step in. */
  readonly attempts: number;
  /** From the question to the first piece of this answer, other servers' failures included. */
  readonly firstTokenMs: number;
  /** The answer reached `maxTokens` and stops in the middle. */
  readonly truncated: boolean;
  /** Undefined where the server does not say. */
  readonly usage: ModelUsage | undefined;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** Aborting closes the request at the server. */
  readonly signal: AbortSignal;
  /** Of the answer, all attempts together: what a server wrote before it broke off counts too. */
  readonly maxTokens?: number;
  /** From 0, as repeatable as the server makes it; 0 where left out. */
  readonly temperature?: number;
  /** Longest time for the whole answer, all attempts together. */
  readonly budgetMs?: number;
  /** A JSON Schema: the server lets the model write nothing else than JSON that fits it. */
  readonly answerSchema?: JsonObject;
  /**
   * Asked when a server breaks off after it has written something, and another could begin anew.
   * `true`: the reader has forgotten all pieces up to now, and the next is the first of a whole new
   * answer. `false`, or left out: the answer fails with `model-failed`. Answer `false` as soon as
   * anything of the answer was shown to anybody.
   */
  restart?(): boolean;
}

export interface Model {
  /** The name of the model that is asked first; which one answered is in the report. */
  readonly name: string;
  /**
   * The answer in pieces, as they come. All of them are of one answer by one server; before the
   * first piece another server may step in unseen, after it only where `restart` agrees.
   * Errors: AssistantError `model-failed` (unreachable, overloaded, broken off, too slow, or everybody
   * resting: then at once, with the shortest `retryAfterMs`) or `model-refused` (the request itself is
   * wrong); the signal's own reason where it was aborted. It is no use asking again: what could be
   * tried was tried.
   */
  stream(request: ModelRequest): AsyncGenerator<string, ModelReport>;
}

/** `abandoned`: whoever asked gave up. `failed`: the server's fault. `refused`: the request's. */
export type ModelOutcome = 'answered' | 'failed' | 'refused' | 'abandoned';

/** One request to one server, when it is over: for the figures. */
export interface ModelAttempt {
  readonly pool: string;
  readonly server: string;
  readonly outcome: ModelOutcome;
  /** From the request to its first piece; undefined where none came. */
  readonly firstTokenMs: number | undefined;
  readonly tookMs: number;
  readonly usage: ModelUsage | undefined;
}

/** One server as it is seen now: for the figures. */
export interface ModelServerState {
  readonly pool: string;
  readonly server: string;
  /** Requests of this process that it is working on. */
  readonly inFlight: number;
  /** Requests of anybody that wait there, by its own count; 0 where it does not say. */
  readonly waiting: number;
  /** It is not asked for so long, after failures or because it said so; 0: it is asked. */
  readonly restMs: number;
  /** Its health check answers. */
  readonly isHealthy: boolean;
}
