/** What the model is told: the rules, from `prompt.pt-BR.md`, and the data, apart from them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ModelMessage, Passage } from '#assistant';

const rules = readFileSync(new URL('prompt.pt-BR.md', import.meta.url), 'utf8').trim();

/** Changes with every change of the rules; written beside every answer. */
export const PROMPT_VERSION = createHash('sha256').update(rules).digest('hex').slice(0, 12);

/** How the model says that the passages do not answer the question; rule 5 of the prompt. */
export const NO_ANSWER = 'SEM RESPOSTA';

/** As JSON, so that nothing in a question or a document can look like the end of the data. */
export function writePrompt(question: string, passages: readonly Passage[]): ModelMessage[] {
  const data = {
    pergunta: question,
    passagens: passages.map(({ title, headings, text }, index) => ({
      numero: index + 1,
      titulo: [title, ...headings].join(' › '),
      texto: text,
    })),
  };
  return [
    { role: 'system', content: rules },
    { role: 'user', content: JSON.stringify(data, null, 1) },
  ];
}
