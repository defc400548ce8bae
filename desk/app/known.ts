/**
 * What this window knows of what goes on: open tickets, who is there, what is due. The socket (live.ts)
 * brings it; pages read the signals. Tickets that they load by GET they hand in here.
 */
import { signal } from '@preact/signals';
import type { DeskAlert } from '../../src/desk.ts';
import type { Presence } from '../../src/person.ts';
import type { TicketLine } from '../../src/ticket.ts';
import { mergeChange, mergeLoad, type Tickets } from './merging.ts';

/** `offline`: it was there, and is being tried again. */
export const connection = signal<'connecting' | 'online' | 'offline'>('connecting');

/** Open ones that may be seen here, by conversation. */
export const tickets = signal<Tickets>(new Map());

/** By person. */
export const presences = signal<ReadonlyMap<string, Presence>>(new Map());

/** Newest last. */
export const alerts = signal<readonly DeskAlert[]>([]);

/** Counts up when what was missed cannot be told any more: then everything is loaded again. */
export const stale = signal(0);

/** Conversations that the socket spoke of since each load that is under way began. */
const loads = new Set<Set<string>>();

/** What the socket, or the answer to something done here, says. */
export function takeTickets(changed: readonly TicketLine[], gone: readonly string[]): void {
  for (const touched of loads) {
    for (const { conversationId } of changed) touched.add(conversationId);
    for (const conversationId of gone) touched.add(conversationId);
  }
  tickets.value = mergeChange(tickets.value, changed, gone);
}

/**
 * Loads all tickets; what the socket says meanwhile is newer and stays. Those not among them are open no
 * longer.
 * @param load calls its argument with each part as it comes: it is shown at once
 */
export async function loadTickets(
  load: (show: (part: readonly TicketLine[]) => void) => Promise<readonly TicketLine[]>,
): Promise<void> {
  const touched = new Set<string>();
  loads.add(touched);
  const merge = (lines: readonly TicketLine[], isWhole: boolean) => {
    tickets.value = mergeLoad(tickets.value, lines, { touched, isWhole });
  };
  try {
    merge(await load((part) => merge(part, false)), true);
  } finally {
    loads.delete(touched);
  }
}

/** @param isWhole those not among them are not there any more */
export function takePresences(changed: readonly Presence[], isWhole = false): void {
  const known = isWhole ? [] : presences.value;
  presences.value = new Map([...known, ...changed.map((each) => [each.personId, each] as const)]);
}

/** So many are kept: nobody reads more. */
const MOST_ALERTS = 50;

export function takeAlert(alert: DeskAlert): void {
  const others = alerts.value.filter(({ alertId }) => alertId !== alert.alertId);
  alerts.value = [...others, alert].slice(-MOST_ALERTS);
}

/** Whoever signs in next starts from nothing. */
export function forgetAll(): void {
  tickets.value = new Map();
  presences.value = new Map();
  alerts.value = [];
  connection.value = 'connecting';
}
