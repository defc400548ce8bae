/**
 * Repeats: what a provider without idempotency keys would have shown twice. A sender that dies, or
 * whose lease lapses, may leave one in each conversation it was in the middle of sending to; a
 * provider that keeps its answer to itself brings one upon itself; there are no others
 * (`docs/reliability.md`).
 */
import { EGRESS_LEASE_MS } from '../src/store/egress-leases.ts';
import type { Done, Interval, Journal, Sent } from './journal.ts';

/** A message is written down as sent within so long of the provider's answer, where the database is there. */
const RECORD_WITHIN_MS = 1_000;
/** Between a signal and its effect, and between a request and its place in the journal. */
const BLUR_MS = 250;

export interface Repeat {
  readonly first: Sent;
  readonly again: Sent;
}

export interface Repeats {
  readonly repeats: readonly Repeat[];
  /** How many there may be. */
  readonly bound: number;
  /** Those that neither a death nor the provider accounts for. */
  readonly unexplained: readonly Repeat[];
}

export const overlap = (from: number, until: number, intervals: readonly Interval[]): number => {
  let sum = 0;
  let covered = from;
  for (const interval of intervals.toSorted((one, other) => one.from - other.from)) {
    const begin = Math.max(covered, interval.from);
    const end = Math.min(until, interval.until);
    if (end > begin) sum += end - begin;
    covered = Math.max(covered, end);
  }
  return sum;
};

/** Leases are not renewed while their owner, or the database, stands still. */
function endsSending({ action, target, at, until }: Done): boolean {
  const isLapse = until - at > EGRESS_LEASE_MS - BLUR_MS;
  if (target === 'postgres') return isLapse;
  return target.startsWith('gateway') && (action === 'kill' || (action === 'pause' && isLapse));
}

const outagesOf = ({ done }: Journal): Interval[] =>
  done
    .filter(({ target, action }) => target === 'postgres' && action !== 'flush')
    .map(({ at, until }) => ({ from: at, until: until + RECORD_WITHIN_MS }));

export function countRepeats(journal: Journal): Repeats {
  const outages = outagesOf(journal);
  const deaths = journal.done.filter(endsSending);
  const wasSending = (sent: Sent, death: Done): boolean => {
    if (sent.at > death.until + BLUR_MS) return false;
    const idleMs = death.at - sent.endedAt;
    return idleMs - overlap(sent.endedAt, death.at, outages) <= RECORD_WITHIN_MS;
  };
  const seen = journal.sent.filter(({ outcome }) => outcome !== 'refused');
  const byConversation = [...Map.groupBy(seen, (sent) => sent.conversationId).values()];
  const repeats: Repeat[] = [];
  const unexplained: Repeat[] = [];
  let bound = seen.filter(({ outcome }) => outcome === 'unanswered').length;
  for (const own of byConversation) {
    bound += deaths.filter((death) => own.some((sent) => wasSending(sent, death))).length;
    const used = new Set<Done>();
    for (const [index, again] of own.entries()) {
      const first = own.slice(0, index).findLast(({ key }) => key === again.key);
      if (!first) continue;
      repeats.push({ first, again });
      if (first.outcome === 'unanswered') continue;
      const death = deaths.find(
        (each) => !used.has(each) && each.at <= again.at + BLUR_MS && wasSending(first, each),
      );
      if (death) used.add(death);
      else unexplained.push({ first, again });
    }
  }
  return { repeats, bound, unexplained };
}
