/** Signing in with a password, sessions and tokens. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../src/person.ts';
import { loadQueues } from '../src/roles/queues.ts';
import {
  browserOf,
  createActs,
  type Failure,
  OTHER_PASSWORD,
  PASSWORD,
  SETTINGS,
  tokenIn,
} from './helpers/accounts.ts';
import { type Desk, openDesk } from './helpers/desk.ts';
import { openWaitingRoom } from './helpers/waiting-room.ts';

describe('signing in at the desk', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk({ settings: SETTINGS });
  });
  after(() => desk[Symbol.asyncDispose]());
  const { signIn, invite, isSignedIn } = createActs(() => desk);

  describe('an invitation', () => {
    it('lets somebody choose a password once, and sign in with it', async () => {
      const { token, person, browser } = await invite('ines');
      assert.ok(await isSignedIn(browser));
      const again = await desk.call<Failure>(undefined, 'POST', '/set-up', {
        token,
        password: OTHER_PASSWORD,
      });
      assert.equal(again.body.error.code, 'forbidden');
      const entered = await signIn('INES', PASSWORD);
      assert.equal(entered.body.me.personId, person.personId);
      const cookie = String(entered.headers['set-cookie']);
      for (const part of ['HttpOnly', 'SameSite=Strict', 'Secure', 'Path=/'])
        assert.ok(cookie.includes(part), part);
    });

    it('holds on while the password will not do', async () => {
      const { body } = await desk.call<{ link: string }>(desk.people.admin, 'POST', '/people', {
        login: 'joana',
        name: 'Joana Prado',
        roles: ['attendant'],
      });
      const token = tokenIn(body.link);
      const holder = await desk.call<{ login: string }>(undefined, 'POST', '/set-up/link', { token });
      assert.equal(holder.body.login, 'joana');
      for (const password of ['curta', 'senha1234567', 'joanaprado2026']) {
        const refused = await desk.call<Failure>(undefined, 'POST', '/set-up', { token, password });
        assert.equal(refused.status, 400, password);
      }
      assert.equal(
        (await desk.call(undefined, 'POST', '/set-up', { token, password: PASSWORD })).status,
        200,
      );
    });

    it('is refused for a login that somebody has', async () => {
      const { login } = desk.people.admin;
      const wish = { login: login.toUpperCase(), name: 'Outra', roles: ['author'] };
      assert.equal((await desk.call(desk.people.admin, 'POST', '/people', wish)).status, 409);
    });
  });

  describe('signing in', () => {
    it('refuses an unknown login and a wrong password in the same words', async () => {
      await invite('clara');
      const unknown = await signIn('nobody-here', PASSWORD);
      const wrong = await signIn('clara', OTHER_PASSWORD);
      assert.deepEqual(
        [unknown.status, unknown.body.error.code, unknown.body.error.message],
        [wrong.status, wrong.body.error.code, wrong.body.error.message],
      );
      assert.equal(wrong.status, 401);
    });

    it('is refused for a while after ten wrong attempts from one address, the right password too', async () => {
      // Nobody's: what is counted must not tell which logins there are.
      const attempts = await Promise.all(Array.from({ length: 11 }, () => signIn('guessed', PASSWORD)));
      const statuses = attempts.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429]);
      const refused = await signIn('guessed', PASSWORD);
      assert.ok(Number(refused.headers['retry-after']) > 0);
    });
  });

  describe('a session', () => {
    it('says who it is', async () => {
      const { call, people } = desk;
      const { body } = await call<{ me: Person }>(people.admin, 'GET', '/session');
      assert.equal(body.me.personId, people.admin.personId);
      assert.equal((await call<{ me: null }>(undefined, 'GET', '/session')).body.me, null);
      assert.equal((await call<{ me: null }>({ token: 'made-up' }, 'GET', '/session')).body.me, null);
    });

    it('ends at once when it is ended, from another browser too', async () => {
      const { browser } = await invite('lia');
      const other = browserOf(await signIn('lia', PASSWORD));
      assert.ok(await isSignedIn(browser));
      const { body } = await desk.call<{ sessions: { sessionId: string; isThis: boolean }[] }>(
        other,
        'GET',
        '/sessions',
      );
      const first = body.sessions.find(({ isThis }) => !isThis);
      assert.equal((await desk.call(other, 'DELETE', `/sessions/${first?.sessionId}`)).status, 204);
      assert.ok(!(await isSignedIn(browser)));
      assert.equal((await desk.call(other, 'DELETE', '/session')).status, 204);
      assert.ok(!(await isSignedIn(other)));
    });

    it('is nobody else’s to end', async () => {
      const browser = await desk.enter(['attendant']);
      const { body } = await desk.call<{ sessions: { sessionId: string }[] }>(browser, 'GET', '/sessions');
      const [mine] = body.sessions;
      const { status } = await desk.call(desk.people.admin, 'DELETE', `/sessions/${mine?.sessionId}`);
      assert.equal(status, 404);
      assert.ok(await isSignedIn(browser));
    });

    it('stays after a new password, and the others end', async () => {
      const { browser } = await invite('sonia');
      const other = browserOf(await signIn('sonia', PASSWORD));
      const change = (before: string) =>
        desk.call(browser, 'PUT', '/me', { password: { before, after: OTHER_PASSWORD } });
      assert.equal((await change('not the one it was')).status, 401);
      assert.equal((await change(PASSWORD)).status, 200);
      assert.ok(await isSignedIn(browser));
      assert.ok(!(await isSignedIn(other)));
      assert.equal((await signIn('sonia', PASSWORD)).status, 401);
      assert.equal((await signIn('sonia', OTHER_PASSWORD)).status, 200);
    });
  });

  describe('a program’s token', () => {
    it('does what its person may until it is taken back, and is no browser’s cookie', async () => {
      const supervisor = await desk.enter(['supervisor']);
      const made = await desk.call<{ token: string; sessionId: string }>(supervisor, 'POST', '/tokens', {
        name: 'panel',
        days: 7,
      });
      const { token, sessionId } = made.body;
      const ask = (headers: Record<string, string>) =>
        desk.http.inject({ url: '/api/v1/desk/colleagues', headers });
      assert.equal((await ask({ authorization: `Bearer ${token}` })).statusCode, 200);
      assert.equal((await ask({ cookie: `guiche_desk=${token}` })).statusCode, 401);
      assert.equal((await ask({ authorization: `Bearer ${supervisor.token}` })).statusCode, 401);
      const more = await desk.http.inject({
        method: 'POST',
        url: '/api/v1/desk/tokens',
        headers: { authorization: `Bearer ${token}` },
        payload: { name: 'another', days: 366 },
      });
      assert.equal(more.statusCode, 403, 'a token does not prolong itself');
      await desk.call(supervisor, 'DELETE', `/sessions/${sessionId}`);
      assert.equal((await ask({ authorization: `Bearer ${token}` })).statusCode, 401);
    });
  });

  describe('an account', () => {
    const change = (personId: string, body: object, by = desk.people.admin) =>
      desk.call<Failure & { person: Person }>(by, 'PATCH', `/people/${personId}`, body);

    it('that is closed gives its conversations back to their queue', async () => {
      const room = openWaitingRoom(desk.database, await loadQueues());
      const attendant = await desk.enter(['attendant']);
      const conversationId = await room.addWaiting({ queue: 'geral' });
      await room.take(conversationId, attendant);
      await change(attendant.personId, { isActive: false });
      const [ticket] = await desk.database.query(
        'select person_id, queue, ended_at from tickets where conversation_id = $1',
        [conversationId],
      );
      assert.deepEqual(ticket, { person_id: null, queue: 'geral', ended_at: null });
    });

    it('that is closed lets nobody in until it is opened again', async () => {
      const { browser, person } = await invite('teresa');
      assert.equal((await change(person.personId, { isActive: false })).status, 200);
      assert.ok(!(await isSignedIn(browser)));
      assert.equal((await signIn('teresa', PASSWORD)).body.error.code, 'sign-in-refused');
      assert.equal((await change(person.personId, { isActive: true })).status, 200);
      assert.equal((await signIn('teresa', PASSWORD)).status, 200);
    });
  });
});
