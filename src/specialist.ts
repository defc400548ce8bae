/**
 * Specialist: a dialog that gives the word to an agent, and lets it ask, answer, and hand over. The
 * agent's task input is a `SpecialistInput`; how it answers is in `AgentAnswer`.
 */
import { z } from 'zod';
import { goToTarget, type OutboundActivity } from './activity.ts';
import {
  answerWith,
  ask,
  askWith,
  type Dialog,
  type DialogTurn,
  type Effect,
  handOff,
  miss,
  pass,
  redirect,
  reply,
  replyWith,
  startTask,
} from './dialog.ts';
import type { AgentAnswer } from './event.ts';
import type { JsonObject } from './json.ts';
import type { MessageUnderstanding } from './understanding.ts';

const json = z.json() as unknown as z.ZodType<JsonObject[string]>;

/** What a specialist's agent gets. */
export const specialistInput = z.object({
  /** The citizen's words, or the title of the button they chose. */
  text: z.string(),
  /** The value of the button, where one was chosen. */
  choice: z.string().optional(),
  /** Found in the words. */
  entities: z.array(z.object({ name: z.string(), value: z.string(), start: z.number(), end: z.number() })),
  /** What the agent left with its question; left out where it asked none. */
  state: z.record(z.string(), json).optional(),
});

export type SpecialistInput = z.output<typeof specialistInput>;

export interface Specialist {
  readonly agent: string;
  /** Intents that begin it; the folder's name where this is left out. */
  readonly intents?: readonly string[];
  /**
   * Whether these words, in answer to the agent's question, are nothing for it. Where left out: words
   * that surely begin another dialog.
   */
  isElsewhere?(text: string, understanding: MessageUnderstanding): boolean;
}

/** What stands between the agent's question and the citizen's answer. */
interface Asked {
  readonly activity: OutboundActivity;
  readonly taskId: string;
  readonly agent: JsonObject;
}

/** Nothing has been said yet that the agent could work on. */
const AWAITS_WORDS: JsonObject = {};

const askedIn = (state: JsonObject | undefined): Asked | undefined =>
  state && 'agent' in state ? (state as unknown as Asked) : undefined;

// Plain data, which the compiler does not see in an interface.
const askAgain = (asked: Asked): Effect =>
  askWith(asked.activity, asked.taskId, asked as unknown as JsonObject);

function tellAnswer(answer: AgentAnswer, taskId: string): readonly Effect[] {
  const { status, activity, state = {}, to } = answer;
  const said = activity ? [replyWith(activity, taskId)] : [];
  if (status === 'asks' && activity) return [askAgain({ activity, taskId, agent: state })];
  if (status === 'hands-over' && to) {
    return 'dialog' in to
      ? [...said, redirect(to.dialog, wordsFor(to.text))]
      : [handOff(to.queue, to.reason, to.details), ...(activity ? said : [reply('handed-off')])];
  }
  if (status === 'answered' && activity) return [answerWith(activity, taskId)];
  return [miss(), reply('not-found')];
}

const wordsFor = (text: string) =>
  ({
    type: 'message',
    text,
    understanding: {
      intent: null,
      confidence: 0,
      certainty: 'unknown',
      alternatives: [],
      entities: [],
      locale: 'und',
      decidedBy: 'handover',
    },
  }) as const;

function takeMessage(
  { agent, isElsewhere }: Specialist,
  own: ReadonlySet<string>,
  input: Extract<DialogTurn['input'], { type: 'message' }>,
  state: JsonObject | undefined,
): readonly Effect[] {
  const { text, understanding } = input;
  const asked = askedIn(state);
  const { intent, certainty } = understanding;
  const surelyOther = certainty === 'sure' && intent !== null && !own.has(intent);
  if (asked && (isElsewhere?.(text, understanding) ?? surelyOther)) return [pass()];
  const entities = understanding.entities.map((entity) => ({ ...entity }));
  return [startTask(agent, { text, entities, ...(asked ? { state: asked.agent } : {}) })];
}

/**
 * Responses the folder must have: `go-ahead` (asks what it is about), `not-found`, `failed` and
 * `handed-off`.
 */
export function defineSpecialist(specialist: Specialist): Dialog {
  const { agent, intents } = specialist;
  const own = new Set(intents ?? [agent]);
  return {
    ...(intents ? { intents } : {}),
    pauses: true,
    respond({ input, state }) {
      const asked = askedIn(state);
      switch (input.type) {
        case 'message':
          return takeMessage(specialist, own, input, state);
        case 'choice': {
          const { value, title } = input;
          if (goToTarget(value) !== undefined) return [ask('go-ahead', AWAITS_WORDS)];
          if (!asked) return [pass()];
          return [startTask(agent, { text: title, choice: value, entities: [], state: asked.agent })];
        }
        case 'answered':
          return tellAnswer(input.answer, input.taskId);
        case 'failed':
          return [miss(), reply('failed')];
        case 'redirected':
          return [ask('go-ahead', AWAITS_WORDS)];
        case 'resumed':
          return [asked ? askAgain(asked) : ask('go-ahead', AWAITS_WORDS)];
        case 'timer':
          return [pass()];
      }
    },
  };
}
