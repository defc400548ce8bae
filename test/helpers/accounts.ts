/** Accounts, as those who have one use them at a desk of the tests. */
import assert from 'node:assert/strict';
import type { Person } from '../../src/person.ts';
import type { Desk, DeskAnswer, SignedInPerson } from './desk.ts';

export const PASSWORD = 'cavalo azul trem pera';
export const OTHER_PASSWORD = 'vento lousa quatro mar';

export interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}
export type Entered = Failure & { readonly me: Person };

/** The browser that the answer's cookie made of whoever signed in. */
export function browserOf({ headers }: DeskAnswer): Pick<SignedInPerson, 'token'> {
  const [, token = ''] = /guiche_desk=([^;]+)/.exec(String(headers['set-cookie'])) ?? [];
  return { token };
}

export const tokenIn = (link: string): string => link.split('#')[1] ?? '';

/** What people do, at that desk. */
export function createActs(desk: () => Desk) {
  const signIn = (login: string, password: string, code?: string) =>
    desk().call<Entered>(undefined, 'POST', '/session', {
      login,
      password,
      ...(code === undefined ? {} : { code }),
    });

  /** Somebody with a password, signed in with it. */
  async function invite(login: string, roles = ['attendant']) {
    const added = await desk().call<{ person: Person; link: string }>(
      desk().people.admin,
      'POST',
      '/people',
      {
        login,
        name: `Nova ${login}`,
        roles,
      },
    );
    assert.equal(added.status, 200);
    const token = tokenIn(added.body.link);
    const set = await desk().call<Entered>(undefined, 'POST', '/set-up', { token, password: PASSWORD });
    assert.equal(set.status, 200);
    return { ...added.body, token, browser: browserOf(set) };
  }

  const isSignedIn = async (browser: Pick<SignedInPerson, 'token'>): Promise<boolean> =>
    (await desk().call(browser, 'GET', '/sessions')).status === 200;

  return { signIn, invite, isSignedIn };
}

export const SETTINGS = { PUBLIC_URL: 'https://guiche.example.gov.br' };
