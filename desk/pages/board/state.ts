/** What the board shows, read again when something happened: at most once a second. */
import { effect, signal } from '@preact/signals';
import type { DeskAlert } from '../../../src/desk.ts';
import type { Board } from '../../../src/supervision.ts';
import { call } from '../../app/api.ts';
import { alerts, presences, stale, tickets } from '../../app/known.ts';

/** Undefined until it is known. */
export const board = signal<Board | undefined>(undefined);
/** Newest first. */
export const standing = signal<readonly DeskAlert[]>([]);
/** Why it could not be read the last time. */
export const problem = signal<unknown>(undefined);

const LEAST_MS = 1_000;
/** Terms run out without anything happening. */
const MOST_MS = 10_000;

async function read(): Promise<void> {
  try {
    const [now, { alerts: all }] = await Promise.all([
      call<Board>('GET', '/board'),
      call<{ alerts: readonly DeskAlert[] }>('GET', '/alerts'),
    ]);
    board.value = now;
    standing.value = all;
    problem.value = undefined;
  } catch (error) {
    problem.value = error;
  }
}

/** @returns the way to stop */
export function watchBoard(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let isReading = false;
  let isOver = false;
  const schedule = (ms: number): void => {
    if (isOver || isReading || dueAt <= performance.now() + ms) return;
    clearTimeout(timer);
    dueAt = performance.now() + ms;
    timer = setTimeout(run, ms);
  };
  let wasCalled = false;
  const run = async (): Promise<void> => {
    dueAt = Number.POSITIVE_INFINITY;
    isReading = true;
    wasCalled = false;
    // Nobody looks: the next look begins with a reading.
    if (document.visibilityState === 'visible') await read();
    isReading = false;
    schedule(wasCalled ? LEAST_MS : MOST_MS);
  };
  const stop = effect(() => {
    void [tickets.value, presences.value, alerts.value, stale.value];
    wasCalled = true;
    schedule(LEAST_MS);
  });
  const onLook = () => schedule(0);
  document.addEventListener('visibilitychange', onLook);
  schedule(0);
  return () => {
    isOver = true;
    clearTimeout(timer);
    stop();
    document.removeEventListener('visibilitychange', onLook);
  };
}
