/**
 * Reports as CSV, for spreadsheets. In Portuguese and Spanish as Excel expects it there: semicolons, and a
 * comma in numbers. A byte order mark says that it is UTF-8; what would be taken for a formula is marked as text.
 * csv-stringify does the quoting; papaparse was looked at, and is for browsers first.
 */
import { stringify } from 'csv-stringify/sync';
import type { Report, ReportRow } from '../supervision.ts';
import { COLUMN_WORDS, type ColumnName, KEY_WORDS, type ReportLocale, TOTAL_WORDS } from './report-words.ts';

type Cell = number | string | null;

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1_000));
const share = (count: number, of: number): number | null =>
  of === 0 ? null : Math.round((count / of) * 1_000) / 1_000;

/** In this order. */
const COLUMNS: readonly (readonly [ColumnName, (row: ReportRow) => Cell])[] = [
  ['contacts', ({ contacts }) => contacts?.contacts ?? null],
  ['handedOff', ({ contacts }) => contacts?.handedOff ?? null],
  ['alone', ({ contacts }) => contacts?.alone ?? null],
  ['solvedAlone', ({ contacts }) => contacts?.solvedAlone ?? null],
  ['solvedAloneShare', ({ contacts }) => contacts && share(contacts.solvedAlone, contacts.contacts)],
  ['saidSolvedAlone', ({ contacts }) => contacts?.saidSolvedAlone ?? null],
  ['tickets', ({ tickets }) => tickets.tickets],
  ['closed', ({ tickets }) => tickets.closed],
  ['returned', ({ tickets }) => tickets.returned],
  ['gaveUp', ({ tickets }) => tickets.gaveUp],
  ['waitMedian', ({ tickets }) => seconds(tickets.wait.medianMs)],
  ['waitP90', ({ tickets }) => seconds(tickets.wait.p90Ms)],
  ['firstAnswerMedian', ({ tickets }) => seconds(tickets.firstAnswer.medianMs)],
  ['firstAnswerP90', ({ tickets }) => seconds(tickets.firstAnswer.p90Ms)],
  ['handlingMedian', ({ tickets }) => seconds(tickets.handling.medianMs)],
  ['handlingP90', ({ tickets }) => seconds(tickets.handling.p90Ms)],
  ['reopened', ({ tickets }) => tickets.reopened],
  ['reopenedShare', ({ tickets }) => share(tickets.reopened, tickets.closed)],
  ['firstAnswerKept', ({ tickets }) => tickets.firstAnswerTerm.kept],
  ['firstAnswerBroken', ({ tickets }) => tickets.firstAnswerTerm.broken],
  ['resolutionKept', ({ tickets }) => tickets.resolutionTerm.kept],
  ['resolutionBroken', ({ tickets }) => tickets.resolutionTerm.broken],
  ['estimateTold', ({ tickets }) => tickets.estimate.of],
  ['estimateMet', ({ tickets }) => tickets.estimate.count],
  ['asked', ({ satisfaction }) => satisfaction.asked],
  ['answered', ({ satisfaction }) => satisfaction.answered],
  ['solved', ({ satisfaction }) => satisfaction.solved],
  ['notSolved', ({ satisfaction }) => satisfaction.notSolved],
  ['ratings', ({ satisfaction }) => satisfaction.ratings],
  ['ratingMean', ({ satisfaction: { ratingMean } }) => ratingMean && Math.round(ratingMean * 100) / 100],
];

const nameOf = ({ key, title }: ReportRow, locale: ReportLocale): string =>
  title ?? (key === '' ? KEY_WORDS[locale].none : key);

/** A locale that the columns have no words in is told in Portuguese. */
export function writeCsv({ by, rows, total }: Report, wished: string): string {
  const locale = (['pt-BR', 'en', 'es'] as const).find((each) => each === wished) ?? 'pt-BR';
  const isEnglish = locale === 'en';
  const lines = [
    ...rows.map((row) => [nameOf(row, locale), ...COLUMNS.map(([, read]) => read(row))]),
    [TOTAL_WORDS[locale], ...COLUMNS.map(([, read]) => read(total))],
  ];
  return stringify(
    [[KEY_WORDS[locale][by], ...COLUMNS.map(([name]) => COLUMN_WORDS[locale][name])], ...lines],
    {
      bom: true,
      delimiter: isEnglish ? ',' : ';',
      record_delimiter: 'windows',
      escape_formulas: true,
      cast: { number: (value) => (isEnglish ? String(value) : String(value).replace('.', ',')) },
    },
  );
}
