/** Agents: who do slow work, outside any turn. */
import { type Agent, type AnyAgent, isRemote } from '../agent.ts';
import { type Discovered, discover } from '../discover.ts';
import { AssistantError, describeError } from '../errors.ts';
import type { OpenedAgent } from '../pipeline/agent-context.ts';
import { startAgent } from '../pipeline/agents.ts';
import { createCodes } from '../pipeline/codes.ts';
import { createLinking } from '../pipeline/linking.ts';
import { createReopening } from '../pipeline/reopening.ts';
import { parseVariables } from '../settings.ts';
import { takeCopilot } from './copilot.ts';
import { type Core, createMaskNow, secretOf } from './core.ts';
import { openCopies } from './history.ts';
import { type Documents, keepDocuments } from './knowledge.ts';
import { TRIED_AGENT, takeQuestions } from './trials.ts';

/** The addresses of an agent's tools, from its settings; a tool without address cannot be asked. */
function readTools({ name, extension }: Discovered<Agent>, settings: Record<string, unknown>) {
  const tools = new Map<string, string>();
  for (const [tool, setting] of Object.entries(extension.tools ?? {})) {
    const address = settings[setting];
    if (address === undefined) continue;
    if (typeof address !== 'string' || !URL.canParse(address))
      throw new AssistantError('configuration', `${setting}, which agents/${name} asks, is no address.`);
    tools.set(tool, address.replace(/\/+$/, ''));
  }
  return tools;
}

function isDisposable(value: unknown): value is AsyncDisposable | Disposable {
  return (
    typeof value === 'object' && value !== null && (Symbol.asyncDispose in value || Symbol.dispose in value)
  );
}

async function openAgent(
  found: Discovered<Agent>,
  core: Core,
  stack: AsyncDisposableStack,
): Promise<OpenedAgent> {
  const { name, folder, extension: agent } = found;
  const settings = agent.settings ? parseVariables(agent.settings, core.settings.variables) : {};
  const opened = await agent.open?.({ settings, log: core.log.child({ agent: name }), folder });
  if (isDisposable(opened)) stack.use(opened);
  return { name, agent, opened, tools: readTools(found, settings as Record<string, unknown>) };
}

const DAY_MS = 24 * 3_600_000;

const readPrices = ({ LLM_PRICE_INPUT, LLM_PRICE_OUTPUT }: Core['settings']) =>
  LLM_PRICE_INPUT + LLM_PRICE_OUTPUT > 0 ? { input: LLM_PRICE_INPUT, output: LLM_PRICE_OUTPUT } : undefined;

/**
 * Waits for the documents where there are none yet.
 * @param publicUrl where citizens reach the gateway, without a slash at the end
 */
export async function startAgentsRole(
  core: Core,
  publicUrl: () => string,
  stack: AsyncDisposableStack,
): Promise<Documents> {
  const documents = stack.use(await keepDocuments(core));
  // Nobody waits for it: the first question does, where it comes before.
  core.knowledge.refresh().catch((error: unknown) => {
    core.log.warn({ error: describeError(error) }, 'the documents are not loaded yet');
  });
  const resources = {
    prices: readPrices(core.settings),
    reopening: createReopening({ ...core, withinMs: core.settings.REOPEN_DAYS * DAY_MS }),
    copies: await openCopies(core, publicUrl),
    linking: createLinking({ ...core, codes: createCodes(secretOf(core.settings)) }),
    createMask: createMaskNow,
  };
  const agents: OpenedAgent[] = [];
  for (const { extension, ...found } of await discover<AnyAgent>('agent')) {
    if (isRemote(extension)) continue;
    const opened = await openAgent({ ...found, extension }, core, stack);
    agents.push(opened);
    stack.use(await startAgent({ ...core, ...resources, ...opened }));
    if (found.name === TRIED_AGENT)
      stack.use(await takeQuestions(core, { ...core, ...resources, ...opened }));
  }
  stack.use(await takeCopilot(core, { ...core, ...resources, agents }));
  return documents;
}
