/**
 * The line to the server: what happens at the desk comes over it. It holds no truth: after every gap the
 * pages load again what they show (`stale`), and followed conversations go on where they were.
 */
import { io, type Socket } from 'socket.io-client';
import { type DeskClientEvents, type DeskServerEvents, LIVE_PATH, type StoryLine } from '../../src/desk.ts';
import { connection, forgetAll, stale, takeAlert, takePresences, takeTickets } from './known.ts';
import { enter, signOutHere } from './session.ts';

/** An answer that takes longer is taken for lost, and the connection for broken. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Spread by half, so that not everybody comes back in the same moment after a restart of the server. */
const RECONNECT_MS = { least: 500, most: 10_000 };
const TYPING_INTERVAL_MS = 2_000;

export type Typist = Parameters<DeskServerEvents['typing']>[1];

export interface StoryListener {
  /** New ones, and old ones whose delivery changed: known by conversation and seq. */
  lines(lines: readonly StoryLine[]): void;
  typing(who: Typist): void;
  /** It may not be seen any more. */
  gone(): void;
}

interface Following {
  readonly conversationId: string;
  readonly on: StoryListener;
  /** Newest line that it was told. */
  seq: number;
}

type DeskSocket = Socket<DeskServerEvents, DeskClientEvents>;

let socket: DeskSocket | undefined;
const followings = new Set<Following>();

const followingsOf = (conversationId: string): Following[] =>
  [...followings].filter((following) => following.conversationId === conversationId);

function hand(following: Following, lines: readonly StoryLine[]): void {
  if (!followings.has(following) || lines.length === 0) return;
  following.seq = Math.max(following.seq, ...lines.map(({ seq }) => seq));
  following.on.lines(lines);
}

/** Drops the connection; socket.io then makes another, waiting longer each time. */
const startOver = (): void => {
  if (socket?.connected) socket.io.engine.close();
};

async function ask(following: Following): Promise<void> {
  const { conversationId, seq } = following;
  try {
    const lines = await socket?.timeout(ANSWER_TIMEOUT_MS).emitWithAck('follow', conversationId, seq);
    if (lines) hand(following, lines);
    else if (lines === null && followings.delete(following)) following.on.gone();
  } catch {
    startOver();
  }
}

function hear(line: DeskSocket): void {
  line.on('welcome', (me, all) => {
    enter(me);
    takePresences(all, true);
    connection.value = 'online';
    for (const following of followings) void ask(following);
    // What happened before the line stood was told to nobody here.
    stale.value++;
  });
  line.on('tickets', takeTickets);
  line.on('presence', (changed) => takePresences(changed));
  line.on('alert', takeAlert);
  line.on('story', (conversationId, lines) => {
    for (const following of followingsOf(conversationId)) hand(following, lines);
  });
  line.on('unfollowed', (conversationId) => {
    for (const following of followingsOf(conversationId))
      if (followings.delete(following)) following.on.gone();
  });
  line.on('typing', (conversationId, who) => {
    for (const { on } of followingsOf(conversationId)) on.typing(who);
  });
  line.on('stale', () => {
    for (const following of followings) void ask(following);
    stale.value++;
  });
  const leave = (): void => {
    if (socket === line) socket = undefined;
    line.disconnect();
    signOutHere();
  };
  line.on('signedOut', leave);
  const onLost = (): void => {
    connection.value = 'offline';
    // Sent away by the server: socket.io leaves coming back to us.
    if (line === socket && !line.active)
      setTimeout(() => line === socket && line.connect(), RECONNECT_MS.least * (1 + 3 * Math.random()));
  };
  line.on('disconnect', onLost);
  line.on('connect_error', (error) => {
    if (error.message === 'not-authenticated') leave();
    else onLost();
  });
}

/** Connects for whoever is signed in; what it returns ends it, and forgets what they saw. */
export function startLive(): () => void {
  const line: DeskSocket = io({
    path: LIVE_PATH,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: RECONNECT_MS.least,
    reconnectionDelayMax: RECONNECT_MS.most,
  });
  socket = line;
  connection.value = 'connecting';
  hear(line);
  return () => {
    if (socket === line) socket = undefined;
    line.disconnect();
    forgetAll();
  };
}

/**
 * Tells what happens in a conversation after `afterSeq`, and goes on doing so after every gap. Some lines
 * from before it come too, where their delivery may have changed.
 * @returns the way to stop
 */
export function follow(conversationId: string, afterSeq: number, on: StoryListener): () => void {
  const following: Following = { conversationId, on, seq: afterSeq };
  followings.add(following);
  if (socket?.connected) void ask(following);
  return () => {
    if (followings.delete(following) && followingsOf(conversationId).length === 0)
      socket?.emit('unfollow', conversationId);
  };
}

let toldTyping = { conversationId: '', at: 0 };

/** Whoever looks at the conversation, the citizen too, is shown that somebody writes. Call it as often as you like. */
export function tellTyping(conversationId: string): void {
  const at = performance.now();
  if (toldTyping.conversationId === conversationId && at - toldTyping.at < TYPING_INTERVAL_MS) return;
  toldTyping = { conversationId, at };
  // Kept for later it would be wrong.
  if (socket?.connected) socket.volatile.emit('typing', conversationId);
}
