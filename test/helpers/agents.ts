/** What tests need to have an agent of their own at work. */
import { z } from 'zod';
import type { Agent } from '../../src/agent.ts';
import type { AgentResources, OpenedAgent } from '../../src/pipeline/agent-context.ts';

/** Takes and gives anything, and may read nothing. */
export const UNDECLARED = {
  input: z.record(z.string(), z.any()),
  output: z.record(z.string(), z.any()),
  permissions: { reads: [], model: 'none' },
} as const satisfies Partial<Agent>;

/** Ready for tasks, in a house without documents, models or tools. */
export const openNothing = (name: string, agent: Agent): OpenedAgent & Omit<AgentResources, 'database'> => ({
  name,
  agent,
  opened: undefined,
  tools: new Map(),
  knowledge: { search: async () => [], readPassage: async () => undefined },
  model: undefined,
  createMask: () => (text) => text,
});
