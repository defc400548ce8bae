/** Choosing a password by a link. */
import { v7 as createId } from 'uuid';
import type { Transaction } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { Person } from '../person.ts';
import { addDeskChange } from '../store/desk-changes.ts';
import { addPerson, findPerson, hasAdmin, keepPassword, keepTotp } from '../store/people.ts';
import { useLink } from '../store/setup-links.ts';
import type { Accounts } from './accounts.ts';
import { findLinkHolder } from './links.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import { endSessions } from './sessions.ts';
import { type OpenedSession, openSession } from './sign-in.ts';
import { hashToken } from './tokens.ts';

export type Abilities = Pick<Person, 'queues' | 'skills'>;

export interface SetUp {
  readonly token: string;
  readonly password: string;
  /** Of the first of all. */
  readonly login: string | undefined;
  readonly name: string | undefined;
  /** Of the first of all, who is alone to answer. */
  readonly first: Abilities;
  readonly locale: string;
  readonly browser: string;
}

const refuseLink = (): never => {
  throw new AssistantError('forbidden', 'This link was used or is over. Ask for another.');
};

async function addFirst(transaction: Transaction, { login, name, locale, first }: SetUp): Promise<Person> {
  if (await hasAdmin(transaction)) refuseLink();
  if (login === undefined || name === undefined)
    throw new AssistantError('invalid-request', 'The first person chooses a login and says their name.');
  const person: Person = {
    personId: createId(),
    login: login.toLowerCase(),
    name,
    email: null,
    roles: ['admin', 'attendant'],
    queues: first.queues,
    skills: first.skills,
    capacity: {},
    locale,
    isActive: true,
  };
  if (!(await addPerson(transaction, person))) throw new AssistantError('login-taken', person.login);
  return person;
}

async function useHolder(transaction: Transaction, setUp: SetUp): Promise<Person> {
  const link = (await useLink(transaction, hashToken(setUp.token))) ?? refuseLink();
  if (link.personId === null) return addFirst(transaction, setUp);
  const found = (await findPerson(transaction, { personId: link.personId })) ?? refuseLink();
  return found.person;
}

/**
 * Signs in whoever did it, and out everywhere else.
 * @throws AssistantError `forbidden` for a link that does not hold; `weak-password`, `login-taken`: the link
 *   then holds on
 */
export async function setUp(accounts: Accounts, wish: SetUp): Promise<OpenedSession> {
  // Before the work of hashing: anybody may ask this.
  const holder = (await findLinkHolder(accounts, wish.token)) ?? refuseLink();
  const about = [holder.login ?? wish.login, holder.name ?? wish.name].filter((text) => text != null);
  checkPassword(wish.password, about);
  const password = await hashPassword(wish.password);
  const person = await accounts.database.transaction(async (transaction) => {
    const holding = await useHolder(transaction, wish);
    const { personId, login } = holding;
    await keepPassword(transaction, personId, password);
    await keepTotp(transaction, personId, null, null, []);
    const change = { personId, action: 'password-set', about: { personId, login, by: 'link' } };
    await addDeskChange(transaction, change);
    return holding;
  });
  await endSessions(accounts, person.personId);
  await accounts.news.tell({ type: 'people', ids: [person.personId] });
  return openSession(accounts, person, wish.browser);
}
