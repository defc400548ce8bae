/** People of the house, as an admin adds and changes them. */
import { v7 as createId } from 'uuid';
import type { Transaction } from '../database.ts';
import { AssistantError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { hasRole, type Person, type PersonName } from '../person.ts';
import { returnAllOf } from '../store/assignments.ts';
import { addDeskChange, type DeskChange, listDeskChanges } from '../store/desk-changes.ts';
import { addPerson as addKept, changePerson as changeKept, findPerson, lockAdmins } from '../store/people.ts';
import { endSessions } from '../store/people-sessions.ts';
import { removeLinks } from '../store/setup-links.ts';
import type { Accounts } from './accounts.ts';
import { type CreatedLink, createLink } from './links.ts';

export { listPeople } from '../store/people.ts';

/** Who changes something; null: the program itself, or whoever runs it. */
export type By = PersonName | null;

export type NewPerson = Omit<Person, 'personId' | 'isActive'>;
/** What is left out stays. */
export type PersonChanges = Partial<Omit<Person, 'personId' | 'login'>>;

/**
 * Adds somebody, who chooses a password by the link.
 * @throws AssistantError `login-taken`
 */
export async function addPerson(
  { database, news }: Accounts,
  by: By,
  fields: NewPerson,
): Promise<{ readonly person: Person; readonly link: CreatedLink }> {
  const person: Person = {
    ...fields,
    personId: createId(),
    login: fields.login.toLowerCase(),
    isActive: true,
  };
  const { personId, login, roles } = person;
  const link = await database.transaction(async (transaction) => {
    if (!(await addKept(transaction, person))) throw new AssistantError('login-taken', login);
    const about = { personId, login, roles: [...roles] };
    await addDeskChange(transaction, { personId: by?.personId ?? null, action: 'person-added', about });
    return createLink(transaction, personId);
  });
  await news.tell({ type: 'people', ids: [personId] });
  return { person, link };
}

/** Of what changes, what it was and is. */
function describeChanges(before: Person, after: Person): JsonObject {
  const names = ['name', 'email', 'roles', 'queues', 'skills', 'capacity', 'locale', 'isActive'] as const;
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(
    changed.map((name) => [name, { before: before[name], after: after[name] }]),
  ) as JsonObject;
}

const isAdmin = (person: Person): boolean => person.isActive && hasRole(person, ['admin']);

/** @throws AssistantError `last-admin` where nobody would be left to let others in */
function checkAdmins(admins: readonly string[], before: Person, after: Person): void {
  if (isAdmin(before) && !isAdmin(after) && admins.every((id) => id === before.personId))
    throw new AssistantError('last-admin');
}

/** Nothing of theirs opens anything any more. */
async function closeAccount(transaction: Transaction, personId: string): Promise<void> {
  await endSessions(transaction, personId, null);
  await removeLinks(transaction, personId);
}

interface Change {
  readonly before: Person;
  readonly after: Person;
}

async function changeLocked(
  transaction: Transaction,
  by: By,
  personId: string,
  changes: PersonChanges,
): Promise<Change> {
  const admins = await lockAdmins(transaction, personId);
  const found = await findPerson(transaction, { personId });
  if (!found) throw new AssistantError('not-found', 'This person');
  const before = found.person;
  const after: Person = { ...before, ...changes };
  checkAdmins(admins, before, after);
  await changeKept(transaction, after);
  const changed = describeChanges(before, after);
  const about = { personId: before.personId, login: before.login, changed };
  if (Object.keys(changed).length > 0)
    await addDeskChange(transaction, { personId: by?.personId ?? null, action: 'person-changed', about });
  if (before.isActive && !after.isActive) await closeAccount(transaction, before.personId);
  return { before, after };
}

/**
 * Whoever is deactivated is signed out everywhere at once, and their conversations go back to their queues.
 * @throws AssistantError `not-found`; `last-admin`
 */
export async function changePerson(
  { database, news }: Accounts,
  by: By,
  personId: string,
  changes: PersonChanges,
): Promise<Person> {
  const { before, after } = await database.transaction((transaction) =>
    changeLocked(transaction, by, personId, changes),
  );
  await news.tell({ type: 'people', ids: [personId] });
  if (before.isActive && !after.isActive) {
    await news.tell({ type: 'signed-out', personId, sessionId: null });
    const ids = await returnAllOf(database, personId, by);
    if (ids.length > 0) await news.tell({ type: 'conversations', ids });
  }
  return after;
}

/** Newest first. @param after the last id of the page before */
export const listChanges = (
  { database }: Accounts,
  limit: number,
  after: string | null,
): Promise<readonly DeskChange[]> => listDeskChanges(database, limit, after);
