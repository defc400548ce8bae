/** Sessions that somebody has, and how they end. */
import { v7 as createId } from 'uuid';
import { AssistantError } from '../errors.ts';
import { addDeskChange } from '../store/desk-changes.ts';
import {
  addSession,
  endSessions as endAllKept,
  endSession as endKept,
  listSessions as listKept,
  type PersonSession,
} from '../store/people-sessions.ts';
import type { Accounts } from './accounts.ts';
import { IDLE_MS } from './known-sessions.ts';
import { createToken } from './tokens.ts';

export type { PersonSession } from '../store/people-sessions.ts';

const DAY_MS = 24 * 3_600_000;

/** Newest first. */
export const listSessions = ({ database }: Accounts, personId: string): Promise<readonly PersonSession[]> =>
  listKept(database, personId, IDLE_MS);

/** At once, in every process. @throws AssistantError `not-found` for what is no session of that person's */
export async function endSession(
  { database, news }: Accounts,
  personId: string,
  sessionId: string,
): Promise<void> {
  if (!(await endKept(database, personId, sessionId))) throw new AssistantError('not-found', 'This session');
  await news.tell({ type: 'signed-out', personId, sessionId });
}

/** All of somebody's, tokens too, but for one. */
export async function endSessions(
  { database, news }: Accounts,
  personId: string,
  exceptId: string | null = null,
): Promise<void> {
  const ended = await endAllKept(database, personId, exceptId);
  if (exceptId === null) return news.tell({ type: 'signed-out', personId, sessionId: null });
  for (const sessionId of ended) await news.tell({ type: 'signed-out', personId, sessionId });
}

/** A program of that person's may then do what they may, until then. The token is told once. */
export async function createProgramToken(
  { database }: Accounts,
  personId: string,
  name: string,
  days: number,
): Promise<{ readonly token: string; readonly sessionId: string; readonly expiresAt: Date }> {
  const { token, hash } = createToken();
  const sessionId = createId();
  const expiresAt = new Date(Date.now() + days * DAY_MS);
  await database.transaction(async (transaction) => {
    await addSession(transaction, { sessionId, hash, personId, kind: 'token', name, expiresAt });
    await addDeskChange(transaction, { personId, action: 'token-made', about: { sessionId, name, days } });
  });
  return { token, sessionId, expiresAt };
}
