/** How what is loaded and what the socket says become one list of tickets. Pure. */
import type { TicketLine } from '../../src/ticket.ts';

export type Tickets = ReadonlyMap<string, TicketLine>;

/** Keeps the newer of two, by the log: answers may overtake each other. */
const newer = (known: TicketLine | undefined, line: TicketLine): TicketLine =>
  known && known.lastSeq > line.lastSeq ? known : line;

/** What the socket says. */
export function mergeChange(
  known: Tickets,
  changed: readonly TicketLine[],
  gone: readonly string[],
): Tickets {
  const merged = new Map(known);
  for (const line of changed) merged.set(line.conversationId, newer(merged.get(line.conversationId), line));
  for (const conversationId of gone) merged.delete(conversationId);
  return merged;
}

export interface Load {
  /** Conversations that the socket spoke of since the load began: what it said is newer. */
  readonly touched: ReadonlySet<string>;
  /** Those not among the lines are open no longer. */
  readonly isWhole: boolean;
}

/** What a load brought. */
export function mergeLoad(known: Tickets, lines: readonly TicketLine[], { touched, isWhole }: Load): Tickets {
  const kept = isWhole ? [...known].filter(([conversationId]) => touched.has(conversationId)) : known;
  const merged = new Map(kept);
  for (const line of lines) {
    if (touched.has(line.conversationId)) continue;
    merged.set(line.conversationId, newer(merged.get(line.conversationId), line));
  }
  return merged;
}
