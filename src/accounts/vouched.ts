/** People whom an OpenID provider vouches for: they have their roles from there, and no password here. */
import { createHash } from 'node:crypto';
import { v7 as createId } from 'uuid';
import type { Transaction } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { Person, PersonRole } from '../person.ts';
import { addDeskChange } from '../store/desk-changes.ts';
import { addPerson } from '../store/people.ts';
import { findSubject, keepSubject, type Subject } from '../store/people-subjects.ts';
import type { Accounts } from './accounts.ts';
import { changePerson } from './people.ts';
import { type OpenedSession, openSession } from './sign-in.ts';

export interface Vouched {
  readonly subject: Subject;
  /** As the provider has it; of the first time. */
  readonly login: string;
  readonly name: string;
  readonly email: string | null;
  /** What the settings make of the provider's words for them; none: not let in. */
  readonly roles: readonly PersonRole[];
}

const LONGEST_LOGIN = 90;

/** In the form that logins have here. */
const toLogin = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._@+-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, LONGEST_LOGIN) || 'person';

/** A login that somebody has here is not theirs: another provider, or a password, stands behind it. */
async function addVouched(transaction: Transaction, vouched: Vouched): Promise<Person> {
  const { subject, name, email, roles } = vouched;
  const tail = createHash('sha256').update(`${subject.issuer}\0${subject.subject}`).digest('hex').slice(0, 8);
  const login = toLogin(vouched.login);
  for (const free of [login, `${login}-${tail}`]) {
    const person: Person = {
      personId: createId(),
      login: free,
      name,
      email,
      roles,
      queues: [],
      skills: [],
      capacity: {},
      locale: 'pt-BR',
      isActive: true,
    };
    if (!(await addPerson(transaction, person))) continue;
    const { personId } = person;
    await keepSubject(transaction, personId, subject);
    const about = { personId, login: free, roles: [...roles], by: subject.issuer };
    await addDeskChange(transaction, { personId, action: 'person-added', about });
    return person;
  }
  throw new AssistantError('login-taken', login);
}

/** The provider's word holds at each sign-in; but somebody must be left who lets others in. */
async function followRoles(
  accounts: Accounts,
  person: Person,
  roles: readonly PersonRole[],
): Promise<Person> {
  if (JSON.stringify(person.roles) === JSON.stringify(roles)) return person;
  return changePerson(accounts, null, person.personId, { roles }).catch((error: unknown) => {
    if (error instanceof AssistantError && error.code === 'last-admin') return person;
    throw error;
  });
}

/** Lets in whoever the provider vouches for; makes their account the first time. */
export async function enterVouched(
  accounts: Accounts,
  vouched: Vouched,
  browser: string,
): Promise<OpenedSession | 'role' | 'closed'> {
  const { database, news } = accounts;
  const { subject, roles } = vouched;
  if (roles.length === 0) return 'role';
  const known = await findSubject(database, subject);
  if (known && !known.isActive) return 'closed';
  if (known) return openSession(accounts, await followRoles(accounts, known, roles), browser);
  const person = await database.transaction((transaction) => addVouched(transaction, vouched));
  await news.tell({ type: 'people', ids: [person.personId] });
  return openSession(accounts, person, browser);
}
