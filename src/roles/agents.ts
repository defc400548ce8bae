/** Agents: who do slow work, outside any turn. */
import type { Agent } from '../agent.ts';
import { discover, ROOT } from '../discover.ts';
import { ingestFolder } from '../knowledge/ingest.ts';
import { startAgent } from '../pipeline/agents.ts';
import { type Core, createModel } from './core.ts';

/** Reads the knowledge base first. */
export async function startAgentsRole(core: Core, stack: AsyncDisposableStack): Promise<void> {
  await ingestFolder(core.database, new URL('knowledge/', ROOT), core.log);
  const model = createModel(core.settings);
  for (const { name, extension } of await discover<Agent>('agent')) {
    stack.use(await startAgent({ ...core, name, agent: extension, model }));
  }
}
