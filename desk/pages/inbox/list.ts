/** What the list shows of all tickets: which, in which order. Pure. */
import type { Person } from '../../../src/person.ts';
import type { SlaClock, TicketLine } from '../../../src/ticket.ts';

export const VIEWS = ['mine', 'queues', 'all', 'closed'] as const;
export type View = (typeof VIEWS)[number];
export const SORTS = ['waiting', 'newest'] as const;
export type Sort = (typeof SORTS)[number];

export interface Filter {
  readonly view: View;
  /** Empty: all. */
  readonly queue: string;
  readonly channel: string;
  readonly label: string;
  readonly search: string;
  readonly sort: Sort;
}

export const NO_FILTER: Filter = {
  view: 'queues',
  queue: '',
  channel: '',
  label: '',
  search: '',
  sort: 'waiting',
};

type Me = Pick<Person, 'personId' | 'queues' | 'roles'>;

/** Who is in no queue and sees them all, means all by theirs. */
const isOfMine = ({ queue }: TicketLine, { queues }: Me): boolean =>
  queues.length === 0 || queues.includes(queue);

const VIEWED: Readonly<Record<View, (line: TicketLine, me: Me) => boolean>> = {
  mine: ({ endedAt, person }, { personId }) => endedAt === null && person?.personId === personId,
  queues: (line, me) => line.endedAt === null && isOfMine(line, me),
  all: ({ endedAt }) => endedAt === null,
  closed: ({ endedAt }) => endedAt !== null,
};

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** All words stand somewhere in what a line shows; a number also in pieces with spaces. */
function isFound(line: TicketLine, search: string): boolean {
  const words = fold(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const digits = search.replace(/\D/g, '');
  if (digits.length >= 4 && line.protocolNumber.includes(digits)) return true;
  const text = fold(
    [
      line.contact,
      line.preview?.text ?? '',
      line.protocolNumber,
      line.person?.name ?? '',
      ...line.labels,
    ].join(' '),
  );
  return words.every((word) => text.includes(word));
}

/** ISO 8601 in UTC, all of one form: they stand in the order of time as they are. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Sooner first: who waits for words, gravest and then longest; then those whose turn it is to speak. */
const byWaiting = (one: TicketLine, other: TicketLine): number => {
  const waits = Number(one.awaitingSince === null) - Number(other.awaitingSince === null);
  if (waits !== 0) return waits;
  if (one.rank !== other.rank) return one.rank - other.rank;
  return compare(one.awaitingSince ?? one.since, other.awaitingSince ?? other.since);
};

const lastAt = ({ preview, since, endedAt }: TicketLine): string => endedAt ?? preview?.at ?? since;
const byNewest = (one: TicketLine, other: TicketLine): number => compare(lastAt(other), lastAt(one));

const SORTED = { waiting: byWaiting, newest: byNewest };

/** @param found conversations in which the server found the search's words: a line shows the last of them alone */
export function chooseTickets(
  tickets: Iterable<TicketLine>,
  filter: Filter,
  me: Me,
  found: ReadonlySet<string> = new Set(),
): readonly TicketLine[] {
  const { view, queue, channel, label, search, sort } = filter;
  const isChosen = (line: TicketLine): boolean =>
    VIEWED[view](line, me) &&
    (queue === '' || line.queue === queue) &&
    (channel === '' || line.channel === channel) &&
    (label === '' || line.labels.includes(label)) &&
    // Of what ended, the server has found it already.
    (view === 'closed' || found.has(line.conversationId) || isFound(line, search));
  const order = view === 'closed' ? byNewest : SORTED[sort];
  return [...tickets]
    .filter(isChosen)
    .sort((one, other) => order(one, other) || compare(one.ticketId, other.ticketId));
}

export type Counts = Readonly<Record<'mine' | 'queues' | 'all', number>>;

export function countViews(tickets: Iterable<TicketLine>, me: Me): Counts {
  const counts = { mine: 0, queues: 0, all: 0 };
  for (const line of tickets) {
    if (VIEWED.mine(line, me)) counts.mine++;
    if (VIEWED.queues(line, me)) counts.queues++;
    if (VIEWED.all(line, me)) counts.all++;
  }
  return counts;
}

/** What there is to choose from, in order. */
export function listChoices(tickets: Iterable<TicketLine>) {
  const sets = { queues: new Set<string>(), channels: new Set<string>(), labels: new Set<string>() };
  for (const { queue, channel, labels } of tickets) {
    sets.queues.add(queue);
    sets.channels.add(channel);
    for (const label of labels) sets.labels.add(label);
  }
  const sorted = (set: Set<string>): readonly string[] => [...set].sort();
  return { queues: sorted(sets.queues), channels: sorted(sets.channels), labels: sorted(sets.labels) };
}

export interface Urge {
  readonly kind: SlaClock['kind'];
  readonly dueAt: string;
  /** `soon`: less than a fifth of the time is left. */
  readonly state: 'ok' | 'soon' | 'over';
}

/** Where less than this share of the time is left it is shown as due soon. */
const SOON_SHARE = 0.2;

/** The clock that runs out first; undefined where none runs. */
export function mostUrgent({ clocks, since, awaitingSince }: TicketLine, now: number): Urge | undefined {
  const [first] = clocks
    .filter(({ keptAt }) => keptAt === null)
    .toSorted((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt));
  if (!first) return undefined;
  const began = Date.parse(first.kind === 'next-answer' ? (awaitingSince ?? since) : since);
  const due = Date.parse(first.dueAt);
  const state = now >= due ? 'over' : due - now < (due - began) * SOON_SHARE ? 'soon' : 'ok';
  return { kind: first.kind, dueAt: first.dueAt, state };
}
