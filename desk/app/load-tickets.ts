/** Loads every open ticket that may be seen here, in parts. */
import type { TicketLine } from '../../src/ticket.ts';
import { call } from './api.ts';
import { loadTickets } from './known.ts';

/** The first part is what a screen shows, and some more; they come in the order in which they are shown. */
const FIRST_PART = 100;
const PART = 1_000;

async function readAll(show: (part: readonly TicketLine[]) => void): Promise<readonly TicketLine[]> {
  const all: TicketLine[] = [];
  let after: string | null = null;
  do {
    const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: { tickets: readonly TicketLine[]; next: string | null } = await call(
      'GET',
      `/tickets?view=all&limit=${after === null ? FIRST_PART : PART}${query}`,
    );
    show(page.tickets);
    all.push(...page.tickets);
    after = page.next;
  } while (after !== null);
  return all;
}

let loading: Promise<void> | undefined;

/** One at a time; asked for meanwhile, it is loaded once more afterwards. Errors: ApiError. */
export function loadOpenTickets(): Promise<void> {
  const before = loading;
  const own = (async () => {
    await before?.catch(() => {});
    await loadTickets(readAll);
  })().finally(() => {
    if (loading === own) loading = undefined;
  });
  loading = own;
  return own;
}
