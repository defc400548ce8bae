/** Signing in with a password, and with the second factor where there is one. */
import { v7 as createId } from 'uuid';
import { AssistantError } from '../errors.ts';
import type { Person } from '../person.ts';
import { findPerson, type Locks, takeRecoveryCode, takeTotpStep } from '../store/people.ts';
import { addSession } from '../store/people-sessions.ts';
import type { Accounts } from './accounts.ts';
import { LIFETIME_MS } from './known-sessions.ts';
import { matchesPassword } from './passwords.ts';
import { findTotpStep, readRecoveryCode } from './second-factor.ts';
import { createToken } from './tokens.ts';

/** A browser that is signed in from now on. */
export interface OpenedSession {
  readonly person: Person;
  readonly sessionId: string;
  /** Shown once: only its hash is kept. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
  /** Of the second factor: by the clock, or a recovery code. */
  readonly code: string | undefined;
  readonly networkAddress: string;
  /** The browser's own words for itself, for the list of sessions. */
  readonly browser: string;
}

const LONGEST_BROWSER = 200;

export async function openSession(
  { database }: Pick<Accounts, 'database'>,
  person: Person,
  browser: string,
): Promise<OpenedSession> {
  const { token, hash } = createToken();
  const sessionId = createId();
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  const name = browser.slice(0, LONGEST_BROWSER);
  await addSession(database, {
    sessionId,
    hash,
    personId: person.personId,
    kind: 'browser',
    name,
    expiresAt,
  });
  return { person, sessionId, token, expiresAt };
}

/** Whether the code is right, and nobody took it before: it is taken now. */
export async function takeCode(
  { database, sealer, hashCode }: Accounts,
  personId: string,
  { totpSecret, totpStep }: Locks,
  code: string,
): Promise<boolean> {
  if (totpSecret === null) return false;
  const recovery = readRecoveryCode(code);
  if (recovery !== undefined) return takeRecoveryCode(database, personId, hashCode(recovery));
  const step = findTotpStep(sealer.open(totpSecret), code, totpStep, new Date());
  return step !== undefined && takeTotpStep(database, personId, step);
}

/**
 * @throws AssistantError `sign-in-refused`, whatever is wrong and in the same time; `second-factor-needed`
 *   once the password was right; `too-many-attempts`
 */
export async function signIn(
  accounts: Accounts,
  { login, password, code, networkAddress, browser }: Credentials,
): Promise<OpenedSession> {
  const { attempts } = accounts;
  await attempts.begin(login, networkAddress);
  const found = await findPerson(accounts.database, { login });
  const isRight = await matchesPassword(password, found?.person.isActive ? found.locks.password : undefined);
  if (!found || !isRight) throw new AssistantError('sign-in-refused');
  const { person, locks } = found;
  if (locks.totpSecret !== null) {
    if (code === undefined) {
      await attempts.takeBack(login, networkAddress);
      throw new AssistantError('second-factor-needed');
    }
    if (!(await takeCode(accounts, person.personId, locks, code)))
      throw new AssistantError('second-factor-needed');
  }
  await attempts.succeed(login, networkAddress);
  return openSession(accounts, person, browser);
}
