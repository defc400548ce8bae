/** While somebody is signed in: keeps the socket open, and the open tickets known. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { forgetAll, stale } from './known.ts';
import { startLive } from './live.ts';
import { loadOpenTickets } from './load-tickets.ts';
import { can, me } from './session.ts';

/** Whether the list is not there yet, or could not be had. */
export const listState = signal<'loading' | 'there' | 'failed'>('loading');

export async function reloadTickets(): Promise<void> {
  if (!can(['admin', 'supervisor', 'attendant', 'auditor'])) return;
  try {
    await loadOpenTickets();
    listState.value = 'there';
  } catch {
    // What is known already stays; the socket calls again when it is back.
    if (listState.value === 'loading') listState.value = 'failed';
  }
}

export function useLive(): void {
  const personId = me.value?.personId;
  useEffect(() => {
    if (personId === undefined) return;
    listState.value = 'loading';
    const stop = startLive();
    // At once, and whenever something may have been missed.
    const stopReloading = stale.subscribe(() => void reloadTickets());
    return () => {
      stopReloading();
      stop();
      forgetAll();
    };
  }, [personId]);
}
