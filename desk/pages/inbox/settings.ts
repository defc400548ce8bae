/** How somebody likes to work, in this browser. */
import { effect, type Signal, signal } from '@preact/signals';
import { openArea } from './drafts.ts';

const area = openArea(() => localStorage);

/** On or off, and kept. */
function keep(name: string, otherwise: boolean): Signal<boolean> {
  const key = `guiche:desk:${name}`;
  const kept = signal((area.getItem(key) ?? String(otherwise)) === 'true');
  effect(() => area.setItem(key, String(kept.value)));
  return kept;
}

/** Enter sends, Shift+Enter begins a line; else Ctrl+Enter sends. */
export const enterSends = keep('enter-sends', true);
/** Letters alone do things while nothing is being written (WCAG 2.1.4: they can be switched off). */
export const usesKeys = keep('keys', true);
