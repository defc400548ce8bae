/** Each of those who answer in a line: whether they are there, and what they have. */
import type { BoardPerson } from '../../../src/supervision.ts';
import { Button } from '../../app/parts/button.tsx';
import { type Column, Table } from '../../app/parts/table.tsx';
import { Since, Time } from '../../app/parts/time.tsx';
import { linkTo } from '../../app/router.ts';
import { formatNumber } from '../../app/words.ts';
import { titleOfQueue } from '../inbox/queues.ts';
import { nameChannel } from '../inbox/shared-words.ts';
import { t } from './words.ts';

const STATES = {
  available: { look: 'good', words: 'isAvailable' },
  busy: { look: 'warn', words: 'isBusy' },
  away: { look: '', words: 'isAway' },
} as const;

function State({ availability, isOnline, seenAt }: BoardPerson) {
  if (!isOnline)
    return (
      <span class="muted">
        {t('isOffline')} {seenAt && <Time at={seenAt} />}
      </span>
    );
  const { look, words } = STATES[availability];
  return <span class={`badge ${look}`}>{t(words)}</span>;
}

const byChannel = ({ activeByChannel }: BoardPerson): string =>
  Object.entries(activeByChannel)
    .map(([channel, count]) => `${nameChannel(channel)} ${formatNumber(count)}`)
    .join(', ');

type Show = (person: BoardPerson) => void;

const columns = (onShow: Show): readonly Column<BoardPerson>[] => [
  { key: 'person', title: t('person'), cell: ({ name }) => name },
  { key: 'status', title: t('status'), cell: (person) => <State {...person} /> },
  {
    key: 'has',
    title: t('has'),
    cell: (person) =>
      person.active === 0 ? (
        <span class="muted">0</span>
      ) : (
        <Button isSmall look="quiet" onClick={() => onShow(person)}>
          <span>
            {formatNumber(person.active)} ({byChannel(person)})
            <span class="unseen">: {t('show', { name: person.name })}</span>
          </span>
        </Button>
      ),
  },
  {
    key: 'awaited',
    title: t('awaited'),
    isNumber: true,
    cell: ({ awaitedSince }) =>
      awaitedSince ? <Since at={awaitedSince} /> : <span class="muted">{t('awaitingNone')}</span>,
  },
  { key: 'queues', title: t('queues'), cell: ({ queues }) => queues.map(titleOfQueue).join(', ') },
];

interface PeopleProps {
  readonly people: readonly BoardPerson[];
  readonly onShow: Show;
}

export const PeopleTable = ({ people, onShow }: PeopleProps) => (
  <div class="part">
    <h2>{t('people')}</h2>
    <Table
      caption={t('people')}
      columns={columns(onShow)}
      rows={people}
      keyOf={({ personId }) => personId}
      empty={t('noPeople')}
    />
    <p class="muted board-hint">
      {t('moveHint')}
      <a href={linkTo('people')}>{t('toPeople')}</a>
    </p>
  </div>
);
