/** Trials: who takes them in a process that plays the role. */
import { type AgentTrialOptions, createAgentTrial } from '../pipeline/agent-trials.ts';
import { takeTrials } from '../pipeline/trials.ts';
import type { Understand } from '../understanding.ts';
import type { Core } from './core.ts';

/** The agent that answers from the documents. */
export const TRIED_AGENT = 'documentation';

type Beginning = Pick<Core, 'stream' | 'log'>;

/** Reads questions as those of citizens are read. */
export const takeReadings = ({ stream, log }: Beginning, understand: Understand): Promise<AsyncDisposable> =>
  takeTrials({
    stream,
    log,
    desk: 'reading',
    async run({ question, locale }, tell) {
      const startedAt = performance.now();
      const understanding = await understand(question, { locale, saidAt: new Date() });
      const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
      tell({ step: 'understood', understanding, tookMs });
    },
  });

/** Has the agent answer them. */
export const takeQuestions = (
  { stream, log }: Beginning,
  agent: Omit<AgentTrialOptions, 'log'>,
): Promise<AsyncDisposable> =>
  takeTrials({
    stream,
    log,
    desk: TRIED_AGENT,
    run: createAgentTrial({ ...agent, log }),
  });
