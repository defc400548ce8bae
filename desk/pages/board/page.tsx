/** The board: how the desk stands now, for those who look after it. Read from a distance, and by ear. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Board, BoardPerson } from '../../../src/supervision.ts';
import type { TicketLine } from '../../../src/ticket.ts';
import { tellProblem } from '../../app/parts/problem.ts';
import { Since } from '../../app/parts/time.tsx';
import { formatMoment, formatNumber } from '../../app/words.ts';
import { loadQueues } from '../inbox/queues.ts';
import { AlertList } from './alert-list.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { Next } from './next.tsx';
import './page.css';
import { PeopleTable } from './people-table.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { QueuesTable } from './queues-table.tsx';
import { board, problem, watchBoard } from './state.ts';
import { t } from './words.ts';

const sum = (figures: readonly number[]): number => figures.reduce((total, each) => total + each, 0);

/** The few figures that are read from across the room. */
function Figures({ queues, people }: Board) {
  const oldest = queues
    .flatMap(({ oldestSince }) => oldestSince ?? [])
    .sort()
    .at(0);
  const waiting = sum(queues.map((queue) => queue.waiting));
  const broken = sum(queues.map((queue) => queue.terms.broken));
  const available = people.filter(({ isOnline, availability }) => isOnline && availability === 'available');
  return (
    <dl class="board-figures">
      <div>
        <dt>{t('waiting')}</dt>
        <dd>{formatNumber(waiting)}</dd>
      </div>
      <div>
        <dt>{t('longest')}</dt>
        <dd>
          {oldest === undefined ? <span class="muted">{t('nobodyWaits')}</span> : <Since at={oldest} />}
        </dd>
      </div>
      <div>
        <dt>{t('active')}</dt>
        <dd>{formatNumber(sum(queues.map((queue) => queue.active)))}</dd>
      </div>
      <div>
        <dt>{t('available')}</dt>
        <dd>{formatNumber(available.length)}</dd>
      </div>
      <div class={broken > 0 ? 'bad' : undefined}>
        <dt>{t('broken')}</dt>
        <dd>{formatNumber(broken)}</dd>
      </div>
    </dl>
  );
}

function State({ at }: { readonly at: string | undefined }) {
  if (problem.value !== undefined)
    return <p class="problem">{t('stale', { why: tellProblem(problem.value) })}</p>;
  if (at === undefined) return null;
  return (
    <p class="muted board-at" title={formatMoment(at)}>
      {t('updated', { at: new Date(at).toLocaleTimeString(document.documentElement.lang) })}
    </p>
  );
}

/** What is open over the board. */
const open = signal<
  | { readonly what: 'person'; readonly person: BoardPerson }
  | { readonly what: 'line'; readonly line: TicketLine }
  | undefined
>(undefined);
const close = () => {
  open.value = undefined;
};

function Opened() {
  if (open.value?.what === 'person') return <PersonDialog person={open.value.person} onClose={close} />;
  if (open.value?.what === 'line') return <AssignDialog line={open.value.line} onClose={close} />;
  return null;
}

const Shown = ({ now }: { readonly now: Board }) => (
  <>
    <Figures {...now} />
    <AlertList />
    <QueuesTable queues={now.queues} />
    <Next
      onAssign={(line) => {
        open.value = { what: 'line', line };
      }}
    />
    <PeopleTable
      people={now.people}
      onShow={(person) => {
        open.value = { what: 'person', person };
      }}
    />
    <Opened />
  </>
);

export function Page() {
  useEffect(() => {
    close();
    void loadQueues();
    return watchBoard();
  }, []);
  const now = board.value;
  return (
    <>
      <div class="board-head">
        <h1>{t('title')}</h1>
        <State at={now?.at} />
      </div>
      {now && <Shown now={now} />}
    </>
  );
}
