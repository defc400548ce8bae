/**
 * Co-pilot: works for a person at the desk, with the agents that answer citizens and with the model. What
 * it finds is told to that person alone; nothing is kept, and nothing is sent.
 */
import { CASE_AGENT } from '../desk/copilot/transcript.ts';
import type { AgentAnswer } from '../event.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Model } from '../model.ts';
import type { LeasedTask } from '../store/tasks.ts';
import type { CopilotQuestion, CopilotStep } from '../trial.ts';
import { createContext, type OpenedAgent } from './agent-context.ts';
import type { TrialResources } from './agent-trials.ts';
import { since, watchKnowledge } from './watched.ts';

type Tell = (step: CopilotStep) => void;

const ANSWERING_AGENT = 'documentation';

/** A person waits for it, and has the extract meanwhile. */
const SUMMARY_BUDGET_MS = 20_000;
const SUMMARY_TOKENS = 400;
/** Reading is slower than that. */
const TOLD_EVERY_MS = 100;

export interface CopilotOptions extends TrialResources {
  readonly log: Log;
  /** Those that are there in this process. */
  readonly agents: readonly OpenedAgent[];
  /** What a model is told before it sums up, by language: `pt`, `en`, `es`. */
  readonly prompts: Readonly<Record<string, string>>;
}

type Of<What extends CopilotQuestion['what']> = Extract<CopilotQuestion, { readonly what: What }>;

/** Of nobody: no row has these ids. */
const createTask = (locale: string, input: JsonObject): LeasedTask => ({
  taskId: crypto.randomUUID(),
  conversationId: crypto.randomUUID(),
  contactId: crypto.randomUUID(),
  locale,
  dialog: 'copilot',
  input,
});

export function createCopilot(options: CopilotOptions) {
  const { log, agents, model, prompts, createMask } = options;

  async function runAgent(
    name: string,
    { locale, ...asked }: { readonly locale: string; readonly input: JsonObject },
    resources: TrialResources,
    { tell, stop }: { readonly tell: Tell; readonly stop: AbortSignal },
  ): Promise<void> {
    const found = agents.find((each) => each.name === name);
    if (!found) throw new Error(`There is no agent ${name}.`);
    const startedAt = performance.now();
    const { agent, opened } = found;
    const task = createTask(locale, asked.input);
    const signal = AbortSignal.any([stop, AbortSignal.timeout(agent.timeoutMs)]);
    const partial = (text: string) => tell({ step: 'partial', text });
    const context = createContext(found, task, resources, { signal, log, partial, spend: () => undefined });
    const answer: AgentAnswer = await agent.run(
      { ...task, input: agent.input.parse(task.input) },
      context,
      opened,
    );
    const { status, activity = null, explanation } = answer;
    tell({ step: 'answered', way: 'answer', status, activity, explanation, tookMs: since(startedAt) });
  }

  function suggest({ question, earlier, audience, locale }: Of<'answer'>, tell: Tell, stop: AbortSignal) {
    const before: Json = earlier.map((each) => ({ question: each }));
    const knowledge = watchKnowledge(options.knowledge, { audience }, () => undefined);
    const input = { question, earlier: before };
    return runAgent(ANSWERING_AGENT, { locale, input }, { ...options, knowledge }, { tell, stop });
  }

  async function sumUp(asked: Of<'summary'>, asking: Model, tell: Tell, stop: AbortSignal): Promise<void> {
    const language = asked.locale.slice(0, 2).toLowerCase();
    const content = JSON.stringify({ conversa: createMask([asked.text])(asked.text) });
    const pieces = asking.stream({
      messages: [
        { role: 'system', content: prompts[language] ?? prompts['pt'] ?? '' },
        { role: 'user', content },
      ],
      signal: stop,
      maxTokens: SUMMARY_TOKENS,
      budgetMs: SUMMARY_BUDGET_MS,
    });
    let text = '';
    let toldAt = Number.NEGATIVE_INFINITY;
    for await (const piece of pieces) {
      text += piece;
      if (performance.now() - toldAt < TOLD_EVERY_MS) continue;
      toldAt = performance.now();
      tell({ step: 'partial', text });
    }
    tell({ step: 'summarised', text: text.trim(), model: asking.name });
  }

  return async (asked: CopilotQuestion, tell: Tell, stop: AbortSignal): Promise<void> => {
    if (asked.what === 'answer') return suggest(asked, tell, stop);
    if (asked.what === 'summary') return model ? sumUp(asked, model, tell, stop) : undefined;
    const { locale, caseNumber } = asked;
    const input = { text: caseNumber, entities: [] };
    return runAgent(CASE_AGENT, { locale, input }, options, { tell, stop });
  };
}
