/** Somebody who asks about a court case, and the agent as the pipeline runs it. */
import { pino } from 'pino';
import agent from '../../agents/case-guidance/agent.ts';
import type { AgentContext } from '../../src/agent.ts';
import type { AgentAnswer } from '../../src/event.ts';
import type { JsonObject } from '../../src/json.ts';
import { type DatajudServer, KEY } from './datajud-server.ts';

export interface Citizen {
  /** @returns the answer; where it is a question, what is said next answers it */
  say(text: string): Promise<AgentAnswer>;
  choose(value: string): Promise<AgentAnswer>;
  /** Everything that was shown in passing. */
  readonly partials: readonly string[];
  /** Everything that went into the log. */
  readonly logged: readonly string[];
}

export interface CitizenOptions {
  readonly locale?: string;
  /** `''` for none. */
  readonly key?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export type Agent = Awaited<ReturnType<typeof openAgent>>;

/** The agent of one process, with its cache and its circuits. */
export async function openAgent(server: Pick<DatajudServer, 'url'>, options: CitizenOptions = {}) {
  const { key = KEY, timeoutMs = 5_000 } = options;
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const settings = agent.settings?.parse({
    DATAJUD_URL: server.url,
    DATAJUD_TIMEOUT_MS: String(timeoutMs),
    ...(key === '' ? {} : { DATAJUD_KEY: key }),
  });
  if (!settings) throw new Error('the agent has no settings');
  const folder = new URL('../../agents/case-guidance/', import.meta.url);
  const opened = await agent.open?.({ settings, log, folder });
  if (!opened) throw new Error('the agent does not open');
  return { opened, settings, log, logged };
}

/** @param at the process that works on it */
export function meet({ opened, settings, log, logged }: Agent, options: CitizenOptions = {}): Citizen {
  const { locale = 'pt-BR', signal = AbortSignal.timeout(30_000) } = options;
  const partials: string[] = [];
  let state: JsonObject | undefined;
  const context: AgentContext = {
    signal,
    log,
    model: undefined,
    partial: (text) => void partials.push(text),
    knowledge: {
      search: () => Promise.reject(new Error('forbidden')),
      readPassage: () => Promise.reject(new Error('forbidden')),
    },
    findProtocol: () => Promise.reject(new Error('forbidden')),
    fetch: (tool, path, init = {}) => {
      if (tool !== 'datajud') throw new Error('forbidden');
      const signals = [signal, ...(init.signal ? [init.signal] : [])];
      return fetch(`${settings.DATAJUD_URL}${path}`, {
        ...init,
        signal: AbortSignal.any(signals),
        redirect: 'error',
      });
    },
  };
  async function send(text: string, choice?: string): Promise<AgentAnswer> {
    const said = { text, entities: [], ...(choice === undefined ? {} : { choice }) };
    const input = agent.input.parse({ ...said, ...(state === undefined ? {} : { state }) });
    const task = { taskId: 't', conversationId: 'c', contactId: 'p', locale, input };
    const answer = await agent.run(task, context, opened);
    agent.output.parse(answer.output);
    // As it comes back from the log, in another process.
    state = answer.status === 'asks' ? JSON.parse(JSON.stringify(answer.state)) : undefined;
    return answer;
  }
  return {
    partials,
    logged,
    say: (text) => send(text),
    choose: (value) => send('…', value),
  };
}

export const textOf = (answer: AgentAnswer): string => answer.activity?.text ?? '';
export const valuesOf = (answer: AgentAnswer): string[] =>
  (answer.activity?.buttons ?? []).map(({ value }) => value);
