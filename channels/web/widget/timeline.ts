/** The state as a reader sees it, from top to bottom: days, conversations, what was said. */
import type { ChatLine } from '../protocol.ts';
import type { ChatState, Outgoing } from './state.ts';

export type TimelineItem =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'conversation'; readonly key: string; readonly protocolNumber: string }
  | {
      readonly type: 'line';
      readonly key: string;
      readonly line: ChatLine;
      /** Its buttons may still be answered: the citizen has said nothing since. */
      readonly open: boolean;
    }
  | { readonly type: 'outgoing'; readonly key: string; readonly outgoing: Outgoing };

/** @param dayOf the calendar day of a time, in the reader's time zone */
export function buildTimeline(state: ChatState, dayOf: (at: number) => string): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  const lastWord = state.lines.findLastIndex((line) => line.body.from === 'citizen');
  let day: string | undefined;
  const stamp = (at: number): void => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    items.push({ type: 'day', key: `day:${day}:${items.length}`, at });
  };
  for (const [index, line] of state.lines.entries()) {
    const previous = state.lines[index - 1];
    if (previous && previous.conversationId !== line.conversationId) {
      const { conversationId, protocolNumber } = line;
      items.push({ type: 'conversation', key: `conversation:${conversationId}`, protocolNumber });
    }
    stamp(line.at);
    const open = index > lastWord && state.outbox.length === 0;
    items.push({ type: 'line', key: lineKey(line), line, open });
  }
  for (const outgoing of state.outbox) {
    stamp(outgoing.at);
    items.push({ type: 'outgoing', key: outgoing.message.clientId, outgoing });
  }
  return items;
}

/** A message keeps its key when it moves from the outbox into the log, and so its place on screen. */
const lineKey = ({ conversationId, seq, body }: ChatLine): string =>
  (body.from === 'citizen' && body.clientId) || `${conversationId}:${seq}`;
