/** The books: what people saw against what they must have seen. From the journal alone. */
import type { Acceptance, Heard, Journal } from './journal.ts';
import { type Matched, matchReplies, type Taken } from './matching.ts';
import { countRepeats, type Repeats } from './repeats.ts';
import { measureWaits, type Wait } from './waits.ts';

export interface Books {
  readonly accepted: number;
  readonly answered: number;
  readonly lost: readonly Taken[];
  /** Replies that no message accounts for. */
  readonly surplus: readonly Heard[];
  /** Accepted under two places: the later one. */
  readonly acceptedTwice: readonly Acceptance[];
  /** Heard after a later reply of the same conversation. */
  readonly misordered: readonly Heard[];
  /** Written, and never acknowledged. */
  readonly unacknowledged: readonly string[];
  readonly repeats: Repeats;
  readonly waits: readonly Wait[];
}

const keyOf = ({ person, id }: { person: string; id: string }): string => `${person} ${id}`;

function findPlaces(journal: Journal) {
  const first = new Map<string, Acceptance>();
  const acceptedTwice: Acceptance[] = [];
  for (const acceptance of journal.accepted) {
    const before = first.get(keyOf(acceptance));
    if (!before) first.set(keyOf(acceptance), acceptance);
    else if (before.conversationId !== acceptance.conversationId || before.seq !== acceptance.seq) {
      acceptedTwice.push(acceptance);
    }
  }
  return { first, acceptedTwice };
}

function findMisordered(heard: readonly Heard[]): Heard[] {
  const newest = new Map<string, number>();
  return heard.filter(({ conversationId, seq }) => {
    const before = newest.get(conversationId) ?? 0;
    newest.set(conversationId, Math.max(before, seq));
    return seq < before;
  });
}

function matchAll(taken: readonly Taken[], heard: readonly Heard[]): Matched[] {
  const messages = Map.groupBy(taken, (message) => message.conversationId);
  const replies = Map.groupBy(heard, (reply) => reply.conversationId);
  const ids = new Set([...messages.keys(), ...replies.keys()]);
  return [...ids].map((id) => matchReplies(messages.get(id) ?? [], replies.get(id) ?? []));
}

export function balance(journal: Journal): Books {
  const { first, acceptedTwice } = findPlaces(journal);
  const taken = journal.written.flatMap((message): Taken[] => {
    const place = first.get(keyOf(message));
    if (!place) return [];
    const { conversationId, seq, at: acceptedAt } = place;
    return [{ ...message, conversationId, seq, acceptedAt }];
  });
  const matched = matchAll(taken, journal.heard);
  const lost = matched.flatMap(({ unanswered }) => unanswered);
  const answers = new Map(matched.flatMap(({ answers }) => [...answers]));
  return {
    accepted: taken.length,
    answered: taken.length - lost.length,
    lost,
    surplus: matched.flatMap(({ surplus }) => surplus),
    acceptedTwice,
    misordered: findMisordered(journal.heard),
    unacknowledged: journal.written.map(keyOf).filter((key) => !first.has(key)),
    repeats: countRepeats(journal),
    waits: measureWaits(answers, journal),
  };
}
