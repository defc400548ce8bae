/** The tech-support agent as the pipeline runs it, and a citizen who writes or taps. */
import assert from 'node:assert/strict';
import agent from '../../agents/tech-support/agent.ts';
import type { Button, OutboundActivity } from '../../src/activity.ts';
import type { AgentContext } from '../../src/agent.ts';
import type { AgentAnswer } from '../../src/event.ts';
import type { JsonObject } from '../../src/json.ts';
import { createLog } from '../../src/log.ts';

export const FOLDER = new URL('../../agents/tech-support/', import.meta.url);
export const LOCALES = ['pt-BR', 'en', 'es'] as const;

const log = createLog('silent');
/** It asks for nothing else: it may read nothing, and see no model. */
const context = { signal: AbortSignal.timeout(600_000), log } as AgentContext;

export const openAgent = async () => {
  assert.ok(agent.open);
  return agent.open({ settings: undefined, log, folder: FOLDER });
};

export type Opened = Awaited<ReturnType<typeof openAgent>>;

export interface Said {
  readonly text: string;
  readonly choice?: string;
  readonly state?: JsonObject | undefined;
}

/** One task; what comes back must be what the agent declares. */
export async function runTask(opened: Opened, said: Said, locale = 'pt-BR'): Promise<AgentAnswer> {
  const input = agent.input.parse({ entities: [], ...JSON.parse(JSON.stringify(said)) });
  const answer = await agent.run(
    { taskId: 't', conversationId: 'c', contactId: 'p', locale, input },
    context,
    opened,
  );
  agent.output.parse(answer.output);
  return answer;
}

export interface Conversation {
  readonly answer: AgentAnswer;
  readonly text: string;
  readonly titles: readonly string[];
  /** Writes, or taps the button of that title where there is one; what does not ask is an end. */
  say(words: string): Promise<Conversation>;
}

export async function converse(opened: Opened, first: string, locale = 'pt-BR'): Promise<Conversation> {
  const follow = (answer: AgentAnswer): Conversation => ({
    answer,
    text: answer.activity?.text ?? '',
    titles: answer.activity?.buttons?.map(({ title }) => title) ?? [],
    async say(words) {
      assert.equal(answer.status, 'asks', `it is over, and cannot hear “${words}”`);
      const button = answer.activity?.buttons?.find(({ title }) => title === words);
      const said = { text: words, state: answer.state, ...(button ? { choice: button.value } : {}) };
      return follow(await runTask(opened, said, locale));
    },
  });
  return follow(await runTask(opened, { text: first }, locale));
}

/** WhatsApp's limits: rows of a list, characters of a row's title; and what one reads at a glance. */
export function assertFits({ text, buttons = [] }: OutboundActivity): void {
  assert.ok(text.length > 0 && text.length <= 600, `${text.length} characters: ${text}`);
  assert.ok(buttons.length <= 10, `${buttons.length} buttons: ${text}`);
  for (const { title } of buttons as readonly Button[]) {
    assert.ok(title.length > 0 && title.length <= 24, `“${title}” is too long`);
  }
  assert.equal(new Set(buttons.map(({ title }) => title)).size, buttons.length, `two buttons alike: ${text}`);
  assert.doesNotMatch(text, /[*_<>`]|\{\w+\}|undefined/, text);
}
