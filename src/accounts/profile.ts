/** What people change about themselves: name and language, the password, the second factor. */
import { AssistantError } from '../errors.ts';
import type { Person } from '../person.ts';
import { addDeskChange } from '../store/desk-changes.ts';
import {
  countRecoveryCodes,
  findPerson,
  keepPassword,
  keepPendingTotp,
  keepTotp,
  type PersonWithLocks,
} from '../store/people.ts';
import type { Accounts } from './accounts.ts';
import { checkPassword, hashPassword, matchesPassword } from './passwords.ts';
import { changePerson } from './people.ts';
import {
  createRecoveryCodes,
  createTotpSecret,
  describeTotp,
  findTotpStep,
  readRecoveryCode,
} from './second-factor.ts';
import { endSessions } from './sessions.ts';
import { takeCode } from './sign-in.ts';

/** Whose session it is, and from where. */
export interface Asking {
  readonly me: Person;
  readonly sessionId: string;
  readonly networkAddress: string;
}

async function findMe({ database }: Accounts, { personId }: Person): Promise<PersonWithLocks> {
  const found = await findPerson(database, { personId });
  if (!found) throw new AssistantError('not-authenticated');
  return found;
}

export interface Profile {
  readonly me: Person;
  readonly hasSecondFactor: boolean;
  readonly recoveryCodes: number;
  /** Signs in at the OpenID provider: neither password nor second factor are this program's. */
  readonly isElsewhere: boolean;
}

export async function readProfile(accounts: Accounts, me: Person): Promise<Profile> {
  const { person, locks } = await findMe(accounts, me);
  const recoveryCodes = await countRecoveryCodes(accounts.database, me.personId);
  const { totpSecret, isElsewhere } = locks;
  return { me: person, hasSecondFactor: totpSecret !== null, recoveryCodes, isElsewhere };
}

export interface ProfileChanges {
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
}

export const changeProfile = (
  accounts: Accounts,
  me: Person,
  { name, locale }: ProfileChanges,
): Promise<Person> =>
  changePerson(accounts, me, me.personId, {
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
  });

/**
 * Signs out everywhere else.
 * @throws AssistantError `sign-in-refused` where the old one is wrong; `too-many-attempts`
 */
export async function changePassword(
  accounts: Accounts,
  { me, sessionId, networkAddress }: Asking,
  before: string,
  after: string,
): Promise<void> {
  const { database, attempts } = accounts;
  const { person, locks } = await findMe(accounts, me);
  await attempts.begin(person.login, networkAddress);
  if (!(await matchesPassword(before, locks.password))) throw new AssistantError('sign-in-refused');
  await attempts.succeed(person.login, networkAddress);
  checkPassword(after, [person.login, person.name]);
  const password = await hashPassword(after);
  const { personId, login } = person;
  await database.transaction(async (transaction) => {
    await keepPassword(transaction, personId, password);
    await addDeskChange(transaction, {
      personId,
      action: 'password-set',
      about: { personId, login, by: 'person' },
    });
  });
  await endSessions(accounts, personId, sessionId);
}

/** What the app needs; not in force before a code of it was told. */
export async function beginTotp(accounts: Accounts, me: Person): Promise<{ secret: string; uri: string }> {
  const { person, locks } = await findMe(accounts, me);
  if (locks.isElsewhere)
    throw new AssistantError('invalid-request', 'The second factor is the OpenID provider’s matter here.');
  if (locks.totpSecret !== null)
    throw new AssistantError('invalid-request', 'There is a second factor already: remove it first.');
  const secret = createTotpSecret();
  await keepPendingTotp(accounts.database, person.personId, accounts.sealer.seal(secret));
  return { secret, uri: describeTotp(secret, person.login) };
}

/** From now on it is asked for. Returns the recovery codes, which are told once. */
export async function confirmTotp(accounts: Accounts, me: Person, code: string): Promise<readonly string[]> {
  const { database, sealer, hashCode } = accounts;
  const { person, locks } = await findMe(accounts, me);
  if (locks.totpPending === null) throw new AssistantError('invalid-request', 'No second factor was begun.');
  const { totpPending, totpStep } = locks;
  const step = findTotpStep(sealer.open(totpPending), code, totpStep, new Date());
  if (step === undefined) throw new AssistantError('second-factor-needed');
  const codes = createRecoveryCodes();
  const hashes = codes.map((each) => hashCode(readRecoveryCode(each) ?? each));
  const { personId, login } = person;
  await database.transaction(async (transaction) => {
    await keepTotp(transaction, personId, totpPending, step, hashes);
    await addDeskChange(transaction, { personId, action: 'second-factor-set', about: { personId, login } });
  });
  return codes;
}

/** @param code of the app, or a recovery code; @throws AssistantError `second-factor-needed` where it is wrong */
export async function removeTotp(
  accounts: Accounts,
  { me, networkAddress }: Asking,
  code: string,
): Promise<void> {
  const { database, attempts } = accounts;
  const { person, locks } = await findMe(accounts, me);
  const { personId, login } = person;
  await attempts.begin(login, networkAddress);
  if (!(await takeCode(accounts, personId, locks, code))) throw new AssistantError('second-factor-needed');
  await attempts.succeed(login, networkAddress);
  await database.transaction(async (transaction) => {
    await keepTotp(transaction, personId, null, null, []);
    await addDeskChange(transaction, {
      personId,
      action: 'second-factor-removed',
      about: { personId, login },
    });
  });
}
