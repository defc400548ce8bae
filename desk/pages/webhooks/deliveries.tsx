/** The delivery log of one webhook: what was told, what was answered, and telling it again. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { Table } from '../../app/parts/table.tsx';
import { Time } from '../../app/parts/time.tsx';
import { linkTo } from '../../app/router.ts';
import { can } from '../../app/session.ts';
import { formatClock, formatMoment, formatNumber } from '../../app/words.ts';
import { titleOfEvent } from './event-words.ts';
import { type Delivery, type DeliveryPage, loadDeliveries, sendAgain, type Webhook } from './state.ts';
import { t } from './words.ts';

const LOOKS = { delivered: 'good', failed: 'bad', queued: 'warn' } as const;

const State = ({ delivery: { status, attempts, dueAt } }: { readonly delivery: Delivery }) => (
  <>
    <span class={`badge ${LOOKS[status]}`}>{t(status)}</span>
    <span class="muted webhook-note">
      {t('attempts', { count: attempts })}
      {status === 'queued' && attempts > 0 && ` · ${t('retried', { at: formatClock(dueAt) })}`}
    </span>
  </>
);

const Answer = ({ delivery: { statusCode, answer, tookMs, attempts } }: { readonly delivery: Delivery }) =>
  attempts === 0 || answer === null ? null : (
    <>
      {statusCode ?? t('noAnswer')}
      {tookMs !== null && <span class="muted"> · {formatNumber(tookMs)} ms</span>}
      {answer !== '' && <span class="muted webhook-note">{answer}</span>}
    </>
  );

const Event = ({ delivery: { event, payload } }: { readonly delivery: Delivery }) =>
  payload === null ? (
    <span>{titleOfEvent(event)}</span>
  ) : (
    <details>
      <summary>{titleOfEvent(event)}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than its place is scrolled by keyboard */}
      <section class="webhook-body" aria-label={t('body')} tabIndex={0}>
        <pre>{JSON.stringify(JSON.parse(payload), null, 2)}</pre>
      </section>
    </details>
  );

function useLog(webhookId: string) {
  const log = useSignal<DeliveryPage | undefined>(undefined);
  const load = async (): Promise<void> => {
    try {
      log.value = await loadDeliveries(webhookId);
    } catch (error) {
      showProblem(error);
    }
  };
  const loadEarlier = async (): Promise<void> => {
    const { deliveries, next } = log.value ?? { deliveries: [], next: null };
    if (next === null) return;
    try {
      const page = await loadDeliveries(webhookId, next);
      log.value = { deliveries: [...deliveries, ...page.deliveries], next: page.next };
    } catch (error) {
      showProblem(error);
    }
  };
  useEffect(() => void load(), [webhookId]);
  return { log: log.value, load, loadEarlier };
}

export function Deliveries({ webhook: { webhookId, name } }: { readonly webhook: Webhook }) {
  const { log, load, loadEarlier } = useLog(webhookId);
  const columns = [
    {
      key: 'event',
      title: t('event'),
      cell: (delivery: Delivery) => <Event key={delivery.deliveryId} delivery={delivery} />,
    },
    { key: 'at', title: t('at'), cell: ({ happenedAt }: Delivery) => <Time at={happenedAt} /> },
    { key: 'state', title: t('state'), cell: (delivery: Delivery) => <State delivery={delivery} /> },
    { key: 'answer', title: t('answer'), cell: (delivery: Delivery) => <Answer delivery={delivery} /> },
  ];
  const again = {
    key: 'again',
    title: t('actions'),
    cell: ({ deliveryId, event, happenedAt }: Delivery) => (
      <IconButton
        icon="reopen"
        isSmall
        label={t('againOf', { event: titleOfEvent(event), at: formatMoment(happenedAt) })}
        onClick={async () => {
          if (await sendAgain(webhookId, deliveryId)) await load();
        }}
      />
    ),
  };
  return (
    <>
      <p>
        <a href={linkTo('webhooks')}>{t('back')}</a>
      </p>
      <div class="webhook-head">
        <h1>{t('logOf', { name })}</h1>
        <Button onClick={load}>{t('refresh')}</Button>
      </div>
      <p class="muted">{t('logHint')}</p>
      {log && (
        <Table
          caption={t('logOf', { name })}
          columns={can(['admin']) ? [...columns, again] : columns}
          rows={log.deliveries}
          keyOf={({ deliveryId }) => deliveryId}
          empty={t('noDeliveries')}
        />
      )}
      {log && log.next !== null && (
        <p class="webhook-more">
          <Button onClick={loadEarlier}>{t('earlier')}</Button>
        </p>
      )}
    </>
  );
}
