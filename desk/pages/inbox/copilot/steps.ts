/** What the co-pilot is at: its steps as they come, gathered for the screen. */
import { type Signal, signal } from '@preact/signals';
import type { CopilotStep } from '../../../../src/trial.ts';
import { ApiError, ask } from '../../../app/api.ts';
import { readLines } from '../../../app/lines.ts';

type Answered = Extract<CopilotStep, { readonly step: 'answered' }>;
type Summarised = Extract<CopilotStep, { readonly step: 'summarised' }>;

export interface Progress {
  readonly state: 'idle' | 'working' | 'done' | 'failed';
  /** What there is so far. */
  readonly partial: string;
  readonly answered: Answered | null;
  readonly summarised: Summarised | null;
  /** Nobody is there to work on it. */
  readonly isNobody: boolean;
}

export const IDLE: Progress = {
  state: 'idle',
  partial: '',
  answered: null,
  summarised: null,
  isNobody: false,
};

export function gather(progress: Progress, step: CopilotStep): Progress {
  switch (step.step) {
    case 'partial':
      return { ...progress, partial: step.text };
    case 'answered':
      return { ...progress, answered: step };
    case 'summarised':
      return { ...progress, summarised: step };
    case 'failed':
      return { ...progress, state: 'failed', isNobody: step.nobody };
    case 'ended':
      return { ...progress, state: 'done' };
  }
}

export interface Run {
  readonly progress: Signal<Progress>;
  /** Begins anew, and calls off what was under way. */
  start(path: string): Promise<void>;
  stop(): void;
}

export function createRun(): Run {
  const progress = signal(IDLE);
  let running: AbortController | undefined;
  const stop = () => running?.abort();
  return {
    progress,
    stop,
    async start(path) {
      stop();
      const own = new AbortController();
      running = own;
      progress.value = { ...IDLE, state: 'working' };
      try {
        const { body } = await ask('GET', path, undefined, own.signal);
        if (body)
          for await (const line of readLines(body))
            if (!own.signal.aborted) progress.value = gather(progress.value, JSON.parse(line) as CopilotStep);
      } catch (error) {
        if (own.signal.aborted) return;
        const isNobody = error instanceof ApiError && error.status === 0;
        progress.value = { ...progress.value, state: 'failed', isNobody };
      }
      // The line broke off before the end was told.
      if (!own.signal.aborted && progress.value.state === 'working')
        progress.value = { ...progress.value, state: 'failed' };
    },
  };
}
