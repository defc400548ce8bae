/** Accounts where several do something at once, over both databases. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { createFirstLink } from '../src/accounts/links.ts';
import type { Person } from '../src/person.ts';
import { createActs, type Entered, type Failure, PASSWORD, SETTINGS } from './helpers/accounts.ts';
import { overDatabases } from './helpers/databases.ts';
import { type Desk, openDesk } from './helpers/desk.ts';
import { until } from './helpers/servers.ts';

overDatabases('accounts', (database) => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk({ database: database(), settings: SETTINGS });
  });
  after(() => desk[Symbol.asyncDispose]());
  const { signIn, invite, isSignedIn } = createActs(() => desk);

  describe('the second factor', () => {
    const codeOf = (secret: string, at = Date.now()) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

    it('is asked for once it was proven, takes a code once, and recovery codes once each', async () => {
      const { browser } = await invite('otavia');
      const begun = await desk.call<{ secret: string; svg: string }>(browser, 'POST', '/me/totp');
      const { secret, svg } = begun.body;
      assert.match(svg, /^<svg/);
      assert.equal((await signIn('otavia', PASSWORD)).status, 200, 'not in force before it was proven');
      const code = codeOf(secret);
      const wrong = code === '000000' ? '111111' : '000000';
      assert.equal((await desk.call(browser, 'PUT', '/me/totp', { code: wrong })).status, 401);
      const proven = await desk.call<{ recoveryCodes: string[] }>(browser, 'PUT', '/me/totp', { code });
      const [recovery = '', ...rest] = proven.body.recoveryCodes;
      assert.equal(rest.length, 9);

      assert.equal((await signIn('otavia', PASSWORD)).body.error.code, 'second-factor-needed');
      const used = await signIn('otavia', PASSWORD, code);
      assert.equal(used.body.error.code, 'second-factor-needed', 'the code that proved it is used up');
      const next = codeOf(secret, Date.now() + 30_000);
      const [first, second] = await Promise.all([
        signIn('otavia', PASSWORD, next),
        signIn('otavia', PASSWORD, next),
      ]);
      assert.deepEqual([first.status, second.status].sort(), [200, 401], 'one code, twice at once');
      assert.equal((await signIn('otavia', PASSWORD, recovery.toUpperCase())).status, 200);
      assert.equal((await signIn('otavia', PASSWORD, recovery)).status, 401);

      const gone = await desk.call(browser, 'DELETE', '/me/totp', { code: rest[0] });
      assert.equal(gone.status, 204);
      assert.equal((await signIn('otavia', PASSWORD)).status, 200);
    });
  });

  describe('a session', () => {
    it('ends when nobody has used it for twelve hours', async () => {
      const person = await desk.enter(['attendant']);
      const browser = person;
      await database().query(
        `update people_sessions set seen_at = now() - interval '12 hours 1 minute' where person_id = $1`,
        [person.personId],
      );
      await desk.core.news.tell({ type: 'people', ids: [person.personId] });
      await until(async () => !(await isSignedIn(browser)), 'the session to be over');
    });
  });

  describe('an account', () => {
    const change = (personId: string, body: object, by = desk.people.admin) =>
      desk.call<Failure & { person: Person }>(by, 'PATCH', `/people/${personId}`, body);

    it('has new roles at once', async () => {
      const person = await desk.enter(['attendant']);
      assert.equal((await desk.call(person, 'GET', '/people')).status, 403);
      await change(person.personId, { roles: ['auditor'] });
      assert.equal((await desk.call(person, 'GET', '/people')).status, 200);
    });

    it('of the last admin stays, whoever takes from whom at once', async () => {
      const second = await desk.enter(['admin']);
      const { admin } = desk.people;
      const answers = await Promise.all([
        change(second.personId, { roles: ['author'] }, admin),
        change(admin.personId, { isActive: false }, second),
      ]);
      // Whoever comes second is refused: as the last admin, or since they no longer are one.
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      const [left] = await database().query<{ id: string }>(
        `select id from people where active and 'admin' = any(roles)`,
      );
      assert.ok(left);
      const own = left.id === admin.personId ? admin : second;
      assert.equal((await change(left.id, { roles: ['author'] }, own)).body.error.code, 'last-admin');
      assert.equal((await change(left.id, { isActive: false }, own)).body.error.code, 'last-admin');
      // For those that come after.
      await database().query(`update people set active = true, roles = '{admin}' where id = any($1)`, [
        [admin.personId, second.personId],
      ]);
      await desk.core.news.tell({ type: 'people', ids: [admin.personId, second.personId] });
    });

    it('leaves who changed it, and what it was', async () => {
      const person = await desk.enter(['attendant']);
      const admin = await desk.enter(['admin']);
      await change(person.personId, { queues: ['iptu'] }, admin);
      const { body } = await desk.call<{ changes: { name: string; action: string; about: object }[] }>(
        desk.people.auditor,
        'GET',
        '/changes?limit=1',
      );
      assert.deepEqual(
        body.changes.map(({ name, action, about }) => ({ name, action, about })),
        [
          {
            name: admin.name,
            action: 'person-changed',
            about: {
              personId: person.personId,
              login: person.login,
              changed: { queues: { before: ['geral'], after: ['iptu'] } },
            },
          },
        ],
      );
    });
  });

  describe('the first link', () => {
    it('is one at a time, makes somebody who administers and answers once, and is gone when there is one', async () => {
      assert.equal(await createFirstLink(database()), undefined, 'there are admins');
      await database().query(`update people set active = false where 'admin' = any(roles)`);
      const older = await createFirstLink(database());
      const newer = await createFirstLink(database());
      const wish = { password: PASSWORD, login: 'Prima', name: 'Prima Vera' };
      const use = (token: string | undefined, login = wish.login) =>
        desk.call<Entered>(undefined, 'POST', '/set-up', { ...wish, token, login });
      assert.equal((await use(older?.token)).status, 403);
      const answers = await Promise.all([use(newer?.token), use(newer?.token, 'secunda')]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403]);
      const me = answers.find(({ status }) => status === 200)?.body.me;
      assert.deepEqual(me?.roles, ['admin', 'attendant'], 'who is alone answers too');
      assert.ok(me && me.queues.length > 0);
      assert.equal(await createFirstLink(database()), undefined);
    });
  });
});
