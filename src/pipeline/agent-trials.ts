/** An agent that is watched at its work: the same run as for a citizen, over the same parts. */
import type { JudgedSentence } from '../agent.ts';
import type { AgentAnswer } from '../event.ts';
import type { SearchOptions } from '../knowledge.ts';
import type { Log } from '../log.ts';
import type { LeasedTask } from '../store/tasks.ts';
import type { TrialQuestion, TrialWay } from '../trial.ts';
import { type AgentResources, createContext, type OpenedAgent } from './agent-context.ts';
import { since, type Tell, watchKnowledge, watchModel } from './watched.ts';

/** Neither the contact's own things nor anything that could be changed. */
export type TrialResources = Pick<AgentResources, 'database' | 'knowledge' | 'model' | 'createMask'>;

function filtersOf({ collections, audience, on }: TrialQuestion): SearchOptions {
  return {
    ...(collections ? { collections } : {}),
    audience,
    // Noon is on that day in every time zone of the country.
    ...(on === undefined ? {} : { on: new Date(`${on}T12:00:00-03:00`) }),
  };
}

/** Of nobody: no row has these ids. */
const createTask = ({ question, locale, earlier }: TrialQuestion): LeasedTask => ({
  taskId: crypto.randomUUID(),
  conversationId: crypto.randomUUID(),
  contactId: crypto.randomUUID(),
  locale,
  dialog: 'trial',
  input: { question, ...(earlier.length > 0 ? { earlier: earlier.map((question) => ({ question })) } : {}) },
});

export interface AgentTrialOptions extends OpenedAgent, TrialResources {
  readonly log: Log;
}

/** Tells each step of the agent's answer, and where a model took part, of the one without it too. */
export function createAgentTrial(options: AgentTrialOptions) {
  const { agent, opened } = options;

  async function run(
    task: LeasedTask,
    resources: TrialResources,
    watching: { readonly signal: AbortSignal; readonly tell: Tell },
  ): Promise<AgentAnswer> {
    const live = { signal: watching.signal, log: options.log, partial: () => {}, spend: () => {} };
    const context = createContext(options, task, resources, live);
    const onJudged = (sentence: JudgedSentence) => watching.tell({ step: 'judged', sentence });
    const answer = await agent.run(
      { ...task, input: agent.input.parse(task.input) },
      { ...context, onJudged },
      opened,
    );
    return answer as AgentAnswer;
  }

  return async (question: TrialQuestion, tell: Tell, stop: AbortSignal): Promise<void> => {
    const { database, knowledge, model, createMask } = options;
    const signal = AbortSignal.any([stop, AbortSignal.timeout(agent.timeoutMs)]);
    const task = createTask(question);
    const filters = filtersOf(question);
    tell({ step: 'begun', model: model?.name ?? null });

    const answerBy = async (way: TrialWay, from: TrialResources, told: Tell) => {
      const startedAt = performance.now();
      const { status, activity = null, explanation } = await run(task, from, { signal, tell: told });
      tell({ step: 'answered', way, status, activity, explanation, tookMs: since(startedAt) });
    };
    const watched = {
      database,
      createMask,
      knowledge: watchKnowledge(knowledge, filters, tell),
      model: model && watchModel(model, tell),
    };
    await answerBy('answer', watched, tell);
    if (!model) return;
    const silent = () => undefined;
    const without = { ...watched, knowledge: watchKnowledge(knowledge, filters, silent), model: undefined };
    await answerBy('without-model', without, silent);
  };
}
