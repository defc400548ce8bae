/** Sends what stands in the outbox, and keeps it in the browser until the server has it. */
import { effect, signal } from '@preact/signals';
import { ApiError, call, createActionId } from '../../app/api.ts';
import { connection } from '../../app/known.ts';
import { me } from '../../app/session.ts';
import { type Box, openArea, openBox } from './drafts.ts';
import {
  nextOfEach,
  type Outbox,
  type OutboxAction,
  type Outgoing,
  reduceOutbox,
  type Written,
} from './outbox.ts';

export const outbox = signal<Outbox>([]);

let box: Box | undefined;
/** By conversation: what is on its way. */
const underWay = new Set<string>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The browser's keep of whoever is signed in. */
export const ownBox = (): Box => {
  box ??= openBox(
    openArea(() => localStorage),
    '',
  );
  return box;
};

/** What is kept follows from what is known: written before it is sent, removed when the server has it. */
function keep(before: Outbox, after: Outbox): void {
  const keeper = ownBox();
  const kept = new Map(before.map((outgoing) => [outgoing.actionId, outgoing]));
  for (const outgoing of after) {
    if (outgoing.seq !== null) keeper.removeOutgoing(outgoing.actionId);
    else if (kept.get(outgoing.actionId) !== outgoing) keeper.writeOutgoing(outgoing);
    kept.delete(outgoing.actionId);
  }
  for (const actionId of kept.keys()) keeper.removeOutgoing(actionId);
}

export function dispatch(action: OutboxAction): void {
  const before = outbox.value;
  const after = reduceOutbox(before, action);
  if (after === before) return;
  outbox.value = after;
  keep(before, after);
  pump();
}

const pathOf = ({ conversationId, kind }: Outgoing): string =>
  `/tickets/${conversationId}/${kind === 'reply' ? 'reply' : 'note'}`;

const bodyOf = ({ actionId, kind, text, buttons, citations, files, mentions, seen }: Outgoing): object =>
  kind === 'reply'
    ? {
        actionId,
        text,
        seen,
        ...(buttons.length > 0 ? { buttons } : {}),
        ...(citations.length > 0 ? { citations } : {}),
        ...(files.length > 0 ? { fileIds: files.map(({ fileId }) => fileId) } : {}),
      }
    : { actionId, kind, text, mentions };

async function send(outgoing: Outgoing): Promise<void> {
  const { actionId, conversationId } = outgoing;
  underWay.add(conversationId);
  try {
    const { seq } = await call<{ seq: number }>('POST', pathOf(outgoing), bodyOf(outgoing));
    underWay.delete(conversationId);
    dispatch({ type: 'sent', actionId, seq });
  } catch (error) {
    underWay.delete(conversationId);
    const { code, message, isPassing, retryAfterMs } =
      error instanceof ApiError ? error : new ApiError('failed', 0, String(error));
    // Whoever has to sign in again comes back to it.
    if (isPassing || code === 'not-authenticated') {
      const afterMs = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
      dispatch({ type: 'held-up', actionId, at: Date.now(), ...afterMs });
    } else dispatch({ type: 'refused', actionId, code, message });
  }
}

/** Sends what is due, and looks again when the next is. */
function pump(): void {
  // Whoever signs in next in this window sends nothing in another's name.
  if (me.value?.personId !== owner) return;
  for (const outgoing of nextOfEach(outbox.value)) {
    const { conversationId, dueAt } = outgoing;
    clearTimeout(timers.get(conversationId));
    if (underWay.has(conversationId)) continue;
    const waitMs = dueAt - Date.now();
    if (waitMs <= 0) void send(outgoing);
    else timers.set(conversationId, setTimeout(pump, waitMs));
  }
}

/** Puts it into the outbox, from where it goes by itself. */
export const write = (written: Omit<Written, 'actionId'>): void =>
  dispatch({ type: 'written', written: { ...written, actionId: createActionId() }, at: Date.now() });

let owner: string | undefined;
let stopWatching = (): void => {};

/** Another window has got something through, or given it up. */
function onStorage({ key }: StorageEvent): void {
  if (!box?.isOutboxKey(key)) return;
  const left = new Set(box.readOutbox().map(({ actionId }) => actionId));
  const gone = outbox.value.filter(({ actionId, seq }) => seq === null && !left.has(actionId));
  if (gone.length > 0) dispatch({ type: 'removed', actionIds: gone.map(({ actionId }) => actionId) });
}

/**
 * Takes up what this person left over in this browser. It goes on beyond the page, until somebody else is
 * there.
 */
export function startSending(personId: string): void {
  if (owner === personId) return;
  stopWatching();
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  owner = personId;
  box = openBox(
    openArea(() => localStorage),
    personId,
  );
  outbox.value = box.readOutbox().map((outgoing) => ({ ...outgoing, dueAt: 0 }));
  const onOnline = () => dispatch({ type: 'reconnected' });
  addEventListener('storage', onStorage);
  addEventListener('online', onOnline);
  const stopEffect = effect(() => {
    if (connection.value === 'online' && me.value?.personId === owner) queueMicrotask(onOnline);
  });
  stopWatching = () => {
    removeEventListener('storage', onStorage);
    removeEventListener('online', onOnline);
    stopEffect();
  };
  pump();
}
