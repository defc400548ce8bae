/** What an agent is handed with a task: as much as it declared, and no more. */
import type { Agent, AgentContext, AgentPermissions, Readable } from '../agent.ts';
import type { Database } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { HistoryCopies, HistoryScope } from '../history.ts';
import type { Json } from '../json.ts';
import type { KnowledgeSearch } from '../knowledge.ts';
import type { Model, ModelUsage } from '../model.ts';
import type { LeasedTask } from '../store/tasks.ts';
import { findProtocol } from '../store/transcripts.ts';
import { createIdentity } from './identity.ts';
import type { Linking } from './linking.ts';
import type { Reopening } from './reopening.ts';

/** What the house can offer an agent. */
export interface AgentResources {
  readonly database: Database;
  readonly knowledge: KnowledgeSearch;
  readonly model: Model | undefined;
  /** Takes what is personal in the citizen's texts out of any other. */
  createMask(texts: readonly string[]): (text: string) => string;
  /** Left out in a house that opens nothing again. */
  readonly reopening?: Reopening;
  /** Left out in a house that hands out no copies. */
  readonly copies?: HistoryCopies;
  /** Left out in a house that links nobody. */
  readonly linking?: Linking;
}

/** An agent that is ready for tasks. */
export interface OpenedAgent {
  readonly name: string;
  readonly agent: Agent;
  readonly opened: unknown;
  /** By the tool's name; ends without a slash. */
  readonly tools: ReadonlyMap<string, string>;
}

const forbidden = (name: string, what: string): AssistantError =>
  new AssistantError('forbidden', `The agent ${name} ${what}, which it did not declare.`);

/** Every text in a task's input. */
export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}

/** The model as far as it may see the citizen's words; what it is used for is counted. */
function permitModel(
  task: LeasedTask,
  { model: sees }: AgentPermissions,
  resources: AgentResources,
  spend: (usage: ModelUsage) => void,
): Model | undefined {
  const { model } = resources;
  if (!model || sees === 'none') return undefined;
  const mask = sees === 'masked' ? resources.createMask(textsIn(task.input)) : (text: string) => text;
  return {
    name: model.name,
    async *stream(request) {
      const messages = request.messages.map(({ role, content }) => ({ role, content: mask(content) }));
      const report = yield* model.stream({ ...request, messages });
      if (report.usage) spend(report.usage);
      return report;
    },
  };
}

/** Only what stands below the tool's own address. */
function toolUrl({ name, tools }: OpenedAgent, tool: string, path: string): URL {
  const address = tools.get(tool);
  if (address === undefined) throw forbidden(name, `asks the tool ${tool}`);
  const url = new URL(`${address}${path}`);
  const base = new URL(address);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
    throw forbidden(name, `asks ${url.href}`);
  return url;
}

/** What belongs to one run of a task. */
export interface LiveTask extends Pick<AgentContext, 'signal' | 'log' | 'partial'> {
  /** Told of each answer of the model. */
  spend(usage: ModelUsage): void;
}

export function createContext(
  opened: OpenedAgent,
  task: LeasedTask,
  resources: AgentResources,
  { spend, ...live }: LiveTask,
): AgentContext {
  const { name, agent } = opened;
  const { permissions } = agent;
  const { database, knowledge, linking, reopening, copies } = resources;
  const permit = (what: Readable) => {
    if (!permissions.reads.includes(what)) throw forbidden(name, `reads ${what}`);
  };
  const identity =
    linking && permissions.reads.includes('identity') ? createIdentity(task, linking) : undefined;
  const mayUse = (what: Readable) => permissions.reads.includes(what);
  return {
    ...live,
    ...(identity ? { identity } : {}),
    ...(reopening && mayUse('protocols')
      ? { reopenProtocol: (number: string) => reopening.reopen(task, number) }
      : {}),
    ...(copies && mayUse('history')
      ? { copyHistory: (scope: HistoryScope) => copies.copy(task, scope) }
      : {}),
    model: permitModel(task, permissions, resources, spend),
    knowledge: {
      async search(question, options) {
        permit('knowledge');
        return knowledge.search(question, options);
      },
      async readPassage(passageId, audience) {
        permit('knowledge');
        return knowledge.readPassage(passageId, audience);
      },
    },
    async findProtocol(protocolNumber) {
      permit('protocols');
      return findProtocol(database, task.contactId, protocolNumber);
    },
    async fetch(tool, path, init = {}) {
      const signal = init.signal ? AbortSignal.any([init.signal, live.signal]) : live.signal;
      // A redirect could lead beside the address that was declared.
      return fetch(toolUrl(opened, tool, path), { ...init, signal, redirect: 'error' });
    },
  };
}
