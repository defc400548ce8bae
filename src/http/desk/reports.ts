/** Reports as JSON and as CSV. */
import { z } from 'zod';
import { writeCsv } from '../../desk/report-csv.ts';
import { AssistantError } from '../../errors.ts';
import { SEES_ALL } from '../../person.ts';
import { REPORT_BY, type Report, type ReportBy } from '../../supervision.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { partSchema } from './supervision-schemas.ts';

const DAY_MS = 86_400_000;
/** A year, and a leap day. */
const MOST_DAYS = 366;

const count = z.number().int();
const spreadSchema = z.object({
  count: count.describe('How many were measured.'),
  medianMs: z.number().nullable(),
  p90Ms: z.number().nullable().describe('Nine of ten took no longer.'),
});
const termsSchema = z.object({ kept: count, broken: count, running: count });

const rowSchema = z.object({
  key: z.string().describe('Day, queue, person’s id, channel or intent; empty: none.'),
  title: z.string().nullable().describe('A person’s name.'),
  contacts: z
    .object({ contacts: count, handedOff: count, alone: count, solvedAlone: count, saidSolvedAlone: count })
    .nullable()
    .describe('Conversations that began in the period; null by queue and by person.'),
  tickets: z
    .object({
      tickets: count,
      closed: count,
      returned: count,
      gaveUp: count,
      wait: spreadSchema,
      firstAnswer: spreadSchema,
      handling: spreadSchema,
      reopened: count,
      firstAnswerTerm: termsSchema,
      resolutionTerm: termsSchema,
      estimate: partSchema,
    })
    .describe('Tickets whose wait began in the period.'),
  satisfaction: z.object({
    asked: count,
    answered: count,
    solved: count,
    notSolved: count,
    ratings: count,
    ratingMean: z.number().nullable(),
  }),
});

const reportSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  by: z.enum(REPORT_BY),
  timeZone: z.string(),
  total: rowSchema,
  rows: z.array(rowSchema).readonly(),
});

const querySchema = z.object({
  from: z.iso.date().describe('First day, where the house is.'),
  to: z.iso.date().describe('Last day.'),
  by: z.enum(REPORT_BY).default('day'),
});

type Question = { readonly from: string; readonly to: string; readonly by: ReportBy };
export type ReadReport = (question: Question) => Promise<Report>;

/** @throws AssistantError `invalid-request` */
function check({ from, to }: Question): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days < 1) throw new AssistantError('invalid-request', 'The last day is before the first.');
  if (days > MOST_DAYS)
    throw new AssistantError('invalid-request', `A report has ${MOST_DAYS} days at most; this has ${days}.`);
}

export const createReportRoutes = (read: ReadReport): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/reports',
    allowed: SEES_ALL,
    summary: 'What came, how it was answered, and what citizens said of it',
    description: 'What each figure means, with its formula: docs/supervision.md.',
    query: querySchema,
    answer: reportSchema,
    async handle({ query }) {
      check(query);
      return read(query);
    },
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/reports.csv',
    allowed: SEES_ALL,
    summary: 'The same for a spreadsheet',
    description:
      'In the language of whoever asks; Portuguese and Spanish with semicolons and decimal commas.',
    query: querySchema,
    sends: 'text/csv',
    async handle({ query, me, reply }) {
      check(query);
      const { from, to, by } = query;
      const text = writeCsv(await read(query), me.locale);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="guiche-${by}-${from}-${to}.csv"`)
        .send(text);
    },
  }),
];
