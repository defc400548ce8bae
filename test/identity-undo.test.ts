/** Links that are undone, and those who have logged in. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findContact, findProtocol } from '../src/store/transcripts.ts';
import { overDatabases } from './helpers/databases.ts';
import {
  codeIn,
  createScenes,
  type LinkedHouse,
  openLinkedHouse,
  type Person,
} from './helpers/linked-house.ts';
import { until } from './helpers/servers.ts';

overDatabases('links that are undone, and logins', (database) => {
  const stack = new AsyncDisposableStack();
  let house: LinkedHouse;
  before(async () => {
    house = await openLinkedHouse(database(), stack);
  });
  after(() => stack.disposeAsync());
  const { begin, askForCode, link } = createScenes(() => house);
  const contactOf = async ({ channel, address }: Person) => findContact(database(), channel, address);

  for (const who of ['phone', 'web'] as const) {
    it(`is undone from the ${who}, and each goes on as before`, async () => {
      const { number, webNumber, asked, ...both } = await link();
      const [own, other] = who === 'phone' ? [both.phone, both.web] : [both.web, both.phone];
      await house.say(own, 'desligar canal');
      const label = who === 'phone' ? /chat do site/ : /Este canal/;
      const title = (await house.heardAt(own)).at(-1)?.buttons?.find((each) => label.test(each.title))?.title;
      await house.tap(own, title ?? '');
      assert.notEqual(await contactOf(own), await contactOf(other));
      await until(
        async () => (await house.heardAt(both.web)).at(-1)?.text.includes('foi desligado do outro'),
        'the web to hear of it',
      );
      await until(
        async () => (await house.heardAt(both.phone)).some(({ text }) => text.includes('Pronto, desliguei')),
        'the phone to hear of it',
      );
      const onPhone = await house.keep(both.phone, { type: 'message', text: 'oi' });
      const onWeb = await house.keep(both.web, { type: 'message', text: 'oi' });
      assert.equal(onPhone.protocolNumber, number);
      assert.notEqual(onWeb.protocolNumber, number);
      const contact = (await contactOf(both.web)) ?? '';
      assert.equal((await findProtocol(database(), contact, webNumber))?.status, 'closed');
      assert.equal(await findProtocol(database(), contact, number), undefined);
      const types = (await house.events(asked.receipt.conversationId)).map(({ type }) => type);
      assert.ok(types.includes('channel-unlinked'));
    });
  }

  describe('logged in', () => {
    const subjectOf = (name: string) => house.codes.subjectOf('https://login.example', name);

    it('is the same person in every browser where they log in', async () => {
      const { web, webNumber } = await begin();
      const other = house.meet('web');
      assert.equal(await house.linking.logIn(web, subjectOf('ana')), 'linked');
      assert.equal(await house.linking.logIn(other, subjectOf('ana')), 'linked');
      assert.equal(await contactOf(other), await contactOf(web));
      assert.equal(await house.linking.logIn(other, subjectOf('ana')), 'already');
      assert.equal((await house.say(other, 'oi')).protocolNumber, webNumber);
    });

    it('is nobody else where somebody logged in before: a shared computer joins nobody', async () => {
      const [home, shared] = [house.meet('web'), house.meet('web')];
      await house.say(home, 'oi');
      await house.say(shared, 'oi');
      await house.linking.logIn(home, subjectOf('bia'));
      await house.linking.logIn(shared, subjectOf('caio'));
      assert.equal(await house.linking.logIn(shared, subjectOf('bia')), 'another-person');
      assert.notEqual(await contactOf(home), await contactOf(shared));
      const newcomer = 'davi';
      assert.equal(await house.linking.logIn(shared, subjectOf(newcomer)), 'another-person');
    });

    it('takes no code that would make two who logged in one', async () => {
      const { phone, web, number } = await begin();
      await house.linking.logIn(web, subjectOf('eva'));
      const own = house.meet('web');
      await house.say(own, 'oi');
      await house.linking.logIn(own, subjectOf('fabio'));
      // The phone is Fábio's, by a code.
      const shown = codeIn((await house.say(phone, 'quero continuar pelo computador')).text);
      await house.say(own, `continuar atendimento ${shown}`);
      await house.tap(own, 'Sim, fui eu');
      assert.equal(await contactOf(own), await contactOf(phone));
      // It is sent to where the conversation is now.
      const { message } = await askForCode(web, own, number);
      const refused = await house.say(web, codeIn(message?.text ?? ''));
      assert.match(refused.text, /não é o da mesma pessoa/);
      assert.notEqual(await contactOf(web), await contactOf(phone));
    });

    it('keeps nothing that tells who it was', async () => {
      const web = house.meet('web');
      await house.linking.logIn(web, subjectOf('12345678909'));
      const kept = await database().query("select * from channel_identities where channel = 'login'");
      assert.ok(kept.length > 0);
      assert.equal(JSON.stringify(kept).includes('12345678909'), false);
    });
  });
});
