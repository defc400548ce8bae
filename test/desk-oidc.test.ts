/** Signing in at the desk by OpenID Connect, against a provider that checks everything. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../src/person.ts';
import { readSettings } from '../src/settings.ts';
import { type Desk, openDesk } from './helpers/desk.ts';
import { CLIENT_ID, CLIENT_SECRET, type OidcServer, startOidcServer } from './helpers/oidc-server.ts';

const PUBLIC_URL = 'https://guiche.example.gov.br';
const CALLBACK = `${PUBLIC_URL}/api/v1/desk/session/oidc/callback`;

let provider: OidcServer;
let desk: Desk;
before(async () => {
  provider = await startOidcServer(() => CALLBACK);
  desk = await openDesk({
    settings: {
      PUBLIC_URL,
      LOG_LEVEL: 'silent',
      DESK_OIDC_ISSUER: provider.issuer,
      DESK_OIDC_CLIENT_ID: CLIENT_ID,
      DESK_OIDC_CLIENT_SECRET: CLIENT_SECRET,
      DESK_OIDC_NAME: 'Login único',
      DESK_OIDC_ROLES: 'guiche-admin=admin,atendentes=attendant,ouvidoria=auditor',
    },
  });
});
after(async () => {
  await desk[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** The cookies that the answer sets, as a browser sends them back. */
const cookiesOf = (headers: Readonly<Record<string, unknown>>): string[] =>
  [headers['set-cookie'] ?? []].flat().map((cookie) => String(cookie).split(';')[0] ?? '');

async function begin(next = '/desk/inbox') {
  const response = await desk.http.inject({
    url: `/api/v1/desk/session/oidc?next=${encodeURIComponent(next)}`,
  });
  assert.equal(response.statusCode, 303);
  return { location: String(response.headers.location), cookies: cookiesOf(response.headers), response };
}

const comeBack = (back: string, cookies: readonly string[]) =>
  desk.http.inject({
    url: back.replace(PUBLIC_URL, ''),
    ...(cookies.length > 0 ? { headers: { cookie: cookies.join('; ') } } : {}),
  });

/** All the way there and back, as that subject. */
async function signIn(subject: string, next?: string) {
  const { location, cookies } = await begin(next);
  return comeBack(await provider.logIn(location, subject), cookies);
}

/** Whose the session is that the answer opened; null where it opened none. */
async function whoIs(response: {
  readonly headers: Readonly<Record<string, unknown>>;
}): Promise<Person | null> {
  const cookie = cookiesOf(response.headers).join('; ');
  const asked = await desk.http.inject({ url: '/api/v1/desk/session', headers: { cookie } });
  return asked.json<{ me: Person | null }>().me;
}

const refusalOf = ({ headers }: { headers: Readonly<Record<string, unknown>> }): string =>
  String(headers['location']).replace('/desk/sign-in?refused=', '');

describe('signing in by OpenID Connect', () => {
  it('is offered by the name that people know it by', async () => {
    const { body } = await desk.call<{ oidcName: string }>(undefined, 'GET', '/session');
    assert.equal(body.oidcName, 'Login único');
  });

  it('makes an account the first time, from Keycloak’s claims, and finds it the next', async () => {
    provider.know('f:1', {
      name: 'Inês Prado',
      preferred_username: 'Ines.Prado',
      email: 'ines@example.gov.br',
      realm_access: { roles: ['offline_access', 'atendentes'] },
    });
    const first = await whoIs(await signIn('f:1'));
    assert.deepEqual(
      [first?.name, first?.login, first?.email, first?.roles],
      ['Inês Prado', 'ines.prado', 'ines@example.gov.br', ['attendant']],
    );
    assert.equal((await whoIs(await signIn('f:1')))?.personId, first?.personId);
    const { body } = await desk.call<{ people: (Person & { isElsewhere: boolean })[] }>(
      desk.people.admin,
      'GET',
      '/people',
    );
    assert.ok(body.people.find(({ personId }) => personId === first?.personId)?.isElsewhere);
  });

  it('goes on within the desk by a page of its own, since the strict cookie is not sent on a redirect', async () => {
    provider.know('f:2', { realm_access: { roles: ['atendentes'] } });
    const response = await signIn('f:2', '/desk/inbox/1?x=1&y="');
    assert.equal(response.statusCode, 200);
    assert.match(
      String(response.headers['set-cookie']),
      /guiche_desk=[^;]+;.*HttpOnly; Secure; SameSite=Strict/,
    );
    assert.ok(response.body.includes('content="0;url=/desk/inbox/1?x=1&amp;y=&quot;"'));
    for (const elsewhere of ['https://evil.example', '//evil.example', '/desktop', '/desk\\evil']) {
      const { body } = await signIn('f:2', elsewhere);
      assert.ok(body.includes('content="0;url=/desk"'), elsewhere);
    }
  });

  it('asks the provider’s own page about the person where the token tells no roles', async () => {
    provider.know('f:3', { realm_access: { roles: ['guiche-admin', 'ouvidoria'] } }, 'userinfo');
    assert.deepEqual((await whoIs(await signIn('f:3')))?.roles, ['admin', 'auditor']);
  });

  it('follows the provider’s word about roles at each sign-in', async () => {
    provider.know('f:4', { realm_access: { roles: ['atendentes'] } });
    await signIn('f:4');
    provider.know('f:4', { realm_access: { roles: ['ouvidoria'] } });
    assert.deepEqual((await whoIs(await signIn('f:4')))?.roles, ['auditor']);
  });

  it('does not let in who has no role, or whose account was closed, and says so', async () => {
    provider.know('f:5', { realm_access: { roles: ['something-else'] } });
    const stranger = await signIn('f:5');
    assert.equal(refusalOf(stranger), 'role');
    assert.equal(await whoIs(stranger), null);
    provider.know('f:6', { realm_access: { roles: ['atendentes'] } });
    const person = await whoIs(await signIn('f:6'));
    await desk.call(desk.people.admin, 'PATCH', `/people/${person?.personId}`, { isActive: false });
    assert.equal(refusalOf(await signIn('f:6')), 'closed');
  });

  it('does not become somebody who has that login already', async () => {
    const { login, personId } = desk.people.admin;
    provider.know('f:7', { preferred_username: login, realm_access: { roles: ['atendentes'] } });
    const person = await whoIs(await signIn('f:7'));
    assert.notEqual(person?.personId, personId);
    assert.ok(person?.login.startsWith(`${login}-`));
  });

  it('takes an answer only in the browser that asked, once, and signed by the provider', async () => {
    provider.know('f:8', { realm_access: { roles: ['atendentes'] } });
    const mine = await begin();
    const other = await begin();
    const back = await provider.logIn(mine.location, 'f:8');
    assert.equal(refusalOf(await comeBack(back, [])), 'failed');
    assert.equal(refusalOf(await comeBack(back, other.cookies)), 'failed');
    assert.equal((await comeBack(back, mine.cookies)).statusCode, 200);
    assert.equal(refusalOf(await comeBack(back, mine.cookies)), 'failed');
    provider.forge();
    assert.equal(refusalOf(await signIn('f:8')), 'failed');
    provider.misbehave({ nonce: 'somebody-elses' });
    assert.equal(refusalOf(await signIn('f:8')), 'failed');
  });

  it('cannot be given a password beside it', async () => {
    provider.know('f:9', { realm_access: { roles: ['atendentes'] } });
    const person = await whoIs(await signIn('f:9'));
    const { status } = await desk.call(desk.people.admin, 'POST', `/people/${person?.personId}/link`);
    assert.equal(status, 400);
  });
});

describe('the settings of it', () => {
  const base = { DESK_OIDC_ISSUER: 'https://sso.example.gov.br', DESK_OIDC_CLIENT_ID: 'desk' };
  const read = (more: Record<string, string>) => readSettings({ ...base, ...more });

  it('say who is what, and are refused where nobody would be let in', () => {
    const roles = read({ DESK_OIDC_ROLES: 'cn=a=admin, b=author' }).DESK_OIDC_ROLES;
    assert.deepEqual(roles, [
      { value: 'cn=a', role: 'admin' },
      { value: 'b', role: 'author' },
    ]);
    for (const wrong of ['', 'x', 'x=king', '=admin'])
      assert.throws(() => read({ DESK_OIDC_ROLES: wrong }), /DESK_OIDC_ROLES/, wrong);
    assert.throws(() => readSettings({ ...base, DESK_OIDC_CLIENT_ID: '' }), /DESK_OIDC_CLIENT_ID/);
    assert.throws(
      () => read({ DESK_OIDC_ROLES: 'a=admin', DESK_OIDC_ISSUER: 'http://sso.example.gov.br' }),
      /https/,
    );
  });
});
