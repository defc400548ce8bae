/** One line of the list. */
import type { TicketLine } from '../../../src/ticket.ts';
import { Icon } from '../../app/parts/icon.tsx';
import { now, Time } from '../../app/parts/time.tsx';
import { me } from '../../app/session.ts';
import { formatLength } from '../../app/words.ts';
import { t } from './list-words.ts';
import { titleOfQueue } from './queues.ts';
import { isUnread } from './reads.ts';
import { nameChannel, nameReason } from './shared-words.ts';
import { UrgeBadge } from './urge.tsx';

interface RowProps {
  readonly line: TicketLine;
  readonly id: string;
  readonly index: number;
  readonly count: number;
  readonly topPx: number;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isTicked: boolean;
  readonly hasDraft: boolean;
}

export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '');
  return letters.join('').toUpperCase() || '#';
};

function previewOf({ preview, person }: TicketLine): string {
  if (!preview) return '';
  if (preview.from === 'citizen') return preview.text;
  if (preview.from === 'assistant') return t('fromAssistant', { text: preview.text });
  if (!person) return preview.text;
  return person.personId === me.value?.personId
    ? t('fromYou', { text: preview.text })
    : t('fromPerson', { name: person.name.split(' ')[0] ?? '', text: preview.text });
}

function holderOf({ person }: TicketLine): string {
  if (!person) return t('nobody');
  return person.personId === me.value?.personId ? t('you') : person.name;
}

function Wait({ line: { awaitingSince, endedAt } }: { readonly line: TicketLine }) {
  if (endedAt !== null) return <span class="unseen">{t('endedAt')}</span>;
  const words =
    awaitingSince === null
      ? t('theirTurn')
      : t('waitsFor', { time: formatLength(now.value - Date.parse(awaitingSince)) });
  return <span class="unseen">{words}</span>;
}

function Chips({ line, hasDraft }: { readonly line: TicketLine; readonly hasDraft: boolean }) {
  const [reason, ...others] = line.reasons;
  return (
    <div class="row-chips">
      <UrgeBadge line={line} isShort />
      {reason && (
        <span class="badge reason" title={line.reasons.map(nameReason).join(', ')}>
          <Icon name="flag" />
          {nameReason(reason)}
          {others.length > 0 && ` +${others.length}`}
        </span>
      )}
      {hasDraft && <span class="badge warn">{t('draft')}</span>}
      <span class="row-holder">
        {holderOf(line)} · {nameChannel(line.channel)}
      </span>
    </div>
  );
}

/** An option of the list: clicked on its letters it is ticked, elsewhere it is opened. */
export function Row({ line, id, index, count, topPx, isActive, isOpen, isTicked, hasDraft }: RowProps) {
  const unread = isUnread(line);
  const classes = ['row', isActive && 'active', isOpen && 'open', isTicked && 'ticked', unread && 'unread'];
  return (
    <div
      role="option"
      id={id}
      class={classes.filter(Boolean).join(' ')}
      aria-selected={isTicked}
      aria-current={isOpen ? 'true' : undefined}
      aria-posinset={index + 1}
      aria-setsize={count}
      tabIndex={-1}
      data-id={line.conversationId}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      <span class="row-tick" data-tick title={t('tick')} aria-hidden="true">
        {isTicked ? <Icon name="check" /> : initialsOf(line.contact)}
      </span>
      <div class="row-body">
        <div class="row-top">
          {unread && <span class="unseen">{t('unread')}: </span>}
          <span class="row-name">{line.contact}</span>
          <span class="row-queue">{titleOfQueue(line.queue)}</span>
          <span class="row-time">
            <Time at={line.endedAt ?? line.preview?.at ?? line.since} />
          </span>
        </div>
        <div class="row-preview">
          <span class="row-text">{previewOf(line)}</span>
          {unread && <span class="row-dot" aria-hidden="true" />}
          <Wait line={line} />
        </div>
        <Chips line={line} hasDraft={hasDraft} />
      </div>
    </div>
  );
}
