/** What the parts of the accounts work with. */
import type { Database } from '../database.ts';
import type { Log } from '../log.ts';
import type { Attempts } from './attempts.ts';
import type { AccountNews } from './known-sessions.ts';
import { createKeyedHash, createSealer, type Sealer } from './sealing.ts';

export interface Accounts {
  readonly database: Database;
  readonly news: Pick<AccountNews, 'tell'>;
  readonly log: Log;
  readonly attempts: Attempts;
  /** Seals the secrets of second factors. */
  readonly sealer: Sealer;
  /** Hashes recovery codes. */
  hashCode(code: string): string;
}

interface AccountsOptions extends Pick<Accounts, 'database' | 'news' | 'log' | 'attempts'> {
  /** The program's own, the same in every process. */
  readonly secret: string;
}

export const createAccounts = ({ secret, ...parts }: AccountsOptions): Accounts => ({
  ...parts,
  sealer: createSealer(secret, 'second factor'),
  hashCode: createKeyedHash(secret, 'recovery codes'),
});
