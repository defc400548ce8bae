/** The story as a reader sees it, from top to bottom: days, conversations, what was said. Pure. */
import type { StoryLine } from '../../../src/desk.ts';
import type { Outgoing } from './outbox.ts';
import { keyOf } from './story.ts';

export type TimelineItem =
  | { readonly type: 'day'; readonly key: string; readonly at: string }
  | {
      readonly type: 'protocol';
      readonly key: string;
      readonly line: StoryLine;
      readonly channel: string | null;
    }
  | { readonly type: 'new'; readonly key: string }
  /** `isFirst`: somebody else spoke before. */
  | { readonly type: 'line'; readonly key: string; readonly line: StoryLine; readonly isFirst: boolean }
  | { readonly type: 'outgoing'; readonly key: string; readonly outgoing: Outgoing };

export interface TimelineParts {
  readonly lines: readonly StoryLine[];
  /** Of the conversation in hand. */
  readonly outbox: readonly Outgoing[];
  /** Key of the first new line. */
  readonly newFrom: string | undefined;
  /** The calendar day of a time, in the reader's time zone. */
  dayOf(at: string): string;
}

/** Who speaks, for putting together what one says in a row. */
function speakerOf({ body, conversationId }: StoryLine): string {
  if (body.from === 'person') return `${conversationId}:person:${body.personId}`;
  if (body.from === 'note') return `${conversationId}:note:${body.event.by.personId}`;
  return `${conversationId}:${body.from}`;
}

const channelOf = (lines: readonly StoryLine[], id: string): string | null => {
  for (const { conversationId, body } of lines)
    if (conversationId === id && body.from === 'citizen') return body.channel;
  return null;
};

/** A message keeps its key when it moves from the outbox into the log, and so its place on screen. */
const lineKey = (line: StoryLine): string => ('actionId' in line.body && line.body.actionId) || keyOf(line);

export function buildTimeline({ lines, outbox, newFrom, dayOf }: TimelineParts): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  let day: string | undefined;
  let before: StoryLine | undefined;
  for (const line of lines) {
    const isOther = before?.conversationId !== line.conversationId;
    if (dayOf(line.at) !== day) {
      day = dayOf(line.at);
      items.push({ type: 'day', key: `day:${keyOf(line)}`, at: line.at });
    }
    if (isOther)
      items.push({
        type: 'protocol',
        key: `protocol:${keyOf(line)}`,
        line,
        channel: channelOf(lines, line.conversationId),
      });
    if (keyOf(line) === newFrom) items.push({ type: 'new', key: 'new' });
    const isFirst =
      isOther || !before || items.at(-1)?.type !== 'line' || speakerOf(before) !== speakerOf(line);
    items.push({ type: 'line', key: lineKey(line), line, isFirst });
    before = line;
  }
  const logged = new Set(lines.flatMap((line) => [lineKey(line), keyOf(line)]));
  // A note's line does not say under which action id it was written: its number does.
  const isLogged = ({ actionId, conversationId, seq }: Outgoing): boolean =>
    logged.has(actionId) || (seq !== null && logged.has(keyOf({ conversationId, seq })));
  for (const outgoing of outbox)
    if (!isLogged(outgoing)) items.push({ type: 'outgoing', key: outgoing.actionId, outgoing });
  return items;
}
