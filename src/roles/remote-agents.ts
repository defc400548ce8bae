/** Agents that are programs of their own: which there are, and their way in. */
import type { FastifyInstance } from 'fastify';
import { type AnyAgent, isRemote, type RemoteAgent } from '../agent.ts';
import { discover } from '../discover.ts';
import { AssistantError } from '../errors.ts';
import { mountRemoteAgents } from '../http/remote-agents.ts';
import { openRemoteAgents } from '../pipeline/remote-agents.ts';
import { type Core, createMaskNow } from './core.ts';

/** By their folder's name. */
export async function findRemoteAgents(): Promise<ReadonlyMap<string, RemoteAgent>> {
  const found = new Map<string, RemoteAgent>();
  for (const { name, extension } of await discover<AnyAgent>('agent'))
    if (isRemote(extension)) found.set(name, extension);
  return found;
}

/** @throws AssistantError `configuration` for a token of an agent that is none */
export async function startRemoteAgents(
  core: Core,
  http: FastifyInstance,
  stack: AsyncDisposableStack,
): Promise<void> {
  const { AGENT_TOKENS: tokens } = core.settings;
  const agents = await findRemoteAgents();
  for (const name of tokens.keys()) {
    if (agents.has(name)) continue;
    const sentence = `AGENT_TOKENS names ${name}, but agents/${name}/agent.ts declares no agent that runs elsewhere.`;
    throw new AssistantError('configuration', sentence);
  }
  for (const agent of agents.keys())
    if (!tokens.has(agent))
      core.log.warn({ agent }, 'AGENT_TOKENS has no token for this agent: its tasks fail');
  if (tokens.size === 0) return;
  const work = stack.use(await openRemoteAgents({ ...core, agents, createMask: createMaskNow }));
  mountRemoteAgents(http, { work, tokens });
}
