/** Who is signed in: browsers, and programs with a token of their person's. Only hashes of tokens are kept. */
import type { Queryable, Row } from '../database.ts';
import type { Person } from '../person.ts';
import { PERSON_COLUMNS, toPerson } from './people.ts';

export type SessionKind = 'browser' | 'token';

export interface NewSession {
  readonly sessionId: string;
  readonly hash: string;
  readonly personId: string;
  readonly kind: SessionKind;
  readonly name: string;
  readonly expiresAt: Date;
}

export interface PersonSession {
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly name: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

const ADD = `
  insert into people_sessions (id, hash, person_id, kind, name, expires_at) values ($1, $2, $3, $4, $5, $6)`;

/** Takes the occasion to remove those that are over, of everybody. */
export async function addSession(database: Queryable, session: NewSession): Promise<void> {
  const { sessionId, hash, personId, kind, name, expiresAt } = session;
  await database.query('delete from people_sessions where expires_at < now()');
  await database.query(ADD, [sessionId, hash, personId, kind, name, expiresAt]);
}

/** A browser nobody has used for so long is signed out; a program rests as long as it likes. */
const IS_ALIVE = `s.expires_at > now() and (s.kind = 'token' or s.seen_at > now() - $2 * interval '1 ms')`;

export interface KnownSession {
  readonly person: Person;
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

/** Undefined for a session that is over, and of a person who no longer works here. */
export async function findSession(
  database: Queryable,
  hash: string,
  idleMs: number,
): Promise<KnownSession | undefined> {
  const [row] = await database.query(
    `select ${PERSON_COLUMNS}, s.id as session_id, s.kind, s.seen_at, s.expires_at
     from people_sessions s join people p on p.id = s.person_id
     where s.hash = $1 and p.active and ${IS_ALIVE}`,
    [hash, idleMs],
    'find-session',
  );
  if (!row) return undefined;
  return {
    person: toPerson(row),
    sessionId: row['session_id'] as string,
    kind: row['kind'] as SessionKind,
    seenAt: row['seen_at'] as Date,
    expiresAt: row['expires_at'] as Date,
  };
}

export const touchSession = (database: Queryable, sessionId: string): Promise<unknown> =>
  database.query('update people_sessions set seen_at = now() where id = $1', [sessionId]);

const toSession = (row: Row): PersonSession => ({
  sessionId: row['id'] as string,
  kind: row['kind'] as SessionKind,
  name: row['name'] as string,
  createdAt: row['created_at'] as Date,
  seenAt: row['seen_at'] as Date,
  expiresAt: row['expires_at'] as Date,
});

/** Somebody's, newest first. */
export async function listSessions(
  database: Queryable,
  personId: string,
  idleMs: number,
): Promise<readonly PersonSession[]> {
  const rows = await database.query(
    `select s.id, s.kind, s.name, s.created_at, s.seen_at, s.expires_at from people_sessions s
     where s.person_id = $1 and ${IS_ALIVE} order by s.created_at desc, s.id desc`,
    [personId, idleMs],
  );
  return rows.map(toSession);
}

/** False where that person has no such session. */
export async function endSession(database: Queryable, personId: string, sessionId: string): Promise<boolean> {
  const rows = await database.query(
    'delete from people_sessions where id = $2 and person_id = $1 returning id',
    [personId, sessionId],
  );
  return rows.length > 0;
}

/** All of somebody's, but for one; which there were. */
export async function endSessions(
  database: Queryable,
  personId: string,
  exceptId: string | null,
): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    'delete from people_sessions where person_id = $1 and id is distinct from $2::uuid returning id',
    [personId, exceptId],
  );
  return rows.map(({ id }) => id);
}
