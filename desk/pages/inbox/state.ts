/** The inbox's list: what is shown of what is known, and what is ticked in it. */
import { computed, signal } from '@preact/signals';
import type { TicketLine } from '../../../src/ticket.ts';
import { call } from '../../app/api.ts';
import { tickets } from '../../app/known.ts';
import { showProblem } from '../../app/parts/problem.ts';
import { linkTo, navigate, partsOf, place } from '../../app/router.ts';
import { me } from '../../app/session.ts';
import { chooseTickets, countViews, type Filter, listChoices, NO_FILTER } from './list.ts';

export const filter = signal<Filter>(NO_FILTER);
/** Ids of conversations that are ticked, for doing something with them together. */
export const ticked = signal<ReadonlySet<string>>(new Set());
/** The conversation in hand, by the address. */
export const openId = computed(() => partsOf(place.value)[1]);

interface Ended {
  readonly lines: readonly TicketLine[];
  readonly next: string | null;
  readonly isLoading: boolean;
}
const NOTHING: Ended = { lines: [], next: null, isLoading: false };

/** What has ended, as far as it was looked at. */
export const ended = signal<Ended>(NOTHING);

/** Conversations among the open ones in which the server found what is searched for. */
const found = signal<ReadonlySet<string>>(new Set());

const NOBODY = { personId: '', queues: [], roles: [] };

export const shown = computed<readonly TicketLine[]>(() => {
  const lines = filter.value.view === 'closed' ? ended.value.lines : tickets.value.values();
  return chooseTickets(lines, filter.value, me.value ?? NOBODY, found.value);
});

export const counts = computed(() => countViews(tickets.value.values(), me.value ?? NOBODY));
export const choices = computed(() => listChoices(tickets.value.values()));

const PAGE = 100;
let asked = 0;

/** Loads what has ended; `after`: the next part of it. */
export async function loadEnded(after?: string): Promise<void> {
  const own = ++asked;
  const before = after === undefined ? [] : ended.value.lines;
  ended.value = { ...ended.value, isLoading: true };
  const { search } = filter.value;
  const query = new URLSearchParams({
    view: 'closed',
    limit: String(PAGE),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(after === undefined ? {} : { after }),
  });
  try {
    const page = await call<{ tickets: TicketLine[]; next: string | null }>('GET', `/tickets?${query}`);
    if (own === asked)
      ended.value = { lines: [...before, ...page.tickets], next: page.next, isLoading: false };
  } catch (error) {
    if (own !== asked) return;
    ended.value = { ...ended.value, isLoading: false };
    showProblem(error);
  }
}

/** Shorter than this it is not yet a word. */
const SHORTEST_SEARCH = 3;

/** Looks among the words that were said, too. Without an answer there is what the lines show. */
async function searchOpen(search: string): Promise<void> {
  const own = ++asked;
  found.value = new Set();
  if (search.trim().length < SHORTEST_SEARCH) return;
  const query = new URLSearchParams({ view: 'all', limit: String(PAGE), search: search.trim() });
  const page = await call<{ tickets: TicketLine[] }>('GET', `/tickets?${query}`).catch(() => undefined);
  if (page && own === asked) found.value = new Set(page.tickets.map(({ conversationId }) => conversationId));
}

export function setFilter(change: Partial<Filter>): void {
  const before = filter.value;
  filter.value = { ...before, ...change };
  ticked.value = new Set();
  const { view, search } = filter.value;
  if (before.view === view && before.search === search) return;
  void (view === 'closed' ? loadEnded() : searchOpen(search));
}

export function tick(conversationId: string): void {
  const next = new Set(ticked.value);
  if (!next.delete(conversationId)) next.add(conversationId);
  ticked.value = next;
}

export const openConversation = (conversationId: string): void =>
  navigate(linkTo('inbox', conversationId), { replace: openId.value !== undefined });
export const leaveConversation = (): void => navigate(linkTo('inbox'));

/** The one before or after that in hand; undefined at the ends. */
export function neighbour(step: 1 | -1): string | undefined {
  const at = shown.value.findIndex(({ conversationId }) => conversationId === openId.value);
  return shown.value[at < 0 ? 0 : at + step]?.conversationId;
}
