/** The specialist for public services, opened directly and talked with. */
import agent from '../../agents/portal-services/agent.ts';
import type { AgentAnswer, AgentContext, JsonObject, Log, SpecialistInput } from '../../src/index.ts';

const FOLDER = new URL('../../agents/portal-services/', import.meta.url);

export interface LogLine {
  readonly level: string;
  readonly about: JsonObject;
}

export function createLog(lines: LogLine[] = []): Log {
  const write = (level: string) => (about: object) => {
    lines.push({ level, about: about as JsonObject });
  };
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  };
  return log;
}

export const openShelf = (variables: Readonly<Record<string, string>>, log = createLog()) => {
  const settings = agent.settings?.parse(variables);
  if (!settings || !agent.open) throw new Error('the agent has no settings, or does not open');
  return Promise.resolve(agent.open({ settings, log, folder: FOLDER }));
};
export type Shelf = Awaited<ReturnType<typeof openShelf>>;

/** Checked as the pipeline checks it. */
export async function runTask(shelf: Shelf, input: Omit<SpecialistInput, 'entities'>, locale = 'pt-BR') {
  const task = { taskId: 't', conversationId: 'c', contactId: 'k', locale };
  const answer: AgentAnswer = await agent.run(
    { ...task, input: agent.input.parse({ ...input, entities: [] }) },
    {} as AgentContext,
    shelf,
  );
  agent.output.parse(answer.output);
  return answer;
}

/** One citizen: what they say or tap (`=value`), and what they read. */
export function startTalk(shelf: Shelf, locale?: string) {
  let answer: AgentAnswer | undefined;
  return {
    async say(words: string): Promise<AgentAnswer> {
      const choice = words.startsWith('=') ? words.slice(1) : undefined;
      const title = answer?.activity?.buttons?.find(({ value }) => value === choice)?.title;
      const state = answer?.state && JSON.parse(JSON.stringify(answer.state));
      answer = await runTask(
        shelf,
        { text: title ?? words, ...(choice === undefined ? {} : { choice }), ...(state ? { state } : {}) },
        locale,
      );
      return answer;
    },
    async reads(words: string): Promise<string> {
      return (await this.say(words)).activity?.text ?? '';
    },
  };
}
