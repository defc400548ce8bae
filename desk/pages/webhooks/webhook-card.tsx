/** One system that is told: what of, how it goes, and what can be done about it. */
import { Button } from '../../app/parts/button.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { Menu } from '../../app/parts/menu.tsx';
import { say } from '../../app/parts/toast.tsx';
import { linkTo } from '../../app/router.ts';
import { can } from '../../app/session.ts';
import { formatMoment } from '../../app/words.ts';
import { titleOfEvent } from './event-words.ts';
import { switchWebhook, testWebhook, type Webhook } from './state.ts';
import { t } from './words.ts';

function Badge({ webhook: { isActive, offReason, lastFailure } }: { readonly webhook: Webhook }) {
  if (!isActive) return <span class="badge">{offReason === null ? t('off') : t('offBecause')}</span>;
  return lastFailure === null ? (
    <span class="badge good">{t('active')}</span>
  ) : (
    <span class="badge bad">{t('failing')}</span>
  );
}

const Facts = ({ webhook }: { readonly webhook: Webhook }) => {
  const { events, withWords, waiting, lastDeliveredAt, lastFailure } = webhook;
  const told = events.map(titleOfEvent).join(', ');
  return (
    <ul class="webhook-facts">
      <li>
        {t('tells', { events: told })}
        {withWords && <strong> · {t('withWords')}</strong>}
      </li>
      {lastDeliveredAt !== null && <li>{t('lastDelivered', { at: formatMoment(lastDeliveredAt) })}</li>}
      {lastFailure !== null && <li class="webhook-failure">{t('lastFailure', { reason: lastFailure })}</li>}
      {waiting > 0 && <li>{t('waiting', { count: waiting })}</li>}
    </ul>
  );
};

/** What is asked about before it is done. */
export type Question = 'remove' | 'secret';

export interface CardProps {
  readonly webhook: Webhook;
  onEdit(): void;
  onAsk(question: Question): void;
}

const Changes = ({ webhook, onEdit, onAsk }: CardProps) => (
  <>
    <Button
      isSmall
      onClick={async () => {
        if (await testWebhook(webhook)) say(t('tested'));
      }}
    >
      {t('tryIt')}
    </Button>
    <Button isSmall onClick={onEdit}>
      {t('edit')}
    </Button>
    <Menu label={t('more', { name: webhook.name })} face={<Icon name="more" />}>
      <button type="button" class="menu-item" onClick={() => void switchWebhook(webhook, !webhook.isActive)}>
        {t(webhook.isActive ? 'switchOff' : 'switchOn')}
      </button>
      <button type="button" class="menu-item" onClick={() => onAsk('secret')}>
        {t('newSecret')}
      </button>
      <button type="button" class="menu-item danger" onClick={() => onAsk('remove')}>
        {t('remove')}
      </button>
    </Menu>
  </>
);

export const WebhookCard = (props: CardProps) => {
  const { webhook } = props;
  return (
    <li class="card webhook-card">
      <div class="webhook-head">
        <h2>{webhook.name}</h2>
        <Badge webhook={webhook} />
      </div>
      <p class="webhook-url">{webhook.url}</p>
      <Facts webhook={webhook} />
      <div class="webhook-actions">
        <a class="button small" href={linkTo('webhooks', webhook.webhookId)}>
          {t('log')}
        </a>
        {can(['admin']) && <Changes {...props} />}
      </div>
    </li>
  );
};
