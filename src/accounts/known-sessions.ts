/**
 * Known sessions: whose a token is, without asking the database at every request of two hundred people.
 * What is remembered is forgotten after a few seconds, and at once when a session's end is told of.
 */
import { LRUCache } from 'lru-cache';
import type { Database } from '../database.ts';
import type { DeskNews } from '../desk.ts';
import { findSession, type KnownSession, touchSession } from '../store/people-sessions.ts';
import { hashToken } from './tokens.ts';

/**
 * OWASP's Session Management Cheat Sheet asks for an end after idleness and an end that comes in any case.
 * A working day's and a working week's: who answers citizens all day signs in once, and a computer that
 * was left alone overnight is signed out.
 */
export const IDLE_MS = 12 * 3_600_000;
export const LIFETIME_MS = 7 * 24 * 3_600_000;
/** A process that hears no news, because Redis is away, lets nobody in for longer than this. */
const REMEMBERED_MS = 3_000;
const REMEMBERED = 2_000;
/** How exact `seen_at` is: so seldom is it written. */
const TOUCH_MS = 5 * 60_000;

export interface AccountNews {
  tell(news: Exclude<DeskNews, { readonly type: 'gap' }>): Promise<void>;
  listen(listener: (news: DeskNews) => void): Promise<AsyncDisposable>;
}

export interface KnownSessions extends AsyncDisposable {
  /** Forgets at once what the news concerns, and tells the other processes. */
  tell: AccountNews['tell'];
  /** Undefined for what is nobody's, or over. A sign of life of whoever it is. */
  find(token: string): Promise<KnownSession | undefined>;
  /** As it is at this moment, and no sign of life: for a window that is merely open. */
  look(token: string): Promise<KnownSession | undefined>;
}

/** Whether what is remembered of somebody may be wrong now. */
function concerns(news: DeskNews, { person, sessionId }: KnownSession): boolean {
  if (news.type === 'gap') return true;
  if (news.type === 'people') return news.ids.includes(person.personId);
  return (
    news.type === 'signed-out' &&
    news.personId === person.personId &&
    (news.sessionId === null || news.sessionId === sessionId)
  );
}

export async function openKnownSessions(database: Database, news: AccountNews): Promise<KnownSessions> {
  const known = new LRUCache<string, KnownSession>({ max: REMEMBERED, ttl: REMEMBERED_MS });
  let heard = 0;
  const hear = (item: DeskNews) => {
    if (item.type !== 'gap' && item.type !== 'people' && item.type !== 'signed-out') return;
    heard += 1;
    for (const [hash, session] of known.entries()) if (concerns(item, session)) known.delete(hash);
  };
  const listening = await news.listen(hear);
  async function read(hash: string): Promise<KnownSession | undefined> {
    const before = heard;
    const session = await findSession(database, hash, IDLE_MS);
    // What was read before the news may be what the news made untrue.
    if (session && heard === before) known.set(hash, session);
    return session;
  }
  return {
    async find(token) {
      const hash = hashToken(token);
      const session = known.get(hash) ?? (await read(hash));
      if (session && Date.now() - session.seenAt.getTime() > TOUCH_MS) {
        known.delete(hash);
        await touchSession(database, session.sessionId);
      }
      return session;
    },
    tell(item) {
      hear(item);
      return news.tell(item);
    },
    look: (token) => findSession(database, hashToken(token), IDLE_MS),
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}
