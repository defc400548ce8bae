/** Those who wait, in the order in which they are served. */
import type { TicketLine } from '../../../src/ticket.ts';
import { tickets } from '../../app/known.ts';
import { Button } from '../../app/parts/button.tsx';
import { type Column, Table } from '../../app/parts/table.tsx';
import { Since } from '../../app/parts/time.tsx';
import { linkTo } from '../../app/router.ts';
import { can } from '../../app/session.ts';
import { titleOfQueue } from '../inbox/queues.ts';
import { nameChannel, nameReason } from '../inbox/shared-words.ts';
import { UrgeBadge } from '../inbox/urge.tsx';
import { t } from './words.ts';

/** The rest are in the inbox. */
const SHOWN = 20;

const compare = (one: TicketLine, other: TicketLine): number =>
  one.rank - other.rank || one.since.localeCompare(other.since) || one.ticketId.localeCompare(other.ticketId);

type Assign = (line: TicketLine) => void;

const toDo = (onAssign: Assign): Column<TicketLine> => ({
  key: 'do',
  title: t('do'),
  cell: (line) => (
    <Button isSmall aria-label={t('assignTo', { contact: line.contact })} onClick={() => onAssign(line)}>
      {t('assign')}
    </Button>
  ),
});

const columns = (onAssign: Assign): readonly Column<TicketLine>[] => [
  {
    key: 'citizen',
    title: t('citizen'),
    cell: ({ conversationId, contact }) => <a href={linkTo('inbox', conversationId)}>{contact}</a>,
  },
  { key: 'queue', title: t('queue'), cell: ({ queue }) => titleOfQueue(queue) },
  { key: 'channel', title: t('channel'), cell: ({ channel }) => nameChannel(channel) },
  {
    key: 'since',
    title: t('since'),
    isNumber: true,
    cell: (line) => (
      <>
        <Since at={line.since} /> <UrgeBadge line={line} isShort />
      </>
    ),
  },
  { key: 'why', title: t('why'), cell: ({ reasons }) => reasons.map(nameReason).join(', ') || '–' },
  ...(can(['admin', 'supervisor']) ? [toDo(onAssign)] : []),
];

export function Next({ onAssign }: { readonly onAssign: Assign }) {
  const waiting = [...tickets.value.values()].filter(({ person }) => person === null).sort(compare);
  return (
    <div class="part">
      <h2>{t('next')}</h2>
      <Table
        caption={t('next')}
        columns={columns(onAssign)}
        rows={waiting.slice(0, SHOWN)}
        keyOf={({ ticketId }) => ticketId}
        empty={t('noNext')}
      />
    </div>
  );
}
