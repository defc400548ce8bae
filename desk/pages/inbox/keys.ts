/** What the keys do in the inbox, as data: the overview shows what is here. */
import { tickets } from '../../app/known.ts';
import { act, asking } from './actions.ts';
import { writeIn } from './composing.ts';
import { t as tConversation } from './conversation-words.ts';
import { detailsOpen } from './panes.ts';
import { usesKeys } from './settings.ts';
import { leaveConversation, neighbour, openConversation, openId } from './state.ts';

export interface Key {
  readonly key: string;
  readonly what:
    | 'next'
    | 'previous'
    | 'list'
    | 'search'
    | 'reply'
    | 'note'
    | 'take'
    | 'transfer'
    | 'close'
    | 'labels'
    | 'details'
    | 'newest'
    | 'leave'
    | 'help';
  /** Of the conversation in hand, where it needs one. */
  run(conversationId: string): void;
  readonly needsConversation: boolean;
}

const focusOn = (id: string): void => document.getElementById(id)?.focus();

const go = (step: 1 | -1): void => {
  const next = neighbour(step);
  if (next !== undefined) openConversation(next);
};

/** Only of what is still open. */
const ask = (about: 'transfer' | 'close' | 'labels', id: string): void => {
  if (tickets.value.has(id)) asking.value = { about, ids: [id] };
};

export const KEYS: readonly Key[] = [
  { key: 'j', what: 'next', needsConversation: false, run: () => go(1) },
  { key: 'k', what: 'previous', needsConversation: false, run: () => go(-1) },
  { key: 'i', what: 'list', needsConversation: false, run: () => focusOn('conversations') },
  { key: '/', what: 'search', needsConversation: false, run: () => focusOn('search') },
  { key: 'r', what: 'reply', needsConversation: true, run: () => writeIn('reply') },
  { key: 'n', what: 'note', needsConversation: true, run: () => writeIn('note') },
  {
    key: 'a',
    what: 'take',
    needsConversation: true,
    run: (id) => void (tickets.value.has(id) && act(id, { type: 'take' }, tConversation('taken'))),
  },
  { key: 't', what: 'transfer', needsConversation: true, run: (id) => ask('transfer', id) },
  { key: 'e', what: 'close', needsConversation: true, run: (id) => ask('close', id) },
  { key: 'l', what: 'labels', needsConversation: true, run: (id) => ask('labels', id) },
  {
    key: 'd',
    what: 'details',
    needsConversation: true,
    run: () => {
      detailsOpen.value = !detailsOpen.value;
    },
  },
  {
    key: 'g',
    what: 'newest',
    needsConversation: true,
    run: () => document.getElementById('to-end')?.click(),
  },
  { key: 'Escape', what: 'leave', needsConversation: true, run: leaveConversation },
  {
    key: '?',
    what: 'help',
    needsConversation: false,
    run: () => {
      asking.value = { about: 'keys' };
    },
  },
];

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** Takes a key that was pressed on the page. */
export function takeKey(event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (event.defaultPrevented || ctrlKey || metaKey || altKey || asking.value !== undefined) return;
  if (document.querySelector('dialog[open]')) return;
  if (isWriting(target)) {
    if (key === 'Escape') focusOn('conversations');
    return;
  }
  const own = KEYS.find((each) => each.key === key);
  // Escape is no letter, and stays.
  if (!own || (!usesKeys.value && key !== 'Escape')) return;
  const id = openId.value;
  if (own.needsConversation && id === undefined) return;
  event.preventDefault();
  own.run(id ?? '');
}
