/** Webhooks: the other systems that are told what happens at the desk. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { partsOf, place } from '../../app/router.ts';
import { can } from '../../app/session.ts';
import { Deliveries } from './deliveries.tsx';
import './page.css';
import { SecretDialog } from './secret-dialog.tsx';
import { loadWebhooks, removeWebhook, renewSecret, type Webhook, webhooks } from './state.ts';
import { type Question, WebhookCard } from './webhook-card.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { t } from './words.ts';

const ACTIONS = {
  remove: { title: 'remove', question: 'removeAsk', look: 'danger', run: removeWebhook },
  secret: { title: 'newSecret', question: 'secretAsk', look: 'primary', run: renewSecret },
} as const;

interface ConfirmProps {
  readonly webhook: Webhook;
  readonly question: Question;
  onClose(): void;
}

function Confirm({ webhook, question, onClose }: ConfirmProps) {
  const { title, question: words, look, run } = ACTIONS[question];
  return (
    <Dialog title={t(title)} onClose={onClose}>
      <p>{t(words, { name: webhook.name })}</p>
      <Actions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          look={look}
          onClick={() => {
            onClose();
            void run(webhook);
          }}
        >
          {t(title)}
        </Button>
      </Actions>
    </Dialog>
  );
}

/** Undefined: nothing is open. */
type Open =
  | { readonly what: 'form'; readonly webhook: Webhook | undefined }
  | { readonly what: Question; readonly webhook: Webhook }
  | undefined;

function List({ all }: { readonly all: readonly Webhook[] }) {
  const open = useSignal<Open>(undefined);
  const show = (next: Open) => () => {
    open.value = next;
  };
  const close = show(undefined);
  const shown = open.value;
  return (
    <>
      <div class="webhook-head">
        <h1>{t('title')}</h1>
        {can(['admin']) && (
          <Button look="primary" icon="plus" onClick={show({ what: 'form', webhook: undefined })}>
            {t('add')}
          </Button>
        )}
      </div>
      <p class="muted">{t('intro')}</p>
      {all.length === 0 && <p class="empty">{t('none')}</p>}
      <ul class="webhook-list">
        {all.map((webhook) => (
          <WebhookCard
            key={webhook.webhookId}
            webhook={webhook}
            onEdit={show({ what: 'form', webhook })}
            onAsk={(what) => show({ what, webhook })()}
          />
        ))}
      </ul>
      {shown?.what === 'form' && <WebhookForm webhook={shown.webhook} onClose={close} />}
      {shown && shown.what !== 'form' && (
        <Confirm webhook={shown.webhook} question={shown.what} onClose={close} />
      )}
      <SecretDialog />
    </>
  );
}

export function Page() {
  useEffect(() => void loadWebhooks(), []);
  const [, webhookId] = partsOf(place.value);
  const all = webhooks.value;
  if (!all) return <h1>{t('title')}</h1>;
  const chosen = all.find((webhook) => webhook.webhookId === webhookId);
  return chosen ? <Deliveries webhook={chosen} /> : <List all={all} />;
}
