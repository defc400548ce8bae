/** A run: people write while the plan breaks things; then all is mended, and the books are compared. */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../test/helpers/servers.ts';
import { balance } from './books.ts';
import type { DeskBooks } from './desk/books.ts';
import { type Desk, openDesk } from './desk/run.ts';
import { doFaults } from './faults.ts';
import { type House, openHouse } from './house.ts';
import { createJournal, type Journal } from './journal.ts';
import { type Discrepancy, readLedger } from './ledger.ts';
import { createPerson, live, type Person, type Way } from './person.ts';
import { type PlanOptions, plan } from './plan.ts';
import { awaitService } from './processes.ts';
import { loadReplyKinds } from './replies.ts';
import { draw, type Result } from './report.ts';
import { createRestWay } from './rest-way.ts';
import { createSocketWay } from './socket-way.ts';
import { createWebhookWay } from './webhook-way.ts';

export interface RunOptions extends PlanOptions {
  readonly people: number;
  /** People at the desk, each with citizens who asked for one; none where left out. */
  readonly attendants?: number;
  /** How often they write several messages without waiting for an answer, from 0 to 1. */
  readonly haste?: number;
  /** An answer that takes longer is late. Outages are not counted; each takeover, up to three, allows for as much again. */
  readonly maxMs: number;
  /** How long after the last fault answers may take before they count as lost. */
  readonly settleSeconds: number;
  /** Whose `src/main.ts` is run; this one's where left out. */
  readonly checkout?: string;
  /** Whether what the processes printed is kept when a promise did not hold. */
  readonly keepsLogs?: boolean;
}

export interface RunResult extends Result {
  /** What the processes printed, where it is kept. */
  readonly logFolder: string | undefined;
}

interface Inhabitant {
  readonly person: Person;
  readonly way: Way;
}

/** Of ten people six write through a provider, two through the page, and two programs over REST. */
const KINDS = 'webhook webhook page webhook rest webhook webhook page webhook rest'.split(' ');

const HASTE = 0.35;

async function populate(
  { seed, people, haste = HASTE }: RunOptions,
  house: House,
  journal: Journal,
  stack: AsyncDisposableStack,
): Promise<Inhabitant[]> {
  const knowReply = await loadReplyKinds();
  const inhabitants = Array.from({ length: people }, (_, index): Inhabitant => {
    const kind = KINDS[index % KINDS.length];
    const person = createPerson({ name: `${kind}-${index + 1}`, seed, haste, journal, knowReply });
    house.provider.people.set(person.name, person);
    const { gateways } = house;
    if (kind === 'page') return { person, way: createSocketWay(person, gateways, journal) };
    if (kind === 'rest') return { person, way: createRestWay(person, gateways, journal) };
    return { person, way: createWebhookWay(person, house.client, journal) };
  });
  stack.defer(async () => {
    await Promise.all(inhabitants.map(({ way }) => way[Symbol.asyncDispose]()));
  });
  return inhabitants;
}

/** Nothing new for so long, which is more than the sweep's interval: what was to come has come. */
const QUIET_MS = 4_000;
const QUIET_WITHIN_MS = 30_000;

async function awaitQuiet(journal: Journal): Promise<void> {
  let size = -1;
  let since = journal.now();
  await until(
    () => {
      const now = journal.sent.length + journal.heard.length + journal.accepted.length;
      if (now !== size) since = journal.now();
      size = now;
      return journal.now() - since > QUIET_MS;
    },
    'nothing more to come',
    QUIET_WITHIN_MS,
  );
}

async function runDay(options: RunOptions, house: House, journal: Journal, desk?: Desk): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const evening = new AbortController();
  const end = new AbortController();
  const inhabitants = await populate(options, house, journal, stack);
  const lives = inhabitants.map(({ person, way }) => live(person, way, evening.signal, end.signal));
  const settled = Promise.allSettled([...lives, desk?.live(evening.signal, end.signal)]);
  await Promise.all([pause(options.seconds * 1_000), doFaults(plan(options), house, journal)]);
  evening.abort();
  house.provider.calm();
  house.model.isCalm = true;
  await awaitService(house.processes);
  const deadline = new AbortController();
  await Promise.race([
    settled,
    pause(options.settleSeconds * 1_000, undefined, { signal: deadline.signal }).catch(() => undefined),
  ]);
  deadline.abort();
  await awaitQuiet(journal);
  await Promise.all(inhabitants.map(({ way }) => way.reread()));
  end.abort();
  await settled;
}

const LEDGER_INTERVAL_MS = 500;
const DESK_WITHIN_MS = 10_000;

/** People may have all their answers while the program still has something to write down, or to repeat. */
async function closeLedger(url: string, journal: Journal, withinMs: number): Promise<readonly Discrepancy[]> {
  const deadline = journal.now() + withinMs;
  for (;;) {
    const found = await readLedger(url, journal);
    if (found.length === 0 || journal.now() > deadline) return found;
    await pause(LEDGER_INTERVAL_MS);
  }
}

/** What was given back a moment ago is given to somebody else in the next. */
async function closeDesk(desk: Desk, journal: Journal, withinMs: number): Promise<DeskBooks> {
  const deadline = journal.now() + withinMs;
  for (;;) {
    const books = await desk.balance();
    if (books.forgotten.length === 0 || journal.now() > deadline) return books;
    await pause(LEDGER_INTERVAL_MS);
  }
}

/** @throws when the harness itself fails; a broken promise is in the result */
export async function run(options: RunOptions): Promise<RunResult> {
  const journal = createJournal();
  await using house = await openHouse(options.seed, journal, options.checkout);
  const { seed, attendants = 0, settleSeconds } = options;
  await using desk = attendants > 0 ? await openDesk(house, journal, seed, attendants) : undefined;
  await runDay(options, house, journal, desk);
  const isSound = balance(journal).lost.length === 0;
  const withinMs = isSound ? settleSeconds * 1_000 : 0;
  const ledger = await closeLedger(house.postgres.url, journal, withinMs);
  const atDesk = desk && { books: await closeDesk(desk, journal, DESK_WITHIN_MS), refusals: desk.refusals };
  const result = draw(options, journal, balance(journal), { ledger, desk: atDesk });
  if (result.stories.length === 0 || !options.keepsLogs) return { ...result, logFolder: undefined };
  house.keepLogs();
  return { ...result, logFolder: house.logFolder };
}
