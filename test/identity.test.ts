/** One conversation across channels: what a citizen gains by a code, and what anybody else does not. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { createProtocolNumber } from '../src/protocol-number.ts';
import { joinContacts } from '../src/store/identities.ts';
import { findContact, findProtocol, readTranscript } from '../src/store/transcripts.ts';
import { overDatabases } from './helpers/databases.ts';
import {
  codeIn,
  createScenes,
  type LinkedHouse,
  openLinkedHouse,
  type Person,
} from './helpers/linked-house.ts';
import { until } from './helpers/servers.ts';

overDatabases('one conversation across channels', (database) => {
  const stack = new AsyncDisposableStack();
  let house: LinkedHouse;
  before(async () => {
    house = await openLinkedHouse(database(), stack);
  });
  after(() => stack.disposeAsync());
  const { begin, askForCode, link } = createScenes(() => house);
  const contactOf = async ({ channel, address }: Person) => findContact(database(), channel, address);

  it('goes on under the same number and where it was, with a code sent to the other channel', async () => {
    const { phone, web, number, webNumber } = await begin();
    const { answer, message } = await askForCode(web, phone, number);
    assert.match(answer.text, /Se existir um atendimento/);
    assert.match(message?.text ?? '', /Código: \d{4} \d{4}\n/);
    assert.match(message?.text ?? '', /chat do site/);
    const done = await house.say(web, codeIn(message?.text ?? ''));
    assert.match(done.text, /Você continua por aqui/);
    assert.equal(done.protocolNumber, number);
    // The form asks where it had stopped, and takes the answer here.
    const isAsked = async () => (await house.heardAt(web)).at(-1)?.text.includes('Conte o que aconteceu');
    await until(isAsked, 'the form');
    const next = await house.say(web, 'o posto de saúde estava fechado ontem de manhã');
    assert.match(next.text, /Onde foi/);
    assert.equal(next.protocolNumber, number);
    assert.equal(await contactOf(web), await contactOf(phone));
    const contact = (await contactOf(phone)) ?? '';
    assert.equal((await findProtocol(database(), contact, webNumber))?.status, 'closed');
    assert.equal((await findProtocol(database(), contact, number))?.status, 'open');
    // Whoever is at the other channel hears of it.
    assert.match(
      (await house.heardAt(phone)).at(-1)?.text ?? '',
      /Se não foi você, escreva "desligar canal"/,
    );
  });

  it('answers where the citizen last wrote, back and forth', async () => {
    const { phone, web, number } = await link();
    const isAsked = async () => (await house.heardAt(web)).at(-1)?.text.includes('Conte o que aconteceu');
    await until(isAsked, 'the form');
    const onWeb = await house.say(web, 'o posto de saúde estava fechado ontem de manhã');
    const onPhone = await house.say(phone, 'na rua das Flores');
    assert.deepEqual([onWeb.protocolNumber, onPhone.protocolNumber], [number, number]);
    assert.match(onPhone.text, /Em que dia foi/);
  });

  it('tells in the log what was linked, how, and what was closed for it', async () => {
    const { asked, greeted, web, number } = await link();
    const linked = (await house.events(asked.receipt.conversationId)).find(
      (each) => each.type === 'channel-linked',
    );
    assert.ok(linked?.type === 'channel-linked');
    assert.deepEqual([linked.channel, linked.address, linked.proof], [web.channel, web.address, 'code-sent']);
    const closed = (await house.events(greeted.receipt.conversationId)).at(-1);
    const continuedIn = number.replaceAll(' ', '');
    assert.deepEqual(closed, { type: 'conversation-closed', reason: 'continued-elsewhere', continuedIn });
  });

  it('keeps no code, neither in the log nor in a table', async () => {
    const { phone, web, number, asked } = await begin();
    const { message } = await askForCode(web, phone, number);
    const code = codeIn(message?.text ?? '');
    assert.equal(code.length, 8);
    const kept = JSON.stringify([
      await house.events(asked.receipt.conversationId),
      await database().query('select * from link_codes'),
    ]).replaceAll(' ', '');
    assert.equal(kept.includes(code), false);
  });

  it('shows the other channel nothing of what was said before', async () => {
    const { asked, web } = await link();
    const contact = (await contactOf(web)) ?? '';
    const { conversationId } = asked.receipt;
    const whole = await readTranscript(database(), contact, conversationId, 0);
    const seen = await readTranscript(database(), contact, conversationId, 0, web);
    const said = (lines: typeof whole) => JSON.stringify(lines.map(({ event }) => event.body));
    assert.match(said(whole), /quero reclamar/);
    assert.doesNotMatch(said(seen), /quero reclamar|código/i);
    assert.match(said(seen), /Você continua por aqui/);
  });

  it('answers the same for a number that nobody has, and for any code then', async () => {
    const { web, phone, number } = await begin();
    const real = await askForCode(web, phone, number);
    const stranger = house.meet('web');
    // The right form, and nobody's.
    const unknown = await house.say(
      stranger,
      `quero continuar o atendimento ${createProtocolNumber(new Date())}`,
    );
    assert.equal(unknown.text, real.answer.text);
    assert.deepEqual(unknown.buttons, real.answer.buttons);
    const [wrong, right] = [await house.say(stranger, '0000 0000'), await house.say(web, '0000 0000')];
    assert.equal(wrong.text, right.text);
  });

  it('takes three tries and no more, even where the fourth is right', async () => {
    const { phone, web, number } = await begin();
    const { message } = await askForCode(web, phone, number);
    const code = codeIn(message?.text ?? '');
    const wrong = code === '11111111' ? '22222222' : '11111111';
    assert.match((await house.say(web, wrong)).text, /restam: 2/);
    assert.match((await house.say(web, wrong)).text, /restam: 1/);
    assert.match((await house.say(web, wrong)).text, /já não vale/);
    await house.say(web, 'quero continuar');
    await house.tap(web, 'Já tenho um código');
    await house.say(web, code);
    assert.notEqual(await contactOf(web), await contactOf(phone));
  });

  it('takes a code once, for ten minutes, and only where it was asked for', async () => {
    const { phone, web, number } = await begin();
    const { message } = await askForCode(web, phone, number);
    const code = codeIn(message?.text ?? '');
    const thief = house.meet('web');
    await house.say(thief, 'oi');
    await askForCode(thief, house.meet('web'), number);
    await house.say(thief, code);
    assert.notEqual(await contactOf(thief), await contactOf(phone));
    await database().query("update link_codes set expires_at = now() - interval '1 second'");
    assert.match((await house.say(web, code)).text, /já não vale/);
    assert.notEqual(await contactOf(web), await contactOf(phone));
  });

  it('sends a phone no more than three codes in an hour, whoever asks', async () => {
    const { phone, number } = await begin();
    const before = (await house.heardAt(phone)).length;
    for (let asked = 0; asked < 5; asked++) {
      const answer = await house.say(house.meet('web'), `quero continuar o atendimento ${number}`);
      assert.match(answer.text, /Se existir um atendimento/);
    }
    assert.equal((await house.heardAt(phone)).length - before, 3);
  });

  it('lets one address ask for three codes in an hour', async () => {
    const { web } = await begin();
    for (let asked = 0; asked < 3; asked++) {
      const { number } = await begin();
      assert.match((await house.say(web, `quero continuar o atendimento ${number}`)).text, /Se existir/);
      await house.tap(web, 'Tentar outro número');
    }
    const { number, phone } = await begin();
    const before = (await house.heardAt(phone)).length;
    assert.match((await house.say(web, number)).text, /Foram muitos códigos/);
    assert.equal((await house.heardAt(phone)).length, before);
  });

  it('goes on elsewhere with a code that is shown, once it was said what that does', async () => {
    const { phone, web, webNumber } = await begin();
    const shown = await house.say(web, 'quero continuar pelo whatsapp');
    const code = codeIn(shown.text);
    assert.equal(code.length, 12);
    const asked = await house.say(phone, `continuar atendimento ${code}`);
    assert.match(asked.text, /chat do site.*é golpe: responda não/s);
    assert.notEqual(await contactOf(web), await contactOf(phone));
    const done = await house.tap(phone, 'Sim, fui eu');
    assert.match(done.text, /Você continua por aqui/);
    assert.equal(done.protocolNumber, webNumber);
    assert.equal(await contactOf(web), await contactOf(phone));
    // Used: nobody else comes in by it.
    const late = house.meet('telegram');
    assert.match((await house.say(late, `continuar atendimento ${code}`)).text, /não existe ou já venceu/);
  });

  it('links nothing where the citizen says that somebody sent them the code', async () => {
    const { phone, web } = await begin();
    const code = codeIn((await house.say(web, 'quero continuar pelo whatsapp')).text);
    await house.say(phone, `continuar atendimento ${code}`);
    assert.match((await house.say(phone, 'não')).text, /não juntei nada/);
    assert.notEqual(await contactOf(web), await contactOf(phone));
  });

  it('refuses the eleventh guess at a shown code, whatever it is', async () => {
    const [web, guesser] = [house.meet('web'), house.meet('telegram')];
    await house.say(web, 'oi');
    const code = codeIn((await house.say(web, 'quero continuar pelo whatsapp')).text);
    for (let guess = 0; guess < 10; guess++)
      await house.say(guesser, `continuar atendimento ${String(100000000000 + guess)}`);
    assert.match((await house.say(guesser, `continuar atendimento ${code}`)).text, /Foram muitos/);
  });

  it('takes what nobody has answered yet along', async () => {
    const { phone, web, number, asked, greeted } = await begin();
    // Kept, and nobody is rung for.
    await house.keepSilently(web, 'quero reclamar');
    const [into = '', from = ''] = [await contactOf(phone), await contactOf(web)];
    const reason = { dialog: 'link-channel', rule: 'test' };
    const link = { linkId: randomUUID(), taskId: null, proof: 'login', origin: web, reason } as const;
    await database().transaction((transaction) =>
      joinContacts(transaction, { ...link, into, from, notify: undefined }),
    );
    const heard = (await house.heardAt(web)).length;
    await house.doorbells.ringInbound([asked.receipt.conversationId]);
    const answer = await until(async () => (await house.heardAt(web))[heard], 'an answer');
    assert.equal(answer.protocolNumber, number);
    const stuck = await database().query('select 1 from unhandled where conversation_id = $1', [
      greeted.receipt.conversationId,
    ]);
    assert.deepEqual(stuck, []);
  });

  it('links once, however often the task is run', async () => {
    const { asked, web, phone } = await link();
    const [task] = await database().query<{ id: string }>(
      `update tasks set status = 'open', leased_until = null where conversation_id = $1 and agent = 'identity' returning id`,
      [asked.receipt.conversationId],
    );
    const before = (await house.heardAt(web)).length;
    await house.doorbells.ringAgent('identity', [task?.id ?? '']);
    const again = await until(async () => (await house.heardAt(web))[before], 'the same answer');
    assert.match(again.text, /Você continua por aqui/);
    assert.equal(await contactOf(web), await contactOf(phone));
    const links = await database().query('select 1 from identity_links where task_id = $1', [task?.id]);
    assert.equal(links.length, 1);
  });
});
