/** A report's figures in words and columns. */
import type { ReportRow, Terms } from '../../../src/supervision.ts';
import { formatLength, formatNumber } from '../../app/words.ts';
import { t } from './words.ts';

/** "82 %"; a dash where there was nothing to count. */
export const writeShare = (count: number, of: number): string =>
  of === 0 ? '–' : t('percent', { value: Math.round((count / of) * 100) });

const writeLength = (ms: number | null): string => (ms === null ? '–' : formatLength(ms));
const writeTerms = ({ kept, broken }: Terms): string => writeShare(kept, kept + broken);

type Words = Parameters<typeof t>[0];

export interface Figure {
  readonly key: Words;
  write(row: ReportRow): string;
  /** What a share was counted of. */
  detail?(row: ReportRow): string;
}

const ofMany = (count: number, of: number): string => (of === 0 ? '' : t('ofMany', { count, of }));

const CONTACTS: readonly Figure[] = [
  { key: 'contacts', write: ({ contacts }) => formatNumber(contacts?.contacts ?? 0) },
  {
    key: 'aloneShare',
    write: ({ contacts }) => writeShare(contacts?.solvedAlone ?? 0, contacts?.contacts ?? 0),
    detail: ({ contacts }) => ofMany(contacts?.solvedAlone ?? 0, contacts?.contacts ?? 0),
  },
];

const OTHERS: readonly Figure[] = [
  { key: 'tickets', write: ({ tickets }) => formatNumber(tickets.tickets) },
  { key: 'wait', write: ({ tickets }) => writeLength(tickets.wait.medianMs) },
  { key: 'waitP90', write: ({ tickets }) => writeLength(tickets.wait.p90Ms) },
  { key: 'firstAnswer', write: ({ tickets }) => writeLength(tickets.firstAnswer.medianMs) },
  { key: 'handling', write: ({ tickets }) => writeLength(tickets.handling.medianMs) },
  {
    key: 'firstAnswerTerm',
    write: ({ tickets }) => writeTerms(tickets.firstAnswerTerm),
    detail: ({ tickets: { firstAnswerTerm: term } }) => ofMany(term.kept, term.kept + term.broken),
  },
  {
    key: 'resolutionTerm',
    write: ({ tickets }) => writeTerms(tickets.resolutionTerm),
    detail: ({ tickets: { resolutionTerm: term } }) => ofMany(term.kept, term.kept + term.broken),
  },
  {
    key: 'estimate',
    write: ({ tickets: { estimate } }) => writeShare(estimate.count, estimate.of),
    detail: ({ tickets: { estimate } }) => ofMany(estimate.count, estimate.of),
  },
  {
    key: 'reopened',
    write: ({ tickets }) => writeShare(tickets.reopened, tickets.closed),
    detail: ({ tickets }) => ofMany(tickets.reopened, tickets.closed),
  },
  { key: 'gaveUp', write: ({ tickets }) => formatNumber(tickets.gaveUp) },
  {
    key: 'answerRate',
    write: ({ satisfaction }) => writeShare(satisfaction.answered, satisfaction.asked),
    detail: ({ satisfaction }) => ofMany(satisfaction.answered, satisfaction.asked),
  },
  {
    key: 'solved',
    write: ({ satisfaction: { solved, notSolved } }) => writeShare(solved, solved + notSolved),
    detail: ({ satisfaction: { solved, notSolved } }) => ofMany(solved, solved + notSolved),
  },
  {
    key: 'rating',
    write: ({ satisfaction }) =>
      satisfaction.ratingMean === null ? '–' : formatNumber(satisfaction.ratingMean),
    detail: ({ satisfaction }) =>
      satisfaction.ratings > 0 ? `${t('ratings')}: ${satisfaction.ratings}` : '',
  },
];

/** @param withContacts whether the assistant's part belongs to the rows */
export const listFigures = (withContacts: boolean): readonly Figure[] =>
  withContacts ? [...CONTACTS, ...OTHERS] : OTHERS;
