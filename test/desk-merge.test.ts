/** Two conversations become one, or one becomes two; two contacts become one, and two again. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { AssistantError } from '../src/errors.ts';
import type { Person } from '../src/person.ts';
import { readTranscript } from '../src/store/transcripts.ts';
import { overDatabases } from './helpers/databases.ts';
import { type DeskHouse, openDeskHouse } from './helpers/desk-house.ts';

const refused = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AssistantError, String(error));
  assert.match(error.message, words);
  return error.code === 'conflict';
};

overDatabases('desk merge', (database) => {
  let house: DeskHouse;
  let bia: Person;
  let dora: Person;
  let boss: Person;
  before(async () => {
    house = await openDeskHouse(database());
    bia = await house.enter(['attendant'], { name: 'Bia' });
    dora = await house.enter(['attendant'], { name: 'Dora', queues: ['ouvidoria'] });
    boss = await house.enter(['supervisor'], { name: 'Edu' });
  });
  const statusOf = async (id: string) => (await house.conversation(id))['status'];
  const textsAt = async (address: string) =>
    (
      await database().query<{ text: string }>(
        `select e.body->'activity'->>'text' as text from deliveries d
         join events e on e.conversation_id = d.conversation_id and e.seq = d.seq
         where d.address = $1 order by d.created_at, d.seq`,
        [address],
      )
    ).map(({ text }) => text);
  const linkOf = async (contactId: string) =>
    (
      await database().query<{ id: string; proof: string }>(
        'select id, proof from identity_links where contact_id = $1 order by id desc',
        [contactId],
      )
    )[0];

  describe('splitting', () => {
    it('goes on from the message under a number of its own, in the same hands, at the same place', async () => {
      const { conversationId: id, address, contactId } = await house.waiting('ouvidoria');
      await house.actions.reply(house.by(dora, id), { text: 'Sobre a luz: resolvido.' });
      const second = await house.say('e tem um buraco na rua', address);
      const [before] = await house.tickets(id);
      const done = await house.actions.split(house.by(dora, id), { fromSeq: second.seq });
      assert.equal(await statusOf(id), 'closed');
      const next = await house.conversation(done.conversationId);
      assert.deepEqual([next['status'], next['contact_id']], ['waiting', contactId]);
      const [ticket] = await house.tickets(done.conversationId);
      assert.deepEqual(
        [ticket?.queue, ticket?.person_id, ticket?.since, ticket?.awaiting_since, ticket?.answered_at],
        ['ouvidoria', dora.personId, before?.since, before?.awaiting_since, before?.answered_at],
      );
      const [first] = await house.events(done.conversationId);
      assert.equal(first?.type, 'conversation-continued');
      assert.equal(first.fromSeq, second.seq);
      assert.match((await textsAt(address)).at(-1) ?? '', /continua no protocolo/);
      const then = await house.say('na esquina', address);
      assert.equal(then.conversationId, done.conversationId);
    });

    it('takes along what nobody has read yet', async () => {
      const { conversationId: id, address } = await house.waiting();
      const { seq } = await house.receive('mais uma coisa', address);
      const { conversationId } = await house.actions.split(house.by(bia, id), { fromSeq: seq });
      await house.takeTurn(conversationId);
      const events = await house.events(conversationId);
      assert.ok(events.some((each) => each.type === 'message-received'));
      assert.ok((await house.tickets(conversationId))[0]?.awaiting_since);
    });

    it('is refused where there is no message, and nothing before it', async () => {
      const { conversationId: id, seq } = await house.waiting();
      await assert.rejects(house.actions.split(house.by(bia, id), { fromSeq: seq }), refused(/começa nesta/));
      await assert.rejects(
        house.actions.split(house.by(bia, id), { fromSeq: seq + 1 }),
        refused(/Escolha uma mensagem/),
      );
    });
  });

  describe('merging two of one contact', () => {
    it('goes on in the closed one, with the ticket of the other', async () => {
      const old = await house.waiting();
      await house.actions.close(house.by(bia, old.conversationId), { reason: 'other' });
      const next = await house.say('voltei', old.address);
      await house.say('queue geral', old.address);
      const [ticket] = await house.tickets(next.conversationId);
      await house.actions.take(house.by(bia, next.conversationId));
      const done = await house.actions.merge(house.by(bia, next.conversationId), {
        into: old.conversationId,
      });
      assert.equal(done.conversationId, old.conversationId);
      assert.deepEqual(
        [await statusOf(next.conversationId), await statusOf(old.conversationId)],
        ['closed', 'waiting'],
      );
      const kept = (await house.tickets(old.conversationId)).at(-1);
      assert.deepEqual([kept?.person_id, kept?.since], [bia.personId, ticket?.since]);
      assert.equal((await house.say('certo', old.address)).conversationId, old.conversationId);
    });

    it('notes of a closed one that it goes on in the open one', async () => {
      const old = await house.waiting();
      await house.actions.close(house.by(bia, old.conversationId), { reason: 'other' });
      const next = await house.say('voltei', old.address);
      await house.say('queue geral', old.address);
      await house.actions.merge(house.by(bia, old.conversationId), { into: next.conversationId });
      const last = (await house.events(next.conversationId)).at(-1);
      assert.equal(last?.type, 'conversation-continued');
      assert.equal(last.of, old.protocolNumber);
    });

    it('is refused with itself, with two that are closed, and with what may not be seen', async () => {
      const old = await house.waiting();
      const id = old.conversationId;
      await assert.rejects(house.actions.merge(house.by(bia, id), { into: id }), refused(/ela mesma/));
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      await house.say('voltei', old.address);
      const next = await house.say('queue geral', old.address);
      await house.actions.close(house.by(bia, next.conversationId), { reason: 'other' });
      await assert.rejects(
        house.actions.merge(house.by(bia, id), { into: next.conversationId }),
        refused(/estão encerradas/),
      );
      const hidden = await house.waiting('ouvidoria');
      const mine = await house.waiting();
      await assert.rejects(
        house.actions.merge(house.by(bia, mine.conversationId), { into: hidden.conversationId }),
        { code: 'not-found' },
      );
    });
  });

  describe('merging two contacts', () => {
    it('vouches for them, answers where the citizen spoke last, and tells the other address', async () => {
      const phone = await house.waiting();
      const web = await house.waiting();
      await house.actions.take(house.by(bia, web.conversationId));
      const done = await house.actions.merge(house.by(bia, web.conversationId), {
        into: phone.conversationId,
      });
      assert.equal(done.conversationId, phone.conversationId);
      assert.equal(await statusOf(web.conversationId), 'closed');
      assert.equal((await linkOf(phone.contactId))?.proof, 'person');
      const conversation = await house.conversation(phone.conversationId);
      assert.equal(conversation['address'], web.address);
      assert.match((await textsAt(phone.address)).at(-1) ?? '', /continua pelo canal web/);
      const [ticket] = await house.tickets(phone.conversationId);
      assert.equal(ticket?.person_id, bia.personId);
      assert.equal((await house.say('aqui', web.address)).conversationId, phone.conversationId);
      assert.equal((await house.say('e aqui', phone.address)).conversationId, phone.conversationId);
    });

    it('shows neither address what was said before at the other', async () => {
      const one = await house.waiting();
      await house.actions.reply(house.by(bia, one.conversationId), { text: 'segredo de um' });
      const two = await house.waiting();
      await house.actions.merge(house.by(bia, two.conversationId), { into: one.conversationId });
      await house.actions.reply(house.by(bia, one.conversationId), { text: 'para os dois' });
      const lines = await readTranscript(database(), one.contactId, undefined, 0, {
        channel: 'web',
        address: two.address,
      });
      const texts = JSON.stringify(lines);
      assert.match(texts, /para os dois/);
      assert.doesNotMatch(texts, /segredo de um/);
    });

    it('leaves nobody who waited for people with the assistant', async () => {
      const one = await house.waiting();
      await house.actions.toAssistant(house.by(bia, one.conversationId), {});
      const two = await house.waiting();
      await house.actions.merge(house.by(bia, two.conversationId), { into: one.conversationId });
      assert.equal(await statusOf(one.conversationId), 'waiting');
    });

    it('can be undone, once, by whoever may see it; who goes back is told', async () => {
      const one = await house.waiting();
      const two = await house.waiting();
      await house.actions.merge(house.by(bia, two.conversationId), { into: one.conversationId });
      const link = await linkOf(one.contactId);
      assert.ok(link);
      await assert.rejects(house.actions.unlink(dora, link.id), { code: 'not-found' });
      await house.actions.unlink(bia, link.id);
      assert.match((await textsAt(two.address)).at(-1) ?? '', /segue separado/);
      const next = await house.say('voltei', two.address);
      assert.equal(next.contactId, two.contactId);
      assert.notEqual(next.conversationId, one.conversationId);
      assert.equal((await house.conversation(one.conversationId))['address'], one.address);
      await assert.rejects(house.actions.unlink(bia, link.id), { code: 'not-found' });
    });

    it('leaves to supervisors what citizens linked themselves', async () => {
      const one = await house.waiting();
      const two = await house.waiting();
      await house.actions.merge(house.by(bia, two.conversationId), { into: one.conversationId });
      const link = await linkOf(one.contactId);
      await database().query(`update identity_links set proof = 'code-sent' where id = $1`, [link?.id]);
      await assert.rejects(house.actions.unlink(bia, link?.id ?? ''), refused(/Só a supervisão/));
      await house.actions.unlink(boss, link?.id ?? '');
    });

    it('is refused for two people, for a closed one, and while something is unread', async () => {
      const one = await house.waiting();
      const two = await house.waiting();
      const merge = () =>
        house.actions.merge(house.by(bia, two.conversationId), { into: one.conversationId });
      const logIn = `insert into channel_identities (channel, address, contact_id) values ('login', $1, $2)`;
      await database().query(logIn, [`l-${one.address}`, one.contactId]);
      await database().query(logIn, [`l-${two.address}`, two.contactId]);
      await assert.rejects(merge(), refused(/duas pessoas/));
      await database().query(`delete from channel_identities where channel = 'login'`);
      await house.receive('espera', two.address);
      await assert.rejects(merge(), refused(/acabou de escrever/));
      await house.takeTurn(two.conversationId);
      await house.actions.close(house.by(bia, one.conversationId), { reason: 'other' });
      await assert.rejects(merge(), refused(new RegExp(`${one.protocolNumber} está encerrada`)));
      const next = await house.say('queue geral', one.address);
      await assert.rejects(
        house.actions.merge(house.by(bia, one.conversationId), { into: two.conversationId }),
        refused(new RegExp(next.protocolNumber)),
      );
    });
  });
});
