/** How far this person has read each conversation, in whatever window: the list marks what came since. */
import { signal } from '@preact/signals';
import type { TicketLine } from '../../../src/ticket.ts';
import { call } from '../../app/api.ts';

/** Conversation to the number of the newest event seen; undefined until the server has said. */
export const reads = signal<ReadonlyMap<string, number> | undefined>(undefined);

interface Mark {
  readonly conversationId: string;
  readonly seq: number;
}

/** What is further of two counts: marks never go back. */
function add(known: ReadonlyMap<string, number>, marks: readonly Mark[]): ReadonlyMap<string, number> {
  const next = new Map(known);
  for (const { conversationId, seq } of marks)
    next.set(conversationId, Math.max(seq, next.get(conversationId) ?? 0));
  return next;
}

/** Asks the server. What it does not say, the next opening of the page asks again. */
export async function loadReads(): Promise<void> {
  const { marks } = await call<{ marks: readonly Mark[] }>('GET', '/reads').catch(() => ({ marks: [] }));
  reads.value = add(reads.value ?? new Map(), marks);
}

/** @returns whether it was read less far before */
export function markRead(conversationId: string, seq: number): boolean {
  const known = reads.value ?? new Map<string, number>();
  if ((known.get(conversationId) ?? 0) >= seq) return false;
  reads.value = add(known, [{ conversationId, seq }]);
  return true;
}

/** The citizen has spoken last, and it was not looked at since. */
export const isUnread = ({ conversationId, lastSeq, preview, endedAt }: TicketLine): boolean =>
  reads.value !== undefined &&
  endedAt === null &&
  preview?.from === 'citizen' &&
  lastSeq > (reads.value.get(conversationId) ?? 0);
