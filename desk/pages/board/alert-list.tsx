/** What stands of the alerts; what is new of it is read out. */
import { describeAlert } from '../../app/alert-words.ts';
import { Icon } from '../../app/parts/icon.tsx';
import { Since } from '../../app/parts/time.tsx';
import { linkTo } from '../../app/router.ts';
import { titleOfQueue } from '../inbox/queues.ts';
import { standing } from './state.ts';
import { t } from './words.ts';

/** More are counted, not listed. */
const SHOWN = 12;
const GRAVE = ['sla-broken', 'nobody-there', 'priority'];

export function AlertList() {
  const all = standing.value;
  return (
    <div class="part">
      <h2>{t('alerts')}</h2>
      {all.length === 0 && <p class="muted">{t('noAlerts')}</p>}
      <ul class="board-alerts" aria-live="polite" aria-relevant="additions">
        {all.slice(0, SHOWN).map((alert) => {
          const words = describeAlert(alert, titleOfQueue(alert.queue));
          return (
            <li key={alert.alertId} class={GRAVE.includes(alert.kind) ? 'grave' : undefined}>
              <Icon name={GRAVE.includes(alert.kind) ? 'warning' : 'clock'} />
              {alert.conversationId === null ? (
                <span>{words}</span>
              ) : (
                <a href={linkTo('inbox', alert.conversationId)}>{words}</a>
              )}
              <span class="muted">
                <Since at={alert.at} />
              </span>
            </li>
          );
        })}
      </ul>
      {all.length > SHOWN && <p class="muted">{t('moreAlerts', { count: all.length - SHOWN })}</p>}
    </div>
  );
}
