/**
 * Reading reports: one at a time in each process, for each reads much and holds a connection that messages need
 * too. Whoever asks what is being read already gets the same.
 */
import type { Database } from '../database.ts';
import { type ReportOptions, readReport } from '../store/reports.ts';
import type { Report } from '../supervision.ts';

export type ReportQuestion = Pick<ReportOptions, 'from' | 'to' | 'by'>;

export function createReportReader(
  database: Database,
  house: Pick<ReportOptions, 'queues' | 'courtesies'>,
): (question: ReportQuestion) => Promise<Report> {
  const reading = new Map<string, Promise<Report>>();
  let before: Promise<unknown> = Promise.resolve();
  return (question) => {
    const { from, to, by } = question;
    const key = [from, to, by].join(' ');
    const known = reading.get(key);
    if (known) return known;
    const own = before
      .then(() => readReport(database, { ...house, from, to, by, now: new Date() }))
      .finally(() => reading.delete(key));
    reading.set(key, own);
    before = own.catch(() => undefined);
    return own;
  };
}
