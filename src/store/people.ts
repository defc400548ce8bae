/** People of the house: who they are, what they may do, and what they prove it with. */
import type { Queryable, Row, Transaction } from '../database.ts';
import type { Person, PersonRole } from '../person.ts';

interface PersonRow extends Row {
  id: string;
  login: string;
  name: string;
  email: string | null;
  roles: PersonRole[];
  queues: string[];
  skills: string[];
  capacity: Record<string, number>;
  locale: string;
  active: boolean;
}

/** To be read from a table that is called `p`. */
export const PERSON_COLUMNS =
  'p.id, p.login, p.name, p.email, p.roles, p.queues, p.skills, p.capacity, p.locale, p.active';

export const toPerson = (row: Row): Person => {
  const { id, login, name, email, roles, queues, skills, capacity, locale, active } = row as PersonRow;
  return {
    personId: id,
    login,
    name,
    email,
    roles,
    queues,
    skills,
    capacity,
    locale,
    isActive: active,
  };
};

/** What somebody proves who they are with. Never leaves the program. */
export interface Locks {
  readonly password: string | null;
  /** Sealed. */
  readonly totpSecret: string | null;
  readonly totpStep: number | null;
  /** Sealed; shown, and not yet proven. */
  readonly totpPending: string | null;
  /** Signs in at the OpenID provider. */
  readonly isElsewhere: boolean;
}

export interface PersonWithLocks {
  readonly person: Person;
  readonly locks: Locks;
}

const LOCK_COLUMNS =
  'p.password, p.totp_secret, p.totp_step, p.totp_pending, p.oidc_subject is not null as elsewhere';

const toLocks = (row: Row): Locks => ({
  password: row['password'] as string | null,
  totpSecret: row['totp_secret'] as string | null,
  totpStep: row['totp_step'] as number | null,
  totpPending: row['totp_pending'] as string | null,
  isElsewhere: row['elsewhere'] as boolean,
});

/** By name. */
export async function listPeople(database: Queryable): Promise<readonly PersonWithLocks[]> {
  const rows = await database.query(
    `select ${PERSON_COLUMNS}, ${LOCK_COLUMNS} from people p order by lower(p.name), p.id`,
  );
  return rows.map((row) => ({ person: toPerson(row), locks: toLocks(row) }));
}

type Key = { readonly personId: string } | { readonly login: string };

export async function findPerson(database: Queryable, key: Key): Promise<PersonWithLocks | undefined> {
  const [column, value] = 'login' in key ? ['login', key.login.toLowerCase()] : ['id', key.personId];
  const [row] = await database.query(
    `select ${PERSON_COLUMNS}, ${LOCK_COLUMNS} from people p where p.${column} = $1`,
    [value],
  );
  return row && { person: toPerson(row), locks: toLocks(row) };
}

/** A row where there is anybody who can let others in. */
export const SOME_ADMIN = `select 1 from people where active and 'admin' = any(roles) limit 1`;

/** Whether there is anybody who can let others in. */
export const hasAdmin = async (database: Queryable): Promise<boolean> => {
  const rows = await database.query(SOME_ADMIN);
  return rows.length > 0;
};

const ADD = `
  insert into people (id, login, name, email, roles, queues, skills, capacity, locale, active)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (login) do nothing returning id`;

/** False where somebody else has that login. */
export async function addPerson(database: Queryable, person: Person): Promise<boolean> {
  const { personId, login, name, email, roles, queues, skills, capacity, locale, isActive } = person;
  const values = [
    personId,
    login.toLowerCase(),
    name,
    email,
    roles,
    queues,
    skills,
    capacity,
    locale,
    isActive,
  ];
  return (await database.query(ADD, values)).length > 0;
}

const CHANGE = `
  update people set name = $2, email = $3, roles = $4, queues = $5, skills = $6, capacity = $7, locale = $8,
    active = $9, availability = case when $9 then availability else 'away' end
  where id = $1`;

/** All but the login, which is how others know them. */
export const changePerson = (transaction: Transaction, person: Person): Promise<unknown> => {
  const { personId, name, email, roles, queues, skills, capacity, locale, isActive } = person;
  return transaction.query(CHANGE, [
    personId,
    name,
    email,
    roles,
    queues,
    skills,
    capacity,
    locale,
    isActive,
  ]);
};

/**
 * Locks the person and every admin, in the order in which all lock people: of two admins who take the role
 * from each other, one is told of the other. Returns the admins.
 */
export const lockAdmins = async (transaction: Transaction, personId: string): Promise<readonly string[]> => {
  const isAdmin = `active and 'admin' = any(roles)`;
  const rows = await transaction.query<{ id: string; admin: boolean }>(
    `select id, ${isAdmin} as admin from people where id = $1 or (${isAdmin}) order by id for no key update`,
    [personId],
  );
  return rows.filter(({ admin }) => admin).map(({ id }) => id);
};

export const keepPassword = (database: Queryable, personId: string, password: string): Promise<unknown> =>
  database.query('update people set password = $2 where id = $1', [personId, password]);

/** @param secret sealed; null: no second factor from now on */
export async function keepTotp(
  transaction: Transaction,
  personId: string,
  secret: string | null,
  step: number | null,
  recoveryHashes: readonly string[],
): Promise<void> {
  await transaction.query(
    'update people set totp_secret = $2, totp_step = $3, totp_pending = null where id = $1',
    [personId, secret, step],
  );
  await transaction.query('delete from recovery_codes where person_id = $1', [personId]);
  await transaction.query('insert into recovery_codes (person_id, hash) select $1, unnest($2::text[])', [
    personId,
    recoveryHashes,
  ]);
}

/** @param secret sealed */
export const keepPendingTotp = (database: Queryable, personId: string, secret: string): Promise<unknown> =>
  database.query('update people set totp_pending = $2 where id = $1', [personId, secret]);

/** False where that step, or a later one, was taken in the meantime. */
export async function takeTotpStep(database: Queryable, personId: string, step: number): Promise<boolean> {
  const rows = await database.query(
    'update people set totp_step = $2 where id = $1 and (totp_step is null or totp_step < $2) returning id',
    [personId, step],
  );
  return rows.length > 0;
}

/** False where there is no such code, or it was taken before. */
export async function takeRecoveryCode(
  database: Queryable,
  personId: string,
  hash: string,
): Promise<boolean> {
  const rows = await database.query(
    `update recovery_codes set used_at = now()
     where person_id = $1 and hash = $2 and used_at is null returning hash`,
    [personId, hash],
  );
  return rows.length > 0;
}

export const countRecoveryCodes = async (database: Queryable, personId: string): Promise<number> => {
  const [row] = await database.query<{ left: number }>(
    'select count(*) as left from recovery_codes where person_id = $1 and used_at is null',
    [personId],
  );
  return row?.left ?? 0;
};
