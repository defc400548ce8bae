/** Each queue in a line. */
import type { BoardQueue, Part } from '../../../src/supervision.ts';
import { type Column, Table } from '../../app/parts/table.tsx';
import { Since } from '../../app/parts/time.tsx';
import { formatNumber, locale } from '../../app/words.ts';
import { t } from './words.ts';

/** "92 %", and of how many in its title; a dash where there was nothing to count. */
function Share({ part }: { readonly part: Part | null }) {
  if (!part || part.of === 0) return <span class="muted">–</span>;
  return (
    <span title={t('of', { count: part.count, of: part.of })}>
      {formatNumber(Math.round((part.count / part.of) * 100))} %
    </span>
  );
}

const Pair = ({
  one,
  other,
  isBad,
}: {
  readonly one: number;
  readonly other: number;
  readonly isBad?: boolean;
}) => (
  <>
    {formatNumber(one)} /{' '}
    <span class={isBad && other > 0 ? 'board-bad' : undefined}>{formatNumber(other)}</span>
  </>
);

const number = (key: string, title: string, cell: Column<BoardQueue>['cell']): Column<BoardQueue> => ({
  key,
  title,
  isNumber: true,
  cell,
});

const Name = ({ titles, queue, isOpen }: BoardQueue) => (
  <>
    {titles[locale.value] ?? queue} {!isOpen && <span class="badge">{t('closed')}</span>}
  </>
);

const Oldest = ({ oldestSince }: BoardQueue) =>
  oldestSince ? <Since at={oldestSince} /> : <span class="muted">–</span>;

const columns = (): readonly Column<BoardQueue>[] => [
  { key: 'queue', title: t('queue'), cell: (queue) => <Name {...queue} /> },
  number('waiting', t('waiting'), ({ waiting }) => (
    <strong class="board-big">{formatNumber(waiting)}</strong>
  )),
  number('oldest', t('longest'), (queue) => <Oldest {...queue} />),
  number('active', t('active'), ({ active }) => formatNumber(active)),
  number('people', t('peopleThere'), ({ people }) => <Pair one={people.available} other={people.busy} />),
  number('terms', t('terms'), ({ terms }) => <Pair one={terms.due} other={terms.broken} isBad />),
  number('today', t('today'), ({ today }) => <Pair one={today.came} other={today.ended} />),
  number('inTarget', t('inTarget'), ({ answeredInTarget }) => <Share part={answeredInTarget} />),
  number('estimate', t('estimate'), ({ estimate }) => <Share part={estimate} />),
];

export const QueuesTable = ({ queues }: { readonly queues: readonly BoardQueue[] }) => (
  <div class="part">
    <h2>{t('queues')}</h2>
    <Table
      caption={t('queues')}
      columns={columns()}
      rows={queues}
      keyOf={({ queue }) => queue}
      empty={t('noQueues')}
    />
  </div>
);
