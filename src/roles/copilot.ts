/** Co-pilot: who works for people at the desk, in a process that plays the agents' role. */
import { readFile } from 'node:fs/promises';
import { type CopilotOptions, createCopilot } from '../pipeline/copilot.ts';
import { takeTrials } from '../pipeline/trials.ts';
import type { Core } from './core.ts';

/** Each person waits before it; the model's own queue comes after. */
const MOST_AT_ONCE = 8;

const PROMPTS = new URL('../desk/copilot/prompts/', import.meta.url);

async function readPrompts(): Promise<CopilotOptions['prompts']> {
  const locales = ['pt-BR', 'en', 'es'];
  const texts = await Promise.all(
    locales.map((locale) => readFile(new URL(`summary.${locale}.md`, PROMPTS), 'utf8')),
  );
  return Object.fromEntries(locales.map((locale, index) => [locale.slice(0, 2), texts[index] ?? '']));
}

export async function takeCopilot(
  { stream, log }: Pick<Core, 'stream' | 'log'>,
  parts: Omit<CopilotOptions, 'prompts' | 'log'>,
): Promise<AsyncDisposable> {
  const run = createCopilot({ ...parts, log, prompts: await readPrompts() });
  return takeTrials({ stream, log, desk: 'copilot', mostAtOnce: MOST_AT_ONCE, run });
}
