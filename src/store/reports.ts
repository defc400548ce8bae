/** Reports: what came, how it was answered and what citizens said of it, over a period. */
import type { Database, Row } from '../database.ts';
import { termsOf } from '../desk/report-terms.ts';
import { TIME_ZONE } from '../locale.ts';
import type { Queues } from '../queues.ts';
import type {
  ContactFigures,
  Report,
  ReportBy,
  ReportRow,
  Satisfaction,
  Spread,
  TicketFigures,
} from '../supervision.ts';
import { READ_MUCH } from './answers.ts';
import { countContacts, countTickets } from './report-figures.ts';

export interface ReportOptions {
  /** First and last day, `2026-11-22`, where the house is. */
  readonly from: string;
  readonly to: string;
  readonly by: ReportBy;
  readonly queues: Queues;
  /** Intents that are mere courtesy: what else was said counts before them. */
  readonly courtesies: readonly string[];
  readonly now: Date;
}

interface ContactRow extends Row {
  key: string;
  is_total: boolean;
  contacts: ContactFigures;
  satisfaction: Satisfaction;
}

interface TicketRow extends Row {
  key: string;
  is_total: boolean;
  tickets: TicketFigures;
  satisfaction: Satisfaction;
}

const NO_CONTACTS: ContactFigures = {
  contacts: 0,
  handedOff: 0,
  alone: 0,
  solvedAlone: 0,
  saidSolvedAlone: 0,
};
const NO_SPREAD: Spread = { count: 0, medianMs: null, p90Ms: null };
const NO_TERMS = { kept: 0, broken: 0, running: 0 };
const NO_TICKETS: TicketFigures = {
  tickets: 0,
  closed: 0,
  returned: 0,
  gaveUp: 0,
  wait: NO_SPREAD,
  firstAnswer: NO_SPREAD,
  handling: NO_SPREAD,
  reopened: 0,
  firstAnswerTerm: NO_TERMS,
  resolutionTerm: NO_TERMS,
  estimate: { count: 0, of: 0 },
};
const NO_SATISFACTION: Satisfaction = {
  asked: 0,
  answered: 0,
  solved: 0,
  notSolved: 0,
  ratings: 0,
  ratingMean: null,
};

/** By these the assistant's part belongs to nobody: tickets alone are counted, and judged. */
const OF_TICKETS_ALONE: ReadonlySet<ReportBy> = new Set(['queue', 'person']);

const DAY_MS = 86_400_000;

/** Days on which nothing happened are told too. */
function keysOf({ by, from, to }: ReportOptions, found: ReadonlySet<string>): readonly string[] {
  if (by !== 'day') return [...found].sort();
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

const NAMES = 'select id, name from people where id = any($1::uuid[])';

async function namesOf(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query<{ id: string; name: string }>(NAMES, [ids]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function toRow(
  key: string,
  title: string | null,
  contacts: ContactRow | undefined,
  tickets: TicketRow | undefined,
  alone: boolean,
): ReportRow {
  return {
    key,
    title,
    contacts: alone ? null : (contacts?.contacts ?? NO_CONTACTS),
    tickets: tickets?.tickets ?? NO_TICKETS,
    satisfaction: (alone ? tickets : contacts)?.satisfaction ?? NO_SATISFACTION,
  };
}

/** Within one transaction, whose settings suit a statement that reads much. */
async function readFigures(database: Database, options: ReportOptions) {
  const { from, to, by, queues, courtesies, now } = options;
  // A day more: where the house is, days begin later or sooner than in UTC.
  const terms = termsOf(queues, new Date(Date.parse(from) - DAY_MS), now);
  const values = [from, to, JSON.stringify(terms), courtesies];
  return database.transaction(async (transaction) => {
    await transaction.execute(READ_MUCH);
    const contacts = OF_TICKETS_ALONE.has(by)
      ? []
      : await transaction.query<ContactRow>(countContacts(by), values);
    const tickets = await transaction.query<TicketRow>(countTickets(by), [...values, now.toISOString()]);
    return { contacts, tickets };
  });
}

/** Figures of whatever began in the period, as it stands now. Formulas: docs/supervision.md. */
export async function readReport(database: Database, options: ReportOptions): Promise<Report> {
  const { from, to, by } = options;
  const { contacts, tickets } = await readFigures(database, options);
  const alone = OF_TICKETS_ALONE.has(by);
  const byKey = <R extends ContactRow | TicketRow>(rows: readonly R[]) =>
    new Map(rows.filter((row) => !row.is_total).map((row) => [row.key, row]));
  const [contactsOf, ticketsOf] = [byKey(contacts), byKey(tickets)];
  const keys = keysOf(options, new Set([...contactsOf.keys(), ...ticketsOf.keys()]));
  const names = by === 'person' ? await namesOf(database, keys.filter(Boolean)) : new Map<string, string>();
  const total = toRow(
    '',
    null,
    contacts.find((row) => row.is_total),
    tickets.find((row) => row.is_total),
    alone,
  );
  const rows = keys.map((key) =>
    toRow(key, names.get(key) ?? null, contactsOf.get(key), ticketsOf.get(key), alone),
  );
  return { from, to, by, timeZone: TIME_ZONE, total, rows };
}
