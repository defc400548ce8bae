/** What happened in a conversation, from its log alone: for whoever goes on with it. */
import type { AgentAnswer, EventBody } from '../../event.ts';
import type { JsonObject } from '../../json.ts';
import { findOpenQuestion, type LoggedEvent, SMALL_TALK, wordsOf } from './open-question.ts';

/** What an agent was asked, and what came of it. */
export interface Attempt {
  readonly agent: string;
  readonly asked: string | null;
  readonly outcome: AgentAnswer['status'] | 'failed';
  readonly answer: string | null;
  /** What the citizen said of it. */
  readonly solved: boolean | null;
}

export interface ConversationSummary {
  /** In their own words. */
  readonly firstAsked: string | null;
  /** Intents that were surely understood, in their order, each once. */
  readonly understood: readonly string[];
  readonly tried: readonly Attempt[];
  /** What they filled in, or people need to know. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Why they came to people the last time. */
  readonly handoff: { readonly queue: string; readonly reason: string } | null;
  /** The last words of each person of the house. */
  readonly people: readonly { readonly name: string; readonly text: string }[];
  /** What colleagues noted for one another. */
  readonly notes: readonly { readonly name: string; readonly text: string }[];
  readonly open: string | null;
}

const MOST_LETTERS = 280;
const MOST_TRIED = 5;
const MOST_NOTES = 3;

/** Whole words, and a mark where more follows. */
export function shorten(text: string, letters = MOST_LETTERS): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= letters) return line;
  const cut = line.slice(0, letters + 1);
  const end = cut.lastIndexOf(' ');
  return `${cut.slice(0, end > letters / 2 ? end : letters).trimEnd()}…`;
}

type Of<Type extends EventBody['type']> = Extract<EventBody, { readonly type: Type }>;

const bodiesOf = <Type extends EventBody['type']>(events: readonly LoggedEvent[], type: Type): Of<Type>[] =>
  events.flatMap(({ body }) => (body.type === type ? [body as Of<Type>] : []));

/** Agents get the citizen's words under one of these names. */
function askedOf(input: JsonObject | undefined): string | null {
  const asked = input?.['question'] ?? input?.['text'];
  return typeof asked === 'string' && asked.trim() !== '' ? shorten(asked) : null;
}

function listAttempts(events: readonly LoggedEvent[]): Attempt[] {
  const inputs = new Map(bodiesOf(events, 'task-started').map(({ taskId, input }) => [taskId, input]));
  const solved = new Map(
    bodiesOf(events, 'feedback-given').map(({ taskId, solved }) => [taskId, solved ?? null]),
  );
  return events.flatMap(({ body }): Attempt[] => {
    if (body.type !== 'task-answered' && body.type !== 'task-failed') return [];
    const { taskId, agent } = body;
    const asked = askedOf(inputs.get(taskId));
    if (body.type === 'task-failed') return [{ agent, asked, outcome: 'failed', answer: null, solved: null }];
    const { status, activity } = body.answer;
    const answer = activity ? shorten(activity.text) : null;
    return [{ agent, asked, outcome: status, answer, solved: solved.get(taskId) ?? null }];
  });
}

/** Values that can be read in a line. */
const listFacts = (details: JsonObject): [string, string][] =>
  Object.entries(details).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && value.trim() !== ''
      ? [[name, shorten(value)]]
      : typeof value === 'number' || typeof value === 'boolean'
        ? [[name, String(value)]]
        : [],
  );

const lastOfEach = (events: readonly LoggedEvent[]): ConversationSummary['people'] => {
  const last = new Map<string, string>();
  for (const { by, activity } of bodiesOf(events, 'reply-added')) {
    if (!by) continue;
    last.delete(by.name);
    last.set(by.name, shorten(activity.text));
  }
  return [...last].map(([name, text]) => ({ name, text }));
};

/** @param events of one conversation, in order */
export function summarise(events: readonly LoggedEvent[]): ConversationSummary {
  const intents = events.flatMap(({ understanding }) =>
    understanding?.intent && understanding.certainty === 'sure' ? [understanding.intent] : [],
  );
  const handoffs = bodiesOf(events, 'handoff-requested');
  const handoff = handoffs.at(-1);
  const first = events.flatMap(wordsOf)[0]?.text;
  const open = findOpenQuestion(events)?.question;
  return {
    firstAsked: first === undefined ? null : shorten(first),
    understood: [...new Set(intents)].filter((intent) => !SMALL_TALK.has(intent)),
    tried: listAttempts(events).slice(-MOST_TRIED),
    facts: [...new Map(handoffs.flatMap(({ details }) => listFacts(details ?? {})))],
    handoff: handoff ? { queue: handoff.queue, reason: handoff.reason } : null,
    people: lastOfEach(events),
    notes: bodiesOf(events, 'note-added')
      .slice(-MOST_NOTES)
      .map(({ by, text }) => ({ name: by.name, text: shorten(text) })),
    open: open === undefined || open === first ? null : shorten(open),
  };
}
