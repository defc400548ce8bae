/** Alerts, wherever those who look after the desk are: a line at the screen's edge, or the browser's own notice. */
import { batch } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DeskAlert } from '../../src/desk.ts';
import { SEES_ALL } from '../../src/person.ts';
import { loadQueues, titleOfQueue } from '../pages/inbox/queues.ts';
import { alertWords, describeAlert } from './alert-words.ts';
import { call } from './api.ts';
import { alerts, stale, takeAlert } from './known.ts';
import { showNotice } from './notices.ts';
import { say } from './parts/toast.tsx';
import { linkTo, navigate, partsOf, place } from './router.ts';
import { can, me } from './session.ts';

/** Of what comes in one moment more are not read one by one: the board has them all. */
const MOST_AT_ONCE = 3;
const BOARD = 'board';

function tell(alert: DeskAlert): void {
  const words = describeAlert(alert, titleOfQueue(alert.queue));
  const { conversationId } = alert;
  const open = () => navigate(conversationId === null ? linkTo(BOARD) : linkTo('inbox', conversationId));
  showNotice({ title: alertWords('title'), body: words, tag: alert.alertId, onOpen: open });
  // The board itself shows them.
  if (partsOf(place.value)[0] !== BOARD) say(words, { action: { label: alertWords('open'), run: open } });
}

/** What began while the line to the server was down, or before this window was open. */
async function catchUp(): Promise<void> {
  // Where it fails the line is down too: the next time it stands it is read again.
  const answer = await call<{ alerts: readonly DeskAlert[] }>('GET', '/alerts').catch(() => undefined);
  const known = new Set(alerts.value.map(({ alertId }) => alertId));
  const missed = (answer?.alerts ?? []).filter(({ alertId }) => !known.has(alertId));
  batch(() => {
    for (const alert of missed.toReversed()) takeAlert(alert);
  });
}

export function useAlerts(): void {
  const personId = me.value?.personId;
  useEffect(() => {
    if (personId === undefined || !can(SEES_ALL)) return;
    void loadQueues();
    const told = new Set<string>();
    const stopTelling = alerts.subscribe((all) => {
      const fresh = all.filter(({ alertId }) => !told.has(alertId));
      for (const { alertId } of fresh) told.add(alertId);
      for (const alert of fresh.slice(-MOST_AT_ONCE)) tell(alert);
    });
    const stopCatchingUp = stale.subscribe(() => void catchUp());
    return () => {
      stopTelling();
      stopCatchingUp();
    };
  }, [personId]);
}
