/**
 * The line to the server. After every connecting it first asks for what was missed, then sends what
 * is in the outbox, oldest first and one at a time; so a message that had arrived after all is taken
 * out of the outbox before it would be sent again.
 */
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ClientMessage, PassageText, ServerEvents } from '../protocol.ts';
import type { Configuration } from './configuration.ts';
import { findPerson } from './standing.ts';
import { awaitsAnswer, nextToSend } from './state.ts';
import type { Storage } from './storage.ts';
import type { Store } from './store.ts';
import { createTypingNotices } from './typing.ts';

/** An answer that takes longer is taken for lost, and the connection for broken. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Whoever goes on writing is told of every 2 s. */
const TYPING_SHOWN_MS = 5_000;
/** Spread, so that not everybody comes back in the same moment after a restart of the server. */
const RECONNECT_MS = { least: 500, spread: 2_000 };

/** What the citizen sends: a message, or the button they chose. */
export type Outbound =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'choice'; readonly value: string; readonly title: string };

export interface Connection {
  /** Connects, if that was not done before. */
  open(): void;
  send(outbound: Outbound): void;
  retry(clientId: string): void;
  /** What the citizen writes has changed: the server is told, where it waits for the rest. */
  noteTyped(): void;
  /** Tells that the lines up to this one have been before the citizen's eyes. */
  markRead(conversationId: string, upToSeq: number): void;
  /** Resolves to null when there is no such passage; rejects when no answer comes. */
  fetchPassage(passageId: string): Promise<PassageText | null>;
}

export function createConnection(
  { server, locale }: Configuration,
  store: Store,
  storage: Storage,
): Connection {
  const socket: Socket<ServerEvents, ClientEvents> = io(`${server}/chat`, {
    autoConnect: false,
    auth: (give) => give({ token: storage.readToken(), locale }),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: RECONNECT_MS.least,
    reconnectionDelayMax: 10_000,
  });
  /** Drops the connection; socket.io then makes another, waiting longer each time. */
  const startOver = (): void => {
    if (socket.connected) socket.io.engine.close();
  };
  const send = createSender(store, socket, startOver);
  const typing = createTypingNotices(
    () => socket.connected && awaitsAnswer(store.state),
    () => socket.connected && findPerson(store.state) !== null,
    () => socket.emit('typing'),
  );
  let readUpTo = '';

  listen(socket, store, storage, { send, startOver });

  return {
    open: () => void socket.connect(),
    send(outbound) {
      const message: ClientMessage = { clientId: createClientId(), ...outbound };
      store.dispatch({ type: 'written', message, at: Date.now() });
      if (outbound.type === 'message') typing.noteSent();
      send();
    },
    retry(clientId) {
      store.dispatch({ type: 'retried', clientId });
      send();
    },
    noteTyped: typing.noteTyped,
    markRead(conversationId, upToSeq) {
      const place = `${conversationId}:${upToSeq}`;
      if (place === readUpTo || !socket.connected) return;
      readUpTo = place;
      socket.emit('read', { conversationId, upToSeq });
    },
    fetchPassage: (passageId) => socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('passage', passageId),
  };
}

/** What the server says. */
function listen(
  socket: Socket<ServerEvents, ClientEvents>,
  store: Store,
  storage: Storage,
  { send, startOver }: { send(): void; startOver(): void },
): void {
  socket.on('session', async ({ token, login }) => {
    storage.writeToken(token);
    store.dispatch({ type: 'welcomed', login });
    try {
      const lines = await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('sync', store.state.cursor);
      store.dispatch({ type: 'synced', lines });
      send();
    } catch {
      startOver();
    }
  });
  socket.on('lines', (lines, seen) => {
    store.dispatch({ type: 'lines', lines });
    const last = lines.at(-1);
    if (last) seen(last.seq);
  });
  socket.on('working', (on) => store.dispatch({ type: 'working', on }));
  socket.on('partial', (partial) => store.dispatch({ type: 'partial', ...partial }));
  socket.on('queue', (place) => store.dispatch({ type: 'queue', place, at: Date.now() }));
  let forget: ReturnType<typeof setTimeout> | undefined;
  socket.on('typing', ({ name }) => {
    store.dispatch({ type: 'typing', name });
    clearTimeout(forget);
    forget = setTimeout(() => store.dispatch({ type: 'typing', name: null }), TYPING_SHOWN_MS);
  });
  const onLost = (): void => {
    store.dispatch({ type: 'disconnected' });
    // Sent away by the server: socket.io leaves coming back to us.
    if (!socket.active) setTimeout(() => socket.connect(), delay());
  };
  socket.on('disconnect', onLost);
  socket.on('connect_error', onLost);
}

const delay = (): number => RECONNECT_MS.least + Math.random() * RECONNECT_MS.spread;

/** Empties the outbox, one message after another; called while it does so, it has no effect. */
function createSender(
  store: Store,
  socket: Socket<ServerEvents, ClientEvents>,
  startOver: () => void,
): () => void {
  let sending = false;
  const sendAll = async (): Promise<void> => {
    for (let next = nextToSend(store.state); next && store.state.synced; next = nextToSend(store.state)) {
      const { message } = next;
      const answer = await socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('message', message);
      store.dispatch({ type: 'acknowledged', clientId: message.clientId, answer, at: Date.now() });
    }
  };
  return () => {
    if (sending) return;
    sending = true;
    sendAll()
      .catch(startOver)
      .finally(() => {
        sending = false;
      });
  };
}

/** 128 random bits; `crypto.randomUUID` is missing on pages without TLS. */
const createClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
