/** Above the conversation: whose it is, how long there is, and what can be done with it. */
import type { TicketLine } from '../../../src/ticket.ts';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { Icon, type IconName } from '../../app/parts/icon.tsx';
import { Menu } from '../../app/parts/menu.tsx';
import { formatProtocol } from '../../app/words.ts';
import { type Asking, act, asking } from './actions.ts';
import { t } from './conversation-words.ts';
import { detailsOpen } from './panes.ts';
import { titleOfQueue } from './queues.ts';
import type { Rights } from './rights.ts';
import { nameChannel, nameReason } from './shared-words.ts';
import { leaveConversation } from './state.ts';
import { UrgeBadge } from './urge.tsx';

interface HeadProps {
  readonly ticket: TicketLine;
  readonly rights: Rights;
}

const askAbout = (about: Asking['about'], id: string): void => {
  asking.value = { about, ids: [id] } as Asking;
};

const Item = ({ icon, label, onClick }: { icon: IconName; label: string; onClick(): void }) => (
  <button type="button" class="menu-item" onClick={onClick}>
    <Icon name={icon} /> {label}
  </button>
);

function MoreActions({ ticket: { conversationId: id, person } }: { readonly ticket: TicketLine }) {
  return (
    <Menu label={t('actions')} face={<Icon name="more" />}>
      {person && (
        <Item
          icon="return"
          label={t('return')}
          onClick={() => void act(id, { type: 'return' }, t('returned'))}
        />
      )}
      <Item icon="tag" label={t('labels')} onClick={() => askAbout('labels', id)} />
      <Item icon="merge" label={t('merge')} onClick={() => askAbout('merge', id)} />
      <Item icon="clock" label={t('extend')} onClick={() => askAbout('extend', id)} />
    </Menu>
  );
}

function Actions({ ticket, rights }: HeadProps) {
  const { conversationId: id, endedAt } = ticket;
  if (!rights.works) return null;
  if (endedAt !== null)
    return (
      <Button isSmall icon="reopen" onClick={() => void act(id, { type: 'reopen' }, t('reopened'))}>
        {t('reopen')}
      </Button>
    );
  return (
    <>
      {!rights.isMine && (
        <Button isSmall look="primary" onClick={() => void act(id, { type: 'take' }, t('taken'))}>
          {t('take')}
        </Button>
      )}
      <Button isSmall class="wordy" icon="move" onClick={() => askAbout('transfer', id)}>
        <span>{t('transfer')}</span>
      </Button>
      <Button isSmall class="wordy" icon="check" onClick={() => askAbout('close', id)}>
        <span>{t('close')}</span>
      </Button>
      <MoreActions ticket={ticket} />
    </>
  );
}

function Facts({ ticket, rights: { isMine } }: HeadProps) {
  const { person, endedAt, queue, channel, protocolNumber, reasons, labels } = ticket;
  const holder = person ? (isMine ? t('mine') : t('holder', { name: person.name })) : t('nobody');
  return (
    <div class="head-facts">
      <span>{formatProtocol(protocolNumber)}</span>
      <span>{nameChannel(channel)}</span>
      <span>{titleOfQueue(queue)}</span>
      <span>{endedAt === null ? holder : t('ended')}</span>
      {endedAt === null && <UrgeBadge line={ticket} />}
      {reasons.map((reason) => (
        <span key={reason} class="badge reason">
          <Icon name="flag" />
          {nameReason(reason)}
        </span>
      ))}
      {labels.map((label) => (
        <span key={label} class="badge">
          {label}
        </span>
      ))}
    </div>
  );
}

export function ConversationHead({ ticket, rights }: HeadProps) {
  return (
    <header class="conversation-head">
      <div class="head-top">
        <IconButton class="back" icon="back" label={t('back')} onClick={leaveConversation} />
        <h2>{ticket.contact}</h2>
        <div class="head-actions">
          <Actions ticket={ticket} rights={rights} />
          <IconButton
            class="details-button"
            icon="person"
            isSmall
            label={t('details')}
            aria-pressed={detailsOpen.value}
            onClick={() => {
              detailsOpen.value = !detailsOpen.value;
            }}
          />
        </div>
      </div>
      <Facts ticket={ticket} rights={rights} />
    </header>
  );
}
