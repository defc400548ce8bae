/** Every route the gateway has: who is let in, and who is not. A route that is new and open is named here. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify';
import { DESK_HEADER } from '../src/desk.ts';
import { createHttp } from '../src/http/server.ts';
import { PERSON_ROLES, type PersonRole } from '../src/person.ts';
import { startGatewayRole } from '../src/roles/gateway.ts';
import { addSignedIn, openDeskCore, type SignedInPerson } from './helpers/desk.ts';

const OPERATOR_TOKEN = 'the-operator-token-of-these-tests';

/** Of the desk: how one comes in. */
const DESK_OPEN = [
  'GET /session',
  'POST /session',
  'GET /session/oidc',
  'GET /session/oidc/callback',
  'POST /set-up',
  'POST /set-up/link',
];

interface Route {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly allowed: readonly PersonRole[] | 'signed-in' | 'everybody' | undefined;
}

const DESK = '/api/v1/desk';
const nameOf = ({ method, url }: Route): string => `${method} ${url.replace(DESK, '')}`;

const stack = new AsyncDisposableStack();
const routes: Route[] = [];
const people = new Map<PersonRole, SignedInPerson>();
let http: FastifyInstance;

before(async () => {
  const settings = {
    PUBLIC_URL: 'https://guiche.example.gov.br',
    OPERATOR_TOKEN,
    DESK_OIDC_ISSUER: 'https://sso.example.gov.br',
    DESK_OIDC_CLIENT_ID: 'desk',
    DESK_OIDC_ROLES: 'a=admin',
    OIDC_ISSUER: 'https://sso.example.gov.br',
    OIDC_CLIENT_ID: 'chat',
    WEBHOOK_URL: 'https://channel.example/hook',
    WEBHOOK_SECRET: 'a secret of the webhook channel of these tests',
  };
  const core = await openDeskCore({ settings }, stack);
  const { log, metrics, database } = core;
  http = await createHttp({ log, metrics, trustProxy: false, origins: [], version: '0' });
  stack.defer(() => http.close());
  http.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    for (const each of [method].flat()) routes.push({ method: each, url, allowed: config?.allowed });
  });
  await startGatewayRole(core, http, stack);
  await http.ready();
  for (const role of PERSON_ROLES) people.set(role, await addSignedIn(database, [role]));
});
after(() => stack.disposeAsync());

/** Something that nobody has stands in each place of the address; nothing is handed in. */
const ask = ({ method, url }: Route, headers: Readonly<Record<string, string>> = {}) =>
  http.inject({ method, url: url.replace(/:\w+/g, () => randomUUID()).replace('*', 'x'), headers });

const cookieOf = (token: string | undefined) => ({ cookie: `guiche_desk=${token}` });
const header = { [DESK_HEADER]: '1' };

const ofDesk = () => routes.filter(({ url, method }) => url.startsWith(`${DESK}/`) && method !== 'HEAD');
const closed = () => ofDesk().filter(({ allowed }) => allowed !== 'everybody');

/** The routes that answered something else than they must. */
async function findWrong(
  walked: readonly Route[],
  headers: Readonly<Record<string, string>>,
  status: number,
): Promise<readonly string[]> {
  assert.ok(walked.length > 0);
  const answers = await Promise.all(
    walked.map(async (route) => ({ route, answer: await ask(route, headers) })),
  );
  return answers
    .filter(({ answer }) => answer.statusCode !== status)
    .map(({ route, answer }) => `${nameOf(route)}: ${answer.statusCode}`);
}

describe('the desk’s routes', () => {
  it('all say who may call them, and few are open', () => {
    assert.deepEqual(
      ofDesk()
        .filter(({ allowed }) => allowed === undefined)
        .map(nameOf),
      [],
    );
    const open = ofDesk().filter(({ allowed }) => allowed === 'everybody');
    assert.deepEqual(open.map(nameOf).sort(), [...DESK_OPEN].sort());
    assert.ok(closed().length > 20, 'the list is the program’s own');
  });

  it('let nobody in without a session, with one that is made up, or that is over', async () => {
    assert.deepEqual(await findWrong(closed(), header, 401), []);
    assert.deepEqual(await findWrong(closed(), { ...header, ...cookieOf('made-up') }, 401), []);
    assert.deepEqual(await findWrong(closed(), { ...header, authorization: 'Bearer made-up' }, 401), []);
    assert.deepEqual(
      await findWrong(closed(), { ...header, authorization: `Bearer ${OPERATOR_TOKEN}` }, 401),
      [],
    );
  });

  it('let nobody in whose session was revoked', async () => {
    const core = people.get('admin');
    const made = await http.inject({
      method: 'POST',
      url: `${DESK}/people`,
      headers: { ...header, ...cookieOf(core?.token) },
      payload: { login: 'revoked', name: 'Rita', roles: [...PERSON_ROLES] },
    });
    const { person, link } = made.json<{ person: { personId: string }; link: string }>();
    const set = await http.inject({
      method: 'POST',
      url: `${DESK}/set-up`,
      headers: header,
      payload: { token: link.split('#')[1], password: 'cavalo azul trem pera' },
    });
    const cookie = { cookie: String(set.headers['set-cookie']).split(';')[0] ?? '' };
    const colleagues = { method: 'GET', url: `${DESK}/colleagues`, allowed: 'signed-in' } as const;
    assert.equal((await ask(colleagues, cookie)).statusCode, 200);
    const ended = await http.inject({
      method: 'DELETE',
      url: `${DESK}/people/${person.personId}/sessions`,
      headers: { ...header, ...cookieOf(core?.token) },
    });
    assert.equal(ended.statusCode, 204);
    assert.deepEqual(await findWrong(closed(), { ...header, ...cookie }, 401), []);
  });

  for (const role of PERSON_ROLES) {
    it(`refuse ${role} where that role is not named`, async () => {
      const others = closed().filter(({ allowed }) => Array.isArray(allowed) && !allowed.includes(role));
      const headers = { ...header, ...cookieOf(people.get(role)?.token) };
      if (others.length > 0) assert.deepEqual(await findWrong(others, headers, 403), []);
    });
  }

  it('change nothing for a page of another site, which can send the cookie and not the header', async () => {
    const changing = ofDesk().filter(({ method }) => method !== 'GET');
    for (const { token } of people.values())
      assert.deepEqual(await findWrong(changing, cookieOf(token), 403), []);
  });
});

/** What browsers fetch without showing anything, and what looks at the proof in the request itself. */
const OPEN = [
  'GET /',
  'GET /widget.js',
  'GET /desk',
  'GET /desk/*',
  'GET /desk/assets/:name',
  'GET /desk/playground',
  'GET /desk/playground.js',
  'GET /desk/playground.css',
  // Signed addresses: a link is the proof.
  'GET /history/*',
  'GET /files/*',
  // Its state is sealed, and what comes of it is of use with the chat's own token alone.
  'GET /login/callback',
  // The conversation's token is asked for once the form is right; somebody new has none yet.
  'POST /api/v1/login',
  'POST /api/v1/login/finish',
  'POST /api/v1/messages',
];

/** Of those who run the program; people of these roles need no token for them. */
const SHARED = [
  { path: '/api/v1/dead-letters', roles: ['admin'] },
  { path: '/api/v1/knowledge', roles: ['author', 'admin'] },
  { path: '/api/v1/playground', roles: ['author', 'admin'] },
];

describe('all other routes', () => {
  it('of operators are open to the roles whose work they are, and to no others', async () => {
    for (const { path, roles } of SHARED) {
      const walked = routes.filter(({ url, method }) => url.startsWith(path) && method !== 'HEAD');
      const changing = walked.filter(({ method }) => method !== 'GET');
      for (const [role, { token }] of people) {
        const refused = await findWrong(walked, { ...header, ...cookieOf(token) }, 403);
        assert.equal(refused.length, roles.includes(role) ? walked.length : 0, `${role} at ${path}`);
        assert.deepEqual(await findWrong(changing, cookieOf(token), 403), [], 'another site’s page');
      }
    }
  });

  it('ask for a token, but for those that are named here', async () => {
    const others = routes.filter(({ url, method }) => !url.startsWith(`${DESK}/`) && method !== 'HEAD');
    const answers = await Promise.all(
      others.map(async (route) => ({ name: nameOf(route), status: (await ask(route)).statusCode })),
    );
    const open = answers.filter(({ status }) => status !== 401).map(({ name }) => name);
    assert.deepEqual(
      open.filter((name) => !OPEN.includes(name)),
      [],
    );
    assert.ok(others.length > OPEN.length, 'there are others');
  });
});
