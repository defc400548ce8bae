/** What a citizen still waits to be told: their own words since somebody last answered them. */
import type { EventBody, StoredEvent } from '../../event.ts';

export type LoggedEvent = Pick<StoredEvent, 'seq' | 'body' | 'understanding'>;

export interface OpenQuestion {
  readonly question: string;
  /** What they said before it, newest last: a question may lean on it. */
  readonly earlier: readonly string[];
}

/** Intents of words that ask for nothing that stands in a document. */
export const SMALL_TALK: ReadonlySet<string> = new Set(
  'talk-to-a-person greeting goodbye thanks solved not-solved repeat restart cancel what-can-you-do'.split(
    ' ',
  ),
);
const MOST_EARLIER = 5;
/** Of a question; what comes before is left out. */
const MOST_LETTERS = 2_000;

interface Said {
  readonly seq: number;
  readonly text: string;
}

/** What they wrote themselves; nothing of forms' buttons, and no greeting. */
export function wordsOf({ seq, body, understanding }: LoggedEvent): Said[] {
  if (body.type !== 'message-received' || body.activity.type !== 'message') return [];
  const { intent, certainty, parts = [] } = understanding ?? { intent: null };
  const isSmallTalk = certainty === 'sure' && parts.length < 2 && intent !== null && SMALL_TALK.has(intent);
  return isSmallTalk ? [] : [{ seq, text: body.activity.text.trim() }];
}

type Answered = Extract<EventBody, { readonly type: 'task-answered' }>;

const isPersons = ({ body }: LoggedEvent): boolean => body.type === 'reply-added' && body.by !== undefined;

/** Whether the assistant knew the answer, as far as the citizen has not said otherwise. */
function isGood({ taskId, answer }: Answered, events: readonly LoggedEvent[]): boolean {
  if (answer.status !== 'answered') return false;
  return !events.some(
    ({ body }) => body.type === 'feedback-given' && body.taskId === taskId && body.solved === false,
  );
}

/** Undefined where they wait for nothing, or have said nothing that can be looked up. */
export function findOpenQuestion(events: readonly LoggedEvent[]): OpenQuestion | undefined {
  const byPerson = events.findLast(isPersons)?.seq ?? 0;
  const byAssistant =
    events.findLast(({ body }) => body.type === 'task-answered' && isGood(body, events))?.seq ?? 0;
  const said = events.flatMap(wordsOf);
  const since = said.filter(({ seq }) => seq > byPerson);
  const unanswered = since.filter(({ seq }) => seq > byAssistant);
  // Whoever was answered and goes on to people was not content with it.
  const open = unanswered.length > 0 ? unanswered : since.slice(-1);
  const [first] = open;
  if (!first) return undefined;
  return {
    question: open
      .map(({ text }) => text)
      .join('\n')
      .slice(-MOST_LETTERS),
    earlier: said
      .filter(({ seq }) => seq < first.seq)
      .slice(-MOST_EARLIER)
      .map(({ text }) => text),
  };
}
