/**
 * Window: one open page of somebody at the desk. What a slow one does not take in time is not kept for it:
 * it is told that it missed something, and loads again what it shows.
 */
import type { Server, Socket } from 'socket.io';
import type { DeskClientEvents, DeskServerEvents } from '../../../desk.ts';
import type { Person } from '../../../person.ts';

export type DeskSocket = Socket<DeskClientEvents, DeskServerEvents>;
export type DeskServer = Server<DeskClientEvents, DeskServerEvents>;

export interface Window {
  readonly socket: DeskSocket;
  readonly sessionId: string;
  me: Person;
  /** Messages that the line has not taken yet. */
  waiting: number;
  /** Nothing is sent until what was sent has gone; then it is told that it missed something. */
  isBehind: boolean;
}

/** So many messages may wait for a window: seconds of a busy desk. */
const MOST_WAITING = 64;

/** Sends one message to many windows: it is put into words once. */
export type Tell = <Event extends keyof DeskServerEvents>(
  windows: Iterable<Window>,
  event: Event,
  ...words: Parameters<DeskServerEvents[Event]>
) => void;

/** Counts what waits for a window, and tells one that was behind that it missed something. */
export function watchLine(window: Window): void {
  const { socket } = window;
  socket.conn.on('packetCreate', () => {
    window.waiting++;
  });
  socket.conn.on('flush', () => {
    window.waiting = 0;
    if (!window.isBehind) return;
    window.isBehind = false;
    // Not within the engine's own work on its queue.
    queueMicrotask(() => socket.emit('stale'));
  });
}

function keepsUp(window: Window): boolean {
  if (window.waiting > MOST_WAITING) window.isBehind = true;
  return !window.isBehind;
}

export const createTell =
  (io: DeskServer): Tell =>
  (windows, event, ...words) => {
    const ids = [...windows].filter(keepsUp).map(({ socket }) => socket.id);
    if (ids.length > 0) io.to(ids).emit(event, ...words);
  };
