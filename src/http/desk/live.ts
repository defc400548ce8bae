/**
 * The desk's socket: what happens is told to each window whose person may see it, by whichever process it
 * reaches. It holds no truth: what a window missed it reads again, from the log.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Server } from 'socket.io';
import { z } from 'zod';
import { type DeskNews, LIVE_PATH } from '../../desk.ts';
import { describeError } from '../../errors.ts';
import { hasRole, type PersonRole } from '../../person.ts';
import { createPresences, type PresencesOptions } from './live/presences.ts';
import { createStories, type Reach, type StoriesOptions } from './live/stories.ts';
import { createTicketNews, type TicketNewsOptions } from './live/tickets.ts';
import { createTell, type DeskServer, type DeskSocket, type Window, watchLine } from './live/window.ts';
import type { SignedIn } from './route.ts';

type Typist = Pick<Reach, 'channel' | 'address'>;

export interface LiveParts
  extends Omit<StoriesOptions, 'tell'>,
    Omit<TicketNewsOptions, 'tell' | 'windows' | 'signal'>,
    Omit<PresencesOptions, 'tell' | 'windows'> {
  /** Where people reach the desk, without a slash at the end. */
  publicUrl(): string;
  authenticate(headers: IncomingHttpHeaders): Promise<SignedIn | undefined>;
  listen(listener: (news: DeskNews) => void): Promise<AsyncDisposable>;
  tellPeople(personIds: readonly string[]): Promise<void>;
  /** Citizens who are typing, wherever. */
  watchTypists(listener: (typist: Typist) => void): Promise<AsyncDisposable>;
  /** A person writes to the citizen: tells the other windows, and the citizen's. */
  tellTyping(reach: Reach, by: { readonly personId: string; readonly name: string }): Promise<void>;
}

/** Presence runs out after three of these (src/store/presences.ts). */
const BEAT_MS = 5_000;
/** So often a session is looked up again, should the news of its end be lost. */
const BEATS_PER_CHECK = 12;
/** Far above what a page does by itself. */
const EVENTS_PER_MINUTE = 600;
const PAYLOAD_LIMIT_BYTES = 16 * 1024;
const ANSWERING: readonly PersonRole[] = ['attendant', 'supervisor', 'admin'];
const ALERTED: readonly PersonRole[] = ['supervisor', 'admin'];

const idSchema = z.uuid();
const seqSchema = z.int().min(0);

/** Everything of one process: its windows, and what they are shown. */
function openHub(io: DeskServer, parts: LiveParts, signal: AbortSignal) {
  const windows = new Set<Window>();
  const tell = createTell(io);
  const presences = createPresences({ ...parts, windows, tell });
  const stories = createStories({ ...parts, tell });
  const tellTickets = createTicketNews({ ...parts, windows, tell, signal });

  function end(window: Window): void {
    window.socket.emit('signedOut');
    window.socket.disconnect(true);
  }

  /** Whether the session holds, and whose it is by now. Never rejects: what cannot be asked stays. */
  async function check(window: Window): Promise<void> {
    try {
      const signedIn = await parts.authenticate(window.socket.handshake.headers);
      if (!signedIn || signedIn.person.personId !== window.me.personId) return end(window);
      if (JSON.stringify(signedIn.person) === JSON.stringify(window.me)) return;
      window.me = signedIn.person;
      stories.recheck(window);
      window.socket.emit('welcome', window.me, presences.all());
    } catch (error) {
      parts.log.warn({ error: describeError(error) }, 'it is not known whether a session holds');
    }
  }

  const windowsOf = (personIds: readonly string[]): Window[] =>
    [...windows].filter(({ me }) => personIds.includes(me.personId));

  function catchUp(): void {
    tell(windows, 'stale');
    stories.news(stories.all(), true);
    void presences.refresh();
    for (const window of windows) void check(window);
  }

  const hear: { readonly [Type in DeskNews['type']]: (news: Extract<DeskNews, { type: Type }>) => void } = {
    conversations({ ids }) {
      stories.news(ids, true);
      tellTickets(ids);
    },
    deliveries: ({ ids }) => stories.news(ids, false),
    people({ ids }) {
      void presences.refresh();
      for (const window of windowsOf(ids)) void check(window);
    },
    typing({ conversationId, personId, name }) {
      const others = [...stories.windowsOf(conversationId)].filter(({ me }) => me.personId !== personId);
      tell(others, 'typing', conversationId, { from: 'person', name });
    },
    'signed-out'({ personId, sessionId }) {
      for (const window of windowsOf([personId]))
        if (sessionId === null || sessionId === window.sessionId) end(window);
    },
    alert: ({ alert }) =>
      tell(
        [...windows].filter(({ me }) => hasRole(me, ALERTED)),
        'alert',
        alert,
      ),
    gap: catchUp,
  };

  return {
    windows,
    tell,
    presences,
    stories,
    check,
    hear: (news: DeskNews) => hear[news.type](news as never),
  };
}

type Hub = ReturnType<typeof openHub>;

function serve(window: Window, { presences, stories, windows }: Hub, parts: LiveParts): void {
  const { socket } = window;
  const limiter = new RateLimiterMemory({ points: EVENTS_PER_MINUTE, duration: 60 });
  socket.use((_event, next) => {
    limiter.consume('').then(
      () => next(),
      () => next(new Error('too-many-requests')),
    );
  });
  // A page that says what no page says is none of ours: what it sent is dropped, and it stays.
  socket.on('error', () => undefined);
  socket.on('follow', async (conversationId, afterSeq, answer) => {
    if (typeof answer !== 'function') return;
    if (!idSchema.safeParse(conversationId).success || !seqSchema.safeParse(afterSeq).success)
      return answer(null);
    try {
      answer(await stories.follow(window, conversationId, afterSeq));
    } catch (error) {
      parts.log.warn({ conversationId, error: describeError(error) }, 'a story could not be followed');
      // It comes back, and asks again.
      socket.conn.close();
    }
  });
  socket.on('unfollow', (conversationId) => stories.unfollow(window, String(conversationId)));
  socket.on('typing', (conversationId) => {
    const reach = stories.followed(window, String(conversationId));
    if (!reach || !hasRole(window.me, ANSWERING)) return;
    const { personId, name } = window.me;
    void parts.tellTyping(reach, { personId, name });
  });
  socket.on('disconnect', () => {
    windows.delete(window);
    stories.leave(window);
  });
  socket.emit('welcome', window.me, presences.all());
}

/** Whoever opens a window is there from then on. */
async function arrive(socket: DeskSocket, hub: Hub, parts: LiveParts): Promise<void> {
  const { person, sessionId } = socket.data as SignedIn;
  const { personId } = person;
  const window: Window = { socket, sessionId, me: person, waiting: 0, isBehind: false };
  watchLine(window);
  hub.windows.add(window);
  // Before it waits for anything: nobody listens to a window that has left meanwhile.
  serve(window, hub, parts);
  if (hub.presences.isOnline(personId)) return;
  await hub.presences.seen([personId]);
  await parts.tellPeople([personId]);
}

function startBeat(hub: Hub): Disposable {
  let beats = 0;
  const beat = setInterval(async () => {
    if (hub.windows.size === 0) return;
    const people = new Set([...hub.windows].map(({ me }) => me.personId));
    await hub.presences.seen([...people]);
    await hub.presences.refresh();
    beats++;
    if (beats % BEATS_PER_CHECK === 0) for (const window of [...hub.windows]) await hub.check(window);
  }, BEAT_MS);
  beat.unref();
  return { [Symbol.dispose]: () => clearInterval(beat) };
}

const originOf = (url: string): string | undefined => URL.parse(url)?.origin;

function openServer(http: FastifyInstance, parts: LiveParts, isClosing: () => boolean): DeskServer {
  const io: DeskServer = new Server(http.server, {
    path: LIVE_PATH,
    serveClient: false,
    maxHttpBufferSize: PAYLOAD_LIMIT_BYTES,
    // The widget's socket listens on the same server, and ends what is nobody's.
    destroyUpgrade: false,
    // The cookie comes with requests of any site: only our own pages may use it.
    allowRequest: (request: IncomingMessage, decide) => {
      const { origin, host } = request.headers;
      const isOwn =
        origin === undefined || URL.parse(origin)?.host === host || origin === originOf(parts.publicUrl());
      decide(null, !isClosing() && isOwn);
    },
  });
  io.use((socket, next) => {
    parts.authenticate(socket.handshake.headers).then(
      (signedIn) => {
        socket.data = signedIn;
        next(signedIn ? undefined : new Error('not-authenticated'));
      },
      (error: unknown) => {
        parts.log.warn({ error: describeError(error) }, 'a window was not let in');
        next(new Error('not-ready'));
      },
    );
  });
  return io;
}

/** Mounts it on the server of `http`, which listens afterwards. */
export async function openDeskLive(http: FastifyInstance, parts: LiveParts): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const closing = new AbortController();
  const io = openServer(http, parts, () => closing.signal.aborted);
  stack.defer(() => io.close());
  const hub = openHub(io, parts, closing.signal);
  stack.use(await parts.listen(hub.hear));
  stack.use(
    await parts.watchTypists((typist) => {
      for (const { reach, windows } of hub.stories.at(typist))
        hub.tell(windows, 'typing', reach.conversationId, { from: 'citizen' });
    }),
  );
  stack.use(startBeat(hub));
  await hub.presences.refresh();
  io.on('connection', (socket: DeskSocket) => void arrive(socket, hub, parts));
  // Windows are sent away, and kept away, before the server waits for its connections to end.
  http.addHook('preClose', async () => {
    closing.abort();
    io.engine.close();
  });
  return stack.move();
}
