/** What a run came to: one line of figures, and the story of every promise that was broken. */
import type { Books } from './books.ts';
import type { DeskBooks } from './desk/books.ts';
import type { Journal } from './journal.ts';
import type { Discrepancy } from './ledger.ts';
import type { RunOptions } from './run.ts';
import type { Wait } from './waits.ts';

export interface Figures {
  readonly seed: number;
  readonly seconds: number;
  readonly accepted: number;
  readonly answered: number;
  readonly lost: number;
  readonly doubled: number;
  readonly misordered: number;
  /** As a provider that knows no idempotency keys would have shown them. */
  readonly repeats: number;
  readonly repeatsBound: number;
  readonly kills: number;
  readonly pauses: number;
  /** Of Redis and PostgreSQL. */
  readonly outages: number;
  /** From acceptance to answer, without outages. */
  readonly slowestMs: number;
  /** Answered after more than `maxMs`, and as much again for each takeover meanwhile, three at most. */
  readonly late: number;
  /** Processes that ended by themselves. */
  readonly crashes: number;
  /** At the desk: how often a conversation was given to somebody. */
  readonly assigned: number;
  /** How often one went back to the queue; and of these, because whoever had it was silent or gone. */
  readonly returned: number;
  readonly takenAway: number;
  readonly personReplies: number;
  /** Conversations that two people had at once. */
  readonly twoAtOnce: number;
  /** Citizens who waited for a person in vain. */
  readonly forgotten: number;
}

const NO_DESK: DeskBooks = {
  assigned: 0,
  returned: 0,
  takenAway: 0,
  replies: 0,
  twoAtOnce: [],
  forgotten: [],
  lost: [],
  doubled: [],
};

/** What other books say than those of what people saw. */
export interface OtherBooks {
  /** What the database says against what people saw. */
  readonly ledger: readonly Discrepancy[];
  /** Undefined where nobody was at the desk. */
  readonly desk: { readonly books: DeskBooks; readonly refusals: readonly string[] } | undefined;
}

export interface Result {
  readonly figures: Figures;
  /** What was promised and did not hold. */
  readonly stories: readonly string[];
}

/** What was broken shortly before and while it happened. */
const BEFORE_MS = 8_000;

const seconds = (atMs: number): string => `${(atMs / 1_000).toFixed(2)} s`;

function tellFaults({ done }: Journal, from: number, until: number): string {
  const around = done.filter((each) => each.at <= until && each.until >= from - BEFORE_MS);
  return (
    around.map(({ action, target, at }) => `${action} ${target} at ${seconds(at)}`).join(', ') || 'nothing'
  );
}

function tellConversation(journal: Journal, conversationId: string): string[] {
  const texts = new Map(journal.written.map(({ person, id, text }) => [`${person} ${id}`, text]));
  const accepted = journal.accepted
    .filter((each) => each.conversationId === conversationId)
    .map(({ person, id, seq, at }) => ({
      at,
      line: `accepted ${seq}: ${id} “${texts.get(`${person} ${id}`)}”`,
    }));
  const heard = journal.heard
    .filter((each) => each.conversationId === conversationId)
    .map(({ seq, kind, at }) => ({ at, line: `heard ${seq}: ${kind}` }));
  const sent = journal.sent
    .filter((each) => each.conversationId === conversationId)
    .map(({ seq, outcome, at, endedAt }) => ({
      at,
      line: `sent ${seq}: ${outcome}, over at ${seconds(endedAt)}`,
    }));
  return [...accepted, ...heard, ...sent]
    .sort((one, other) => one.at - other.at)
    .map(({ at, line }) => `    ${seconds(at)} ${line}`);
}

interface Incident {
  readonly what: string;
  readonly conversationId?: string;
  readonly from: number;
  readonly until: number;
}

const AROUND_LINES = 24;

function tell(journal: Journal, { what, conversationId, from, until }: Incident): string {
  const lines = conversationId === undefined ? [] : tellConversation(journal, conversationId);
  const isNear = (line: string) => Math.abs(Number.parseFloat(line) * 1_000 - from) < 2 * BEFORE_MS;
  const near = lines.filter(isNear).slice(-AROUND_LINES);
  return [what, `    broken around then: ${tellFaults(journal, from, until)}`, ...near].join('\n');
}

/** A message goes through four roles, and its answer is lost to none of them more than once in a while. */
const MOST_TAKEOVERS = 3;

const isLate = ({ waitedMs, takeovers }: Wait, maxMs: number): boolean =>
  waitedMs > maxMs * (1 + Math.min(takeovers, MOST_TAKEOVERS));

function findIncidents(books: Books, journal: Journal, maxMs: number): Incident[] {
  const { lost, surplus, acceptedTwice, misordered, waits, repeats, unacknowledged } = books;
  const over = repeats.unexplained.map(({ first, again }) => ({
    what: `REPEATED without a death of its sender: ${first.key}, first at ${seconds(first.at)}, again at ${seconds(again.at)}`,
    conversationId: first.conversationId,
    from: first.at,
    until: again.at,
  }));
  const late = waits.filter((wait) => isLate(wait, maxMs));
  const at = <Item extends { at: number; conversationId: string }>(
    items: readonly Item[],
    what: (item: Item) => string,
  ) =>
    items.map((item) => ({
      what: what(item),
      conversationId: item.conversationId,
      from: item.at,
      until: item.at,
    }));
  return [
    ...lost.map(({ person, id, seq, text, conversationId, acceptedAt }) => ({
      what: `LOST: ${person} wrote ${id} “${text}” (seq ${seq} of ${conversationId}), accepted at ${seconds(acceptedAt)}`,
      conversationId,
      from: acceptedAt,
      until: acceptedAt + BEFORE_MS,
    })),
    ...at(
      surplus,
      ({ person, seq, kind, at }) =>
        `DOUBLED: ${person} heard ${kind} (seq ${seq}) at ${seconds(at)}, and no message accounts for it`,
    ),
    ...at(
      acceptedTwice,
      ({ id, seq, at }) => `DOUBLED: ${id} was accepted again, as ${seq}, at ${seconds(at)}`,
    ),
    ...at(
      misordered,
      ({ person, seq, at }) => `MISORDERED: ${person} heard seq ${seq} at ${seconds(at)}, after a later one`,
    ),
    ...over,
    ...late.map(({ message, reply, waitedMs, takeovers }) => ({
      what: `LATE: ${message.person} waited ${waitedMs} ms, outages not counted, with ${takeovers} takeovers, for the answer to ${message.id} “${message.text}” (seq ${message.seq})`,
      conversationId: message.conversationId,
      from: message.acceptedAt,
      until: reply.at,
    })),
    ...unacknowledged.map((key) => ({ what: `NEVER ACKNOWLEDGED: ${key}`, from: 0, until: journal.now() })),
  ];
}

const tellDesk = ({ books, refusals }: NonNullable<OtherBooks['desk']>): string[] => [
  ...books.twoAtOnce.map((what) => `TWO AT ONCE: ${what}`),
  ...books.forgotten.map((what) => `FORGOTTEN: ${what}`),
  ...books.lost.map((what) => `LOST at the desk: ${what}`),
  ...books.doubled.map((what) => `DOUBLED at the desk: ${what}`),
  ...refusals.map((what) => `REFUSED at the desk: ${what}`),
];

export function draw(
  options: RunOptions,
  journal: Journal,
  books: Books,
  { ledger, desk }: OtherBooks,
): Result {
  const atDesk = desk?.books ?? NO_DESK;
  const { seed, seconds: length, maxMs } = options;
  const counted = (is: Discrepancy['is']) => ledger.filter((each) => each.is === is).length;
  const countDone = (...actions: readonly string[]) =>
    journal.done.filter(({ action }) => actions.includes(action)).length;
  const isServer = (target: string) => target === 'redis' || target === 'postgres';
  const incidents = findIncidents(books, journal, maxMs);
  return {
    figures: {
      seed,
      seconds: length,
      accepted: books.accepted,
      answered: books.answered,
      lost: Math.max(books.lost.length, counted('lost')) + atDesk.lost.length,
      doubled:
        Math.max(books.surplus.length + books.acceptedTwice.length, counted('doubled')) +
        atDesk.doubled.length,
      misordered: Math.max(books.misordered.length, counted('misordered')),
      repeats: books.repeats.repeats.length,
      repeatsBound: books.repeats.bound,
      kills: countDone('kill', 'stop'),
      pauses: countDone('pause'),
      outages: journal.done.filter(({ target, action }) => isServer(target) && action !== 'flush').length,
      slowestMs: Math.max(0, ...books.waits.map(({ waitedMs }) => waitedMs)),
      late: books.waits.filter((wait) => isLate(wait, maxMs)).length,
      crashes: journal.crashes.length,
      assigned: atDesk.assigned,
      returned: atDesk.returned,
      takenAway: atDesk.takenAway,
      personReplies: atDesk.replies,
      twoAtOnce: atDesk.twoAtOnce.length,
      forgotten: atDesk.forgotten.length,
    },
    stories: [
      ...incidents.map((incident) => tell(journal, incident)),
      ...ledger.map(({ is, what }) => `${is.toUpperCase()}, says the database: ${what}`),
      ...(desk ? tellDesk(desk) : []),
      ...journal.refusals.map(({ person, id, reason }) => `REFUSED: ${person} wrote ${id}: ${reason}`),
      ...journal.crashes.map(
        ({ process, at, output }) => `CRASHED: ${process} at ${seconds(at)}:\n${output}`,
      ),
    ],
  };
}
