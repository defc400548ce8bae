/** Windows of the desk as a browser holds them: what the socket told each, in order. */
import { io, type Socket } from 'socket.io-client';
import {
  type DeskAlert,
  type DeskClientEvents,
  type DeskServerEvents,
  LIVE_PATH,
  type StoryLine,
} from '../../src/desk.ts';
import type { Person, Presence } from '../../src/person.ts';
import type { TicketLine } from '../../src/ticket.ts';
import { until } from './servers.ts';

export interface TestWindow extends Disposable {
  readonly socket: Socket<DeskServerEvents, DeskClientEvents>;
  readonly tickets: Map<string, TicketLine>;
  readonly gone: string[];
  readonly presences: Map<string, Presence>;
  /** By conversation and seq, as often as it was told. */
  readonly lines: StoryLine[];
  readonly typing: { readonly conversationId: string; readonly who: unknown }[];
  readonly unfollowed: string[];
  readonly alerts: DeskAlert[];
  me: Person | undefined;
  stale: number;
  isSignedOut: boolean;
  /** Why it was not let in. */
  refusal: string | undefined;
  follow(conversationId: string, afterSeq?: number): Promise<readonly StoryLine[] | null>;
}

export interface WindowOptions {
  readonly token?: string;
  readonly origin?: string;
  readonly transports?: ('websocket' | 'polling')[];
}

/** Does not wait for anything. */
export function connectWindow(url: string, { token, origin, transports }: WindowOptions): TestWindow {
  const socket: TestWindow['socket'] = io(url, {
    path: LIVE_PATH,
    transports: transports ?? ['websocket'],
    forceNew: true,
    reconnectionDelay: 20,
    extraHeaders: {
      ...(token === undefined ? {} : { cookie: `guiche_desk=${token}` }),
      ...(origin === undefined ? {} : { origin }),
    },
  });
  const window: TestWindow = {
    socket,
    tickets: new Map(),
    gone: [],
    presences: new Map(),
    lines: [],
    typing: [],
    unfollowed: [],
    alerts: [],
    me: undefined,
    stale: 0,
    isSignedOut: false,
    refusal: undefined,
    follow: (conversationId, afterSeq = 0) => socket.emitWithAck('follow', conversationId, afterSeq),
    [Symbol.dispose]: () => void socket.disconnect(),
  };
  const takePresences = (all: readonly Presence[]) => {
    for (const presence of all) window.presences.set(presence.personId, presence);
  };
  socket.on('welcome', (me, all) => {
    window.me = me;
    takePresences(all);
  });
  socket.on('tickets', (changed, gone) => {
    for (const line of changed) window.tickets.set(line.conversationId, line);
    for (const id of gone) window.tickets.delete(id);
    window.gone.push(...gone);
  });
  socket.on('presence', takePresences);
  socket.on('story', (_conversationId, lines) => void window.lines.push(...lines));
  socket.on('unfollowed', (conversationId) => void window.unfollowed.push(conversationId));
  socket.on('typing', (conversationId, who) => void window.typing.push({ conversationId, who }));
  socket.on('alert', (alert) => void window.alerts.push(alert));
  socket.on('stale', () => {
    window.stale++;
  });
  socket.on('signedOut', () => {
    window.isSignedOut = true;
  });
  socket.on('connect_error', ({ message }) => {
    window.refusal = message;
  });
  return window;
}

/** Resolves once it was welcomed. */
export async function openWindow(url: string, token: string, more: WindowOptions = {}): Promise<TestWindow> {
  const window = connectWindow(url, { token, ...more });
  await until(() => window.me !== undefined, 'the welcome');
  return window;
}
