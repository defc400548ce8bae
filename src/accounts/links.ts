/** Links with which somebody chooses a password, once: the first of all, who was invited, who forgot it. */
import type { Database, Transaction } from '../database.ts';
import { AssistantError } from '../errors.ts';
import { addDeskChange } from '../store/desk-changes.ts';
import { findPerson } from '../store/people.ts';
import { findLink, replaceFirstLink, replaceLink } from '../store/setup-links.ts';
import type { Accounts } from './accounts.ts';
import type { By } from './people.ts';
import { createToken, hashToken } from './tokens.ts';

const HOUR_MS = 3_600_000;
const FIRST_LIFETIME_MS = 24 * HOUR_MS;
/** Over a weekend. */
const LIFETIME_MS = 72 * HOUR_MS;

export interface CreatedLink {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Behind the sign: what stands there browsers send to no server. @param url without a slash at the end */
export const linkOf = (url: string, { token }: CreatedLink): string => `${url}/desk/set-up#${token}`;

/** Any older one of that person no longer works. */
export async function createLink(transaction: Transaction, personId: string): Promise<CreatedLink> {
  const { token, hash } = createToken();
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  await replaceLink(transaction, personId, hash, expiresAt);
  return { token, expiresAt };
}

/** The link of the first admin; undefined where there is an admin already. */
export async function createFirstLink(database: Database): Promise<CreatedLink | undefined> {
  const { token, hash } = createToken();
  const expiresAt = new Date(Date.now() + FIRST_LIFETIME_MS);
  return (await replaceFirstLink(database, hash, expiresAt)) ? { token, expiresAt } : undefined;
}

/**
 * A new password for somebody, who then proves themself by nothing else: the second factor goes too, for
 * whoever lost the telephone.
 * @throws AssistantError `not-found`; `invalid-request` for who has no password here
 */
export const createResetLink = ({ database }: Accounts, by: By, personId: string): Promise<CreatedLink> =>
  database.transaction(async (transaction) => {
    const found = await findPerson(transaction, { personId });
    if (!found) throw new AssistantError('not-found', 'This person');
    const { person, locks } = found;
    if (!person.isActive)
      throw new AssistantError('invalid-request', 'This account is closed: open it first.');
    if (locks.isElsewhere)
      throw new AssistantError('invalid-request', 'This person signs in at the OpenID provider.');
    const about = { personId, login: person.login };
    await addDeskChange(transaction, { personId: by?.personId ?? null, action: 'link-made', about });
    return createLink(transaction, personId);
  });

export interface LinkHolder {
  /** Null: the first of all, who chooses one. */
  readonly login: string | null;
  readonly name: string | null;
}

/** Undefined for a link that was used, is over, or never was. */
export async function findLinkHolder({ database }: Accounts, token: string): Promise<LinkHolder | undefined> {
  const link = await findLink(database, hashToken(token));
  if (link?.personId == null) return link && { login: null, name: null };
  const found = await findPerson(database, { personId: link.personId });
  return found && { login: found.person.login, name: found.person.name };
}
