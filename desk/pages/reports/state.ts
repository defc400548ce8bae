/** Which report is looked at: the address says it, so that it can be handed on. */
import { computed, signal } from '@preact/signals';
import { REPORT_BY, type Report, type ReportBy } from '../../../src/supervision.ts';
import { call } from '../../app/api.ts';
import { linkTo, navigate, place } from '../../app/router.ts';

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly by: ReportBy;
}

const DAY_MS = 86_400_000;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const USUAL_DAYS = 30;

/** As the reader's clock has it: a day off at worst, where they are in another part of the world. */
const isoOf = (moment: Date): string => new Intl.DateTimeFormat('en-CA').format(moment);

/** So many days, today the last. */
export const lastDays = (days: number): Pick<Question, 'from' | 'to'> => ({
  from: isoOf(new Date(Date.now() - (days - 1) * DAY_MS)),
  to: isoOf(new Date()),
});

export const question = computed<Question>(() => {
  const { query } = place.value;
  const read = (name: 'from' | 'to'): string => {
    const given = query.get(name) ?? '';
    return ISO_DAY.test(given) ? given : lastDays(USUAL_DAYS)[name];
  };
  return {
    from: read('from'),
    to: read('to'),
    by: REPORT_BY.find((each) => each === query.get('by')) ?? 'day',
  };
});

export const queryOf = ({ from, to, by }: Question): string => `?${new URLSearchParams({ from, to, by })}`;

export const ask = (changed: Partial<Question>): void =>
  navigate(`${linkTo('reports')}${queryOf({ ...question.value, ...changed })}`, { replace: true });

/** Undefined until it is known. */
export const report = signal<Report | undefined>(undefined);
export const problem = signal<unknown>(undefined);
export const isLoading = signal(false);

/** @returns the way to call it off */
export function load(wanted: Question): () => void {
  const off = new AbortController();
  isLoading.value = true;
  problem.value = undefined;
  call<Report>('GET', `/reports${queryOf(wanted)}`, undefined, off.signal).then(
    (read) => {
      report.value = read;
      isLoading.value = false;
    },
    (error: unknown) => {
      if (off.signal.aborted) return;
      problem.value = error;
      isLoading.value = false;
    },
  );
  return () => off.abort();
}
