/**
 * Agent: who does the slow work. It gets a task on its own stream, outside any turn, and its answer
 * is an event that starts the next turn. A task may be run again after a crash: effects elsewhere
 * need the task's id as their idempotency key.
 */
import type { z } from 'zod';
import type { AgentAnswer } from './event.ts';
import type { HistoryCopy, HistoryScope } from './history.ts';
import type { Identity } from './identity.ts';
import type { JsonObject } from './json.ts';
import type { KnowledgeSearch } from './knowledge.ts';
import type { Log } from './log.ts';
import type { Model } from './model.ts';

export interface AgentTask<Input = JsonObject> {
  readonly taskId: string;
  readonly conversationId: string;
  readonly contactId: string;
  readonly locale: string;
  /** As the agent declared it. */
  readonly input: Input;
}

/** What is known of one contact's protocol. */
export interface ProtocolStatus {
  readonly protocolNumber: string;
  readonly status: 'open' | 'waiting' | 'closed';
  readonly openedAt: Date;
  readonly lastEventAt: Date;
}

/**
 * What an agent may use of the house's own: `knowledge`, the documents; `protocols`, those of its contact,
 * which it may also open again; `history`, what was said in them; `identity`, which addresses are its
 * contact's, which it may also change.
 */
export type Readable = 'knowledge' | 'protocols' | 'history' | 'identity';

/**
 * `reopened`: the citizen goes on there, and the task's answer is told there. `open`: it was open as it
 * was. `not-found` also for a protocol of somebody else.
 */
export type ReopenOutcome =
  | { readonly type: 'reopened' | 'open' | 'not-found' }
  | { readonly type: 'too-late'; readonly closedAt: Date };

export interface AgentPermissions {
  readonly reads: readonly Readable[];
  /**
   * Whether a model may see what the agent works on. `masked`: with the numbers and addresses of
   * people taken out of every message to it. `none`: the agent is handed no model.
   */
  readonly model: 'none' | 'masked' | 'unmasked';
}

/** What became of a sentence that a model wrote. */
export interface JudgedSentence {
  /** Without marks. */
  readonly text: string;
  readonly kept: boolean;
  /** Why it was not kept: a short word, which the agent documents. */
  readonly reason?: string;
  /** What it is said to stand on; the quote as it stands in the passage. */
  readonly sources?: readonly { readonly passageId: string; readonly quote: string }[];
}

export interface AgentContext {
  /** Aborts when the task is superseded, runs out of time, or the program stops. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Rejects with AssistantError `forbidden` where the agent may not read it. */
  readonly knowledge: KnowledgeSearch;
  /** Undefined when no model server is set, or none is permitted: answer without one. */
  readonly model: Model | undefined;
  /** Shows the citizen what there is so far (the whole text, not the new part). Not kept. */
  partial(text: string): void;
  /** Told of each sentence in order, as it is judged. There while an author watches; not kept. */
  onJudged?(sentence: JudgedSentence): void;
  /** A protocol of the task's own contact; undefined for anybody else's. Needs `protocols`. */
  findProtocol(protocolNumber: string): Promise<ProtocolStatus | undefined>;
  /**
   * Opens a closed protocol of the task's contact again, and closes the conversation it was asked for
   * in. Has its effect once, however often the task is run. There where the agent declares `protocols`.
   */
  reopenProtocol?(protocolNumber: string): Promise<ReopenOutcome>;
  /** What was said, up to now. There where the agent declares `history`. */
  copyHistory?(scope: HistoryScope): Promise<HistoryCopy>;
  /** There where the agent declares that it needs `identity`. */
  readonly identity?: Identity;
  /**
   * Asks one of the agent's declared tools, and aborts with the task.
   * @param path below the tool's address: `/_search`
   * Errors: AssistantError `forbidden` for a tool that is not declared, or an address beside it.
   */
  fetch(tool: string, path: string, init?: RequestInit): Promise<Response>;
}

/**
 * What becomes of a task when the citizen writes again before it has ended. `interrupt`: the task is
 * cancelled, and one for both messages together takes its place. `queue`: the newer message waits
 * for the task's end. `finish`: both go on, and both are answered.
 */
export type NewerMessagePolicy = 'interrupt' | 'queue' | 'finish';

/** What an agent is opened with, once per process. */
export interface AgentSetup<Settings> {
  readonly settings: Settings;
  readonly log: Log;
  /** The agent's own folder; ends with a slash. */
  readonly folder: URL;
}

export interface Agent<
  Settings extends z.ZodType = z.ZodType,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Opened = unknown,
> {
  /** A task of another form fails, and says what is wrong with it. */
  readonly input: Input;
  /** Of the answer's `output`; checked before it is written. */
  readonly output: Output;
  readonly permissions: AgentPermissions;
  /** Outer systems it may ask: the setting that holds each one's address, by the tool's name. */
  readonly tools?: Readonly<Record<string, keyof z.output<Settings> & string>>;
  /** Environment variables of the agent's own; each needs a description. */
  readonly settings?: Settings;
  /** `interrupt` where left out. */
  readonly onNewerMessage?: NewerMessagePolicy;
  /** The task is aborted, and failed, after so long. */
  readonly timeoutMs: number;
  /** Tasks at once in one process. */
  readonly concurrency: number;
  /** How often a task is tried, at most; 3 where left out. */
  readonly attempts?: number;
  /**
   * Once per process, before the first task: reads what it answers from. What it returns is handed
   * to every `run`, and disposed of at the end where it can be. Throwing keeps the program from
   * starting.
   */
  open?(setup: AgentSetup<z.output<Settings>>): Promise<Opened> | Opened;
  /** Throws to have the task tried again (or failed, when the error is not worth retrying). */
  run(
    task: AgentTask<z.output<Input>>,
    context: AgentContext,
    opened: Opened,
  ): Promise<AgentAnswer & { readonly output: z.input<Output> }>;
}

/** The default export of `agents/<name>/agent.ts`. */
export const defineAgent = <
  Settings extends z.ZodType,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Opened,
>(
  agent: Agent<Settings, Input, Output, Opened>,
): Agent<Settings, Input, Output, Opened> => agent;

/** What a program of its own may ask the house for. */
export interface RemotePermissions {
  readonly reads: readonly Extract<Readable, 'knowledge' | 'protocols'>[];
  /**
   * Whether a model of the program's own may see what it works on. `masked`: its input comes with the
   * numbers and addresses of people taken out. The house cannot see to the rest: `none` is a promise.
   */
  readonly model: AgentPermissions['model'];
}

/**
 * The declaration of an agent that is a program of its own, in any language: it takes its tasks and
 * answers them by HTTP, as docs/external-agents.md says. What goes wrong there is the house's to bear.
 */
export interface RemoteAgent<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends Pick<Agent<z.ZodType, Input, Output>, 'input' | 'output' | 'onNewerMessage' | 'attempts'> {
  readonly remote: true;
  readonly permissions: RemotePermissions;
  /** The task is failed so long after it was begun, whoever has it then, or nobody. */
  readonly timeoutMs: number;
}

/** The default export of `agents/<name>/agent.ts`, where the agent itself runs elsewhere. */
export const defineRemoteAgent = <Input extends z.ZodType, Output extends z.ZodType>(
  agent: Omit<RemoteAgent<Input, Output>, 'remote'>,
): RemoteAgent<Input, Output> => ({ ...agent, remote: true });

/** Whichever way it runs. */
export type AnyAgent = Agent | RemoteAgent;

export const isRemote = (agent: AnyAgent): agent is RemoteAgent => 'remote' in agent;
