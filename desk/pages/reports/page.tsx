/** Reports: a period, by day, queue, person, channel or intent; charts by day, and always the table. */
import { useEffect, useMemo } from 'preact/hooks';
import { REPORT_BY, type Report, type ReportBy, type ReportRow } from '../../../src/supervision.ts';
import { Button } from '../../app/parts/button.tsx';
import { Field } from '../../app/parts/field.tsx';
import { tellProblem } from '../../app/parts/problem.ts';
import { Table } from '../../app/parts/table.tsx';
import { locale } from '../../app/words.ts';
import { loadQueues, titleOfQueue } from '../inbox/queues.ts';
import { nameChannel } from '../inbox/shared-words.ts';
import { Chart } from './chart.tsx';
import { listFigures } from './figures.ts';
import './page.css';
import {
  ask,
  isLoading,
  lastDays,
  load,
  problem,
  type Question,
  queryOf,
  question,
  report,
} from './state.ts';
import { t } from './words.ts';

const MINUTE_MS = 60_000;
const SPANS = [
  { days: 7, words: 'days7' },
  { days: 30, words: 'days30' },
  { days: 90, words: 'days90' },
] as const;

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly problem?: string | undefined;
  onChange(day: string): void;
}

const DayField = ({ label, value, problem: wrong, onChange }: DayProps) => (
  <Field label={label} problem={wrong}>
    {(tie) => (
      <input
        {...tie}
        type="date"
        value={value}
        onChange={({ currentTarget }) => currentTarget.value && onChange(currentTarget.value)}
      />
    )}
  </Field>
);

const ByField = ({ by }: { readonly by: ReportBy }) => (
  <Field label={t('by')}>
    {(tie) => (
      <select
        {...tie}
        value={by}
        onChange={({ currentTarget }) =>
          ask({ by: REPORT_BY.find((each) => each === currentTarget.value) ?? by })
        }
      >
        {REPORT_BY.map((each) => (
          <option key={each} value={each}>
            {t(each)}
          </option>
        ))}
      </select>
    )}
  </Field>
);

function Spans({ from, to }: Pick<Question, 'from' | 'to'>) {
  return (
    <fieldset class="report-spans">
      <legend class="unseen">{t('period')}</legend>
      {SPANS.map(({ days, words }) => {
        const span = lastDays(days);
        const isPressed = span.from === from && span.to === to;
        return (
          <Button key={days} isSmall aria-pressed={isPressed} onClick={() => ask(span)}>
            {t(words)}
          </Button>
        );
      })}
    </fieldset>
  );
}

function Picker() {
  const { from, to, by } = question.value;
  return (
    <form class="card report-picker" onSubmit={(event) => event.preventDefault()}>
      <DayField label={t('from')} value={from} onChange={(day) => ask({ from: day })} />
      <DayField
        label={t('to')}
        value={to}
        problem={from > to ? t('wrong') : undefined}
        onChange={(day) => ask({ to: day })}
      />
      <ByField by={by} />
      <Spans from={from} to={to} />
      <div class="report-files">
        <a class="button" href={`/api/v1/desk/reports.csv${queryOf(question.value)}`} download>
          {t('csv')}
        </a>
        <Button onClick={() => print()}>{t('print')}</Button>
      </div>
    </form>
  );
}

/** As it is called where the key is no name: queues and channels have one in the reader's language. */
function nameOf({ key, title }: ReportRow, { by }: Report): string {
  if (title !== null) return title;
  if (by === 'day')
    return new Intl.DateTimeFormat(locale.value, { dateStyle: 'short', timeZone: 'UTC' }).format(
      new Date(key),
    );
  if (key === '') return by === 'intent' ? t('notUnderstood') : t('nobody');
  if (by === 'queue') return titleOfQueue(key);
  return by === 'channel' ? nameChannel(key) : key;
}

function Totals({ read }: { readonly read: Report }) {
  return (
    <dl class="report-totals">
      {listFigures(read.total.contacts !== null).map(({ key, write, detail }) => (
        <div key={key}>
          <dt>{t(key)}</dt>
          <dd>{write(read.total)}</dd>
          {detail && <dd class="muted report-detail">{detail(read.total)}</dd>}
        </div>
      ))}
    </dl>
  );
}

const toMinutes = (ms: number | null): number | null =>
  ms === null ? null : Math.round((ms / MINUTE_MS) * 10) / 10;

function Charts({ read }: { readonly read: Report }) {
  const { days, volume, waits } = useMemo(
    () => ({
      days: read.rows.map(({ key }) => key),
      volume: [
        { label: t('contacts'), values: read.rows.map(({ contacts }) => contacts?.contacts ?? 0) },
        { label: t('tickets'), values: read.rows.map(({ tickets }) => tickets.tickets) },
        { label: t('alone'), values: read.rows.map(({ contacts }) => contacts?.solvedAlone ?? 0) },
      ],
      waits: [
        { label: t('median'), values: read.rows.map(({ tickets }) => toMinutes(tickets.wait.medianMs)) },
        { label: t('p90'), values: read.rows.map(({ tickets }) => toMinutes(tickets.wait.p90Ms)) },
      ],
    }),
    [read, locale.value],
  );
  return (
    <div class="report-charts">
      <Chart title={t('volume')} days={days} lines={volume} />
      <Chart title={t('waits')} unit={t('minutes')} days={days} lines={waits} />
    </div>
  );
}

function Rows({ read }: { readonly read: Report }) {
  const figures = listFigures(read.total.contacts !== null);
  const columns = [
    { key: 'key', title: t(read.by), cell: (row: ReportRow) => nameOf(row, read) },
    ...figures.map(({ key, write, detail }) => ({
      key,
      title: t(key),
      isNumber: true,
      cell: (row: ReportRow) => <span title={detail?.(row)}>{write(row)}</span>,
    })),
  ];
  return (
    <Table
      caption={`${t('title')}: ${t(read.by)}`}
      columns={columns}
      rows={read.rows}
      keyOf={({ key }) => key}
      empty={t('none')}
    />
  );
}

export function Page() {
  const wanted = question.value;
  useEffect(() => void loadQueues(), []);
  useEffect(() => {
    if (wanted.from <= wanted.to) return load(wanted);
    return undefined;
  }, [queryOf(wanted)]);
  const read = report.value;
  return (
    <>
      <h1>{t('title')}</h1>
      <Picker />
      <p role="status" class={problem.value === undefined ? 'muted report-status' : 'problem report-status'}>
        {isLoading.value && t('loading')}
        {problem.value !== undefined && tellProblem(problem.value)}
      </p>
      {read && (
        <div class={isLoading.value ? 'report old' : 'report'}>
          <p class="muted">{t('timeZone', { zone: read.timeZone })}</p>
          <Totals read={read} />
          {read.by === 'day' && <Charts read={read} />}
          <Rows read={read} />
          <p class="muted report-hint">{t('definitions')}</p>
        </div>
      )}
    </>
  );
}
