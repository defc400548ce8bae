/** People who sign in at an OpenID provider, which knows them by a subject. */
import type { Queryable } from '../database.ts';
import type { Person } from '../person.ts';
import { PERSON_COLUMNS, toPerson } from './people.ts';

export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

export async function findSubject(
  database: Queryable,
  { issuer, subject }: Subject,
): Promise<Person | undefined> {
  const [row] = await database.query(
    `select ${PERSON_COLUMNS} from people p where p.oidc_issuer = $1 and p.oidc_subject = $2`,
    [issuer, subject],
  );
  return row && toPerson(row);
}

/** @throws where another has that subject already */
export const keepSubject = (
  database: Queryable,
  personId: string,
  { issuer, subject }: Subject,
): Promise<unknown> =>
  database.query('update people set oidc_issuer = $2, oidc_subject = $3 where id = $1', [
    personId,
    issuer,
    subject,
  ]);
