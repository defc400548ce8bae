/** What people do with conversations: its effect, its refusals, once under its id, and one at a time. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { AssistantError } from '../src/errors.ts';
import type { Person } from '../src/person.ts';
import { forgetActions } from '../src/store/desk-actions.ts';
import { listReadMarks } from '../src/store/read-marks.ts';
import { overDatabases } from './helpers/databases.ts';
import { type DeskHouse, openDeskHouse } from './helpers/desk-house.ts';

/** Refused, in words for people. */
const refused = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AssistantError, String(error));
  assert.equal(error.code, 'conflict');
  assert.match(error.message, words);
  return true;
};
const notFound = { code: 'not-found' };

overDatabases('desk actions', (database) => {
  let house: DeskHouse;
  let bia: Person;
  let caio: Person;
  let dora: Person;
  let boss: Person;
  before(async () => {
    house = await openDeskHouse(database());
    bia = await house.enter(['attendant'], { name: 'Bia' });
    caio = await house.enter(['attendant'], { name: 'Caio' });
    dora = await house.enter(['attendant'], { name: 'Dora', queues: ['ouvidoria'] });
    boss = await house.enter(['supervisor'], { name: 'Edu', queues: [] });
  });
  const types = async (id: string) => (await house.events(id)).map(({ type }) => type);
  const queued = (id: string) =>
    database().query<{ seq: number; channel: string; address: string }>(
      `select seq, channel, address from deliveries where conversation_id = $1 and status = 'queued' order by seq`,
      [id],
    );

  describe('replying', () => {
    it('is sent to where the citizen is, takes what nobody has, and makes it the citizen’s turn', async () => {
      const { conversationId: id, address } = await house.waiting();
      const { seq } = await house.actions.reply(house.by(bia, id, 'one-action'), {
        text: ' Bom dia!\r\n',
        buttons: [{ title: 'Sim', value: 'sim' }],
      });
      const events = await house.events(id);
      assert.deepEqual(events[seq - 1], {
        type: 'reply-added',
        activity: { type: 'message', text: 'Bom dia!', buttons: [{ title: 'Sim', value: 'sim' }] },
        reason: { dialog: 'desk', rule: 'person' },
        by: { personId: bia.personId, name: 'Bia' },
        actionId: 'one-action',
      });
      assert.deepEqual((await queued(id)).at(-1), { seq, channel: 'web', address });
      const [ticket] = await house.tickets(id);
      assert.equal(ticket?.person_id, bia.personId);
      assert.ok(ticket?.answered_at);
      assert.equal(ticket?.awaiting_since, null);
    });

    it('leaves no older button to be answered by its number', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.reply(house.by(bia, id), { text: 'a', buttons: [{ title: 'Sim', value: 'sim' }] });
      await house.actions.reply(house.by(bia, id), { text: 'b' });
      const { state } = (await house.conversation(id)) as { state: { offered: unknown[] } };
      assert.deepEqual(state.offered, []);
    });

    it('makes the person wait again when the citizen answers', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.reply(house.by(bia, id), { text: 'Pode mandar o número?' });
      await house.say('123', address);
      assert.ok((await house.tickets(id))[0]?.awaiting_since);
      assert.equal((await types(id)).at(-1), 'message-received');
    });

    it('answers what the person had seen: what came in meanwhile still waits, from when it came', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.reply(house.by(bia, id), { text: 'Bom dia!' });
      const first = await house.say('Quanto custa?', address);
      await house.say('E quanto demora?', address);
      await house.actions.reply(house.by(bia, id), { text: 'É de graça.', seen: first.seq });
      const [crossed] = await house.tickets(id);
      assert.ok(crossed?.awaiting_since, 'the second question waits');
      const seen = (await house.events(id)).length;
      await house.actions.reply(house.by(bia, id), { text: 'Trinta dias.', seen });
      assert.equal((await house.tickets(id))[0]?.awaiting_since, null);
    });

    it('keeps citations whose words stand in the passage, and refuses the others', async () => {
      const { conversationId: id } = await house.waiting();
      const quote = 'em até 30 dias';
      const { seq } = await house.actions.reply(house.by(bia, id), {
        text: 'A poda leva até 30 dias. [1]',
        citations: [{ mark: 1, passageId: 'poda-1', quote }],
      });
      const said = (await house.events(id))[seq - 1];
      assert.equal(said?.type, 'reply-added');
      assert.deepEqual(said.activity.citations, [
        {
          mark: 1,
          passageId: 'poda-1',
          title: 'Poda de árvore › Prazo',
          quote,
          url: 'https://vila.example/poda',
        },
      ]);
      const wrong = { mark: 1, passageId: 'poda-1', quote: 'em até 3 dias' };
      await assert.rejects(
        house.actions.reply(house.by(bia, id), { text: 'Já. [1]', citations: [wrong] }),
        refused(/não está no documento/),
      );
      await assert.rejects(
        house.actions.reply(house.by(bia, id), { text: 'Já.', citations: [{ ...wrong, quote }] }),
        refused(/não traz a marca \[1\]/),
      );
    });

    it('is refused without words, to another’s conversation, and to one that is closed', async () => {
      const { conversationId: id } = await house.waiting();
      await assert.rejects(house.actions.reply(house.by(bia, id), { text: ' \u200b ' }), refused(/Escreva/));
      await house.actions.take(house.by(bia, id));
      await assert.rejects(house.actions.reply(house.by(caio, id), { text: 'oi' }), refused(/^Bia está com/));
      const english = { ...caio, locale: 'en' };
      await assert.rejects(
        house.actions.reply(house.by(english, id), { text: 'oi' }),
        refused(/^Bia has this/),
      );
      await house.actions.reply(house.by(boss, id), { text: 'Sou a supervisão.' });
      assert.equal((await house.tickets(id))[0]?.person_id, bia.personId);
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      await assert.rejects(house.actions.reply(house.by(bia, id), { text: 'oi' }), refused(/encerrada/));
      assert.equal((await types(id)).at(-1), 'conversation-closed');
    });

    it('is not found for whoever may not see it, nor where nobody ever was called', async () => {
      const { conversationId: id } = await house.waiting();
      await assert.rejects(house.actions.reply(house.by(dora, id), { text: 'oi' }), notFound);
      const alone = await house.say('só com o assistente');
      await assert.rejects(
        house.actions.reply(house.by(boss, alone.conversationId), { text: 'oi' }),
        notFound,
      );
      await assert.rejects(house.actions.reply(house.by(boss, randomUUID()), { text: 'oi' }), notFound);
    });
  });

  describe('once', () => {
    it('has one effect under its id, also twice at the same moment', async () => {
      const { conversationId: id } = await house.waiting();
      const asked = house.by(bia, id);
      const both = await Promise.all([1, 2].map(() => house.actions.reply(asked, { text: 'uma vez' })));
      const third = await house.actions.reply(asked, { text: 'uma vez' });
      assert.deepEqual(both, [third, third]);
      assert.equal((await house.replies(id)).filter((text) => text === 'uma vez').length, 1);
    });

    it('refuses the id for something else, and takes it again after a refusal', async () => {
      const { conversationId: id } = await house.waiting();
      const asked = house.by(bia, id);
      await assert.rejects(house.actions.putBack(asked), refused(/já espera na fila/));
      await house.actions.take(asked);
      await assert.rejects(house.actions.reply(asked, { text: 'oi' }), { code: 'invalid-request' });
      const { seq } = await house.actions.reply(
        house.by(caio, (await house.waiting()).conversationId, asked.actionId),
        {
          text: 'ids are each person’s own',
        },
      );
      assert.ok(seq > 0);
    });

    it('forgets ids after a week', async () => {
      const { conversationId: id } = await house.waiting();
      const [old, fresh] = [house.by(bia, id), house.by(bia, id)];
      for (const asked of [old, fresh]) await house.actions.label(asked, { labels: ['a'] });
      const age = `update desk_actions set at = now() - interval '8 days' where action_id = $1`;
      await database().query(age, [old.actionId]);
      await forgetActions(database());
      const left = 'select action_id from desk_actions where action_id = any($1)';
      const rows = await database().query(left, [[old.actionId, fresh.actionId]]);
      assert.deepEqual(rows, [{ action_id: fresh.actionId }]);
    });

    it('lets one of two have it, and tells the other who', async () => {
      const { conversationId: id } = await house.waiting();
      const results = await Promise.allSettled([bia, caio].map((me) => house.actions.take(house.by(me, id))));
      const won = results.filter(({ status }) => status === 'fulfilled');
      assert.equal(won.length, 1);
      const lost = results.find((each) => each.status === 'rejected');
      refused(/^(Bia|Caio) está com esta conversa/)(lost?.reason);
      assert.equal((await types(id)).filter((type) => type === 'ticket-assigned').length, 1);
    });
  });

  describe('handing on', () => {
    it('gives it to a colleague of the queue with a summary, and to nobody else', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.take(house.by(bia, id));
      const wish = { personId: caio.personId, summary: 'Falta o CPF.' };
      await house.actions.assign(house.by(bia, id), wish);
      const last = (await house.events(id)).at(-1);
      assert.equal(last?.type, 'ticket-assigned');
      assert.equal(last.summary, 'Falta o CPF.');
      assert.equal(last.to.name, 'Caio');
      const away = await house.enter(['attendant'], { name: 'Foi', isActive: false });
      for (const person of [dora, away])
        await assert.rejects(
          house.actions.assign(house.by(caio, id), { personId: person.personId }),
          refused(new RegExp(`^${person.name} não atende`)),
        );
    });

    it('moves it with its place, and out of sight of who is not in the queue', async () => {
      const { conversationId: id } = await house.waiting();
      const [before] = await house.tickets(id);
      await house.actions.take(house.by(bia, id));
      await assert.rejects(
        house.actions.move(house.by(bia, id), { queue: 'geral' }),
        refused(/já está nesta fila/),
      );
      await assert.rejects(
        house.actions.move(house.by(bia, id), { queue: 'x' }),
        refused(/Não existe a fila x/),
      );
      await house.actions.move(house.by(bia, id), { queue: 'ouvidoria', summary: 'É denúncia.' });
      const [after] = await house.tickets(id);
      assert.deepEqual([after?.queue, after?.person_id, after?.since], ['ouvidoria', null, before?.since]);
      await assert.rejects(house.actions.take(house.by(bia, id)), notFound);
      await house.actions.take(house.by(dora, id));
    });

    it('gives it back to the queue', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.take(house.by(bia, id));
      await house.actions.putBack(house.by(bia, id));
      assert.equal((await house.tickets(id))[0]?.person_id, null);
    });

    it('gives it back to the assistant, who says so and answers again', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.take(house.by(bia, id));
      await house.actions.toAssistant(house.by(bia, id), { summary: 'Resolvido o acesso.' });
      const [ended, greeting] = (await house.events(id)).slice(-2);
      assert.equal(ended?.type, 'handoff-ended');
      assert.equal(ended.summary, 'Resolvido o acesso.');
      assert.equal(greeting?.type, 'reply-added');
      assert.match(greeting.activity.text, /assistente automático/);
      assert.equal((await house.tickets(id))[0]?.outcome, 'returned');
      await house.say('e agora?', address);
      assert.equal((await house.replies(id)).at(-1), 'heard: e agora?');
    });
  });

  describe('closing and reopening', () => {
    it('says the last words and closes, with the tasks and timers', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'no-answer', text: 'Até logo!' });
      assert.equal((await house.replies(id)).at(-1), 'Até logo!');
      const [ticket] = await house.tickets(id);
      assert.deepEqual([ticket?.outcome, ticket?.awaiting_since], ['closed', null]);
      const next = await house.say('de novo', address);
      assert.notEqual(next.conversationId, id);
    });

    it('after `solved` leaves the asking how it was to the assistant', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'solved' });
      assert.equal((await house.conversation(id))['status'], 'open');
      assert.equal((await house.tickets(id))[0]?.outcome, 'closed');
      const timers = await database().query('select dialog, name from timers where conversation_id = $1', [
        id,
      ]);
      assert.deepEqual(timers, [{ dialog: 'goodbye', name: 'rate-person' }]);
    });

    it('waits until what the citizen has just written is read, but for spam', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.receive('espera!', address);
      await assert.rejects(
        house.actions.close(house.by(bia, id), { reason: 'other' }),
        refused(/acabou de escrever/),
      );
      await house.actions.close(house.by(bia, id), { reason: 'spam' });
      assert.deepEqual(
        await database().query('select 1 from unhandled where conversation_id = $1', [id]),
        [],
      );
    });

    it('reopens under its number, for who asks, in its queue', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      await house.actions.reopen(house.by(caio, id));
      const tickets = await house.tickets(id);
      assert.equal(tickets.length, 2);
      assert.deepEqual([tickets[1]?.queue, tickets[1]?.person_id], ['geral', caio.personId]);
      await house.say('obrigado', address);
      assert.equal((await types(id)).at(-1), 'message-received');
      await assert.rejects(house.actions.reopen(house.by(caio, id)), refused(/já está com a equipe/));
    });

    it('names the conversation that the contact has open meanwhile', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      const next = await house.say('outro assunto', address);
      await assert.rejects(house.actions.reopen(house.by(bia, id)), refused(new RegExp(next.protocolNumber)));
    });

    it('takes it back from the assistant', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.toAssistant(house.by(bia, id), {});
      await house.actions.reopen(house.by(bia, id));
      assert.equal((await house.conversation(id))['status'], 'waiting');
      assert.equal((await house.tickets(id))[1]?.person_id, bia.personId);
    });

    it('answers nobody else’s address', async () => {
      const { conversationId: id, address } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      const other = await house.say('sou outra pessoa');
      await database().query(`update channel_identities set contact_id = $1 where address = $2`, [
        other.contactId,
        address,
      ]);
      await assert.rejects(
        house.actions.reopen(house.by(bia, id)),
        refused(new RegExp(other.protocolNumber)),
      );
    });
  });

  describe('notes, labels, terms', () => {
    it('calls those mentioned who see the conversation, and never the citizen', async () => {
      const { conversationId: id } = await house.waiting();
      const sent = (await queued(id)).length;
      const wish = { kind: 'note', text: 'Veja isto', mentions: [caio.personId] } as const;
      const { seq } = await house.actions.note(house.by(bia, id), wish);
      assert.equal((await queued(id)).length, sent);
      const rows = await database().query(
        'select seq from mentions where person_id = $1 and conversation_id = $2',
        [caio.personId, id],
      );
      assert.deepEqual(rows, [{ seq }]);
      await assert.rejects(
        house.actions.note(house.by(bia, id), { ...wish, mentions: [dora.personId] }),
        refused(/Dora não vê/),
      );
      await assert.rejects(
        house.actions.note(house.by(bia, id), { ...wish, kind: 'whisper' }),
        refused(/supervisão/),
      );
      await house.actions.note(house.by(boss, id), { ...wish, kind: 'whisper', mentions: [] });
    });

    it('labels, each label once, in any state', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      await house.actions.label(house.by(caio, id), { labels: ['poda', ' poda ', 'urgente'] });
      assert.deepEqual((await house.tickets(id))[0]?.labels, ['poda', 'urgente']);
    });

    it('prolongs the law’s term once, and tells the citizen the day and the reason', async () => {
      const { conversationId: id } = await house.waiting('ouvidoria');
      await house.actions.extend(house.by(dora, id), { reason: 'Falta um laudo.' });
      assert.match(
        (await house.replies(id)).at(-1) ?? '',
        /prorrogado até \d+ de .+ de \d{4}\. Motivo: Falta um laudo\./,
      );
      await assert.rejects(
        house.actions.extend(house.by(dora, id), { reason: 'De novo' }),
        refused(/uma vez/),
      );
      const plain = await house.waiting('suporte');
      await assert.rejects(
        house.actions.extend(house.by(boss, plain.conversationId), { reason: 'x' }),
        refused(/não tem prazo/),
      );
    });

    it('keeps how far somebody read, which never goes back, nor beyond the end', async () => {
      const { conversationId: id } = await house.waiting();
      const read = async () =>
        (await listReadMarks(database(), bia.personId)).find(({ conversationId }) => conversationId === id)
          ?.seq;
      assert.equal(await read(), undefined);
      await house.actions.markRead(bia, id, 2);
      await house.actions.markRead(bia, id, 1);
      assert.equal(await read(), 2);
      await house.actions.markRead(bia, id, 9_999);
      assert.equal(await read(), (await house.events(id)).length);
      await assert.rejects(house.actions.markRead(dora, id, 1), notFound);
      await house.actions.close(house.by(bia, id), { reason: 'spam' });
      assert.equal(await read(), undefined, 'nobody marks what is over');
    });
  });
});
