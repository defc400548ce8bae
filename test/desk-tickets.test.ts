/** What the inbox reads: which conversations, in which order, for whom; and one with all about it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { Person } from '../src/person.ts';
import { readStoryAfter } from '../src/store/stories.ts';
import { readEarlierStory, readTicketView } from '../src/store/ticket-view.ts';
import { listTickets, readTicketLinesOf, type TicketQuestion } from '../src/store/tickets.ts';
import { overDatabases } from './helpers/databases.ts';
import { type DeskHouse, openDeskHouse, queues } from './helpers/desk-house.ts';

overDatabases('desk tickets', (database) => {
  let house: DeskHouse;
  let bia: Person;
  let dora: Person;
  let boss: Person;
  let auditor: Person;
  before(async () => {
    house = await openDeskHouse(database());
    bia = await house.enter(['attendant'], { name: 'Bia' });
    dora = await house.enter(['attendant'], { name: 'Dora', queues: ['ouvidoria'] });
    boss = await house.enter(['supervisor'], { queues: [] });
    auditor = await house.enter(['auditor'], { queues: [] });
  });
  const list = async (me: Person, question: Partial<TicketQuestion> = {}) =>
    listTickets(database(), queues, me, { view: 'all', limit: 100, ...question });
  const idsFor = async (me: Person, question: Partial<TicketQuestion> = {}) =>
    (await list(me, question)).tickets.map(({ conversationId }) => conversationId);
  const view = (me: Person, id: string) => readTicketView(database(), queues, me, id);

  describe('lists', () => {
    it('shows each person theirs: mine, my queues, all that I may see, what has ended', async () => {
      const [mine, ours, theirs, ended] = [
        await house.waiting(),
        await house.waiting(),
        await house.waiting('ouvidoria'),
        await house.waiting(),
      ].map(({ conversationId }) => conversationId) as [string, string, string, string];
      await house.actions.take(house.by(bia, mine));
      await house.actions.close(house.by(bia, ended), { reason: 'other' });
      const has = async (me: Person, question: Partial<TicketQuestion>) => {
        const ids = await idsFor(me, question);
        return [mine, ours, theirs, ended].map((id) => ids.includes(id));
      };
      assert.deepEqual(await has(bia, { view: 'mine' }), [true, false, false, false]);
      assert.deepEqual(await has(bia, { view: 'queues' }), [true, true, false, false]);
      assert.deepEqual(await has(dora, { view: 'all' }), [false, false, true, false]);
      assert.deepEqual(await has(boss, { view: 'queues' }), [true, true, true, false]);
      assert.deepEqual(await has(bia, { view: 'closed' }), [false, false, false, true]);
      assert.deepEqual(await has(dora, { view: 'closed' }), [false, false, false, false]);
    });

    it('comes page by page, most urgent first, then who came first, each once', async () => {
      const me = await house.enter(['attendant'], { queues: ['suporte'] });
      const ids: string[] = [];
      for (let at = 0; at < 7; at++) ids.push((await house.waiting('suporte')).conversationId);
      await database().query(
        `update conversations set state = state || '{"priority": ["age-80"]}' where id = $1`,
        [ids[5]],
      );
      const first = await list(me, { limit: 3 });
      const second = await list(me, { limit: 3, after: first.next ?? '' });
      const third = await list(me, { limit: 3, after: second.next ?? '' });
      const seen = [first, second, third].flatMap(({ tickets }) =>
        tickets.map(({ conversationId }) => conversationId),
      );
      assert.deepEqual(seen, [ids[5], ids[0], ids[1], ids[2], ids[3], ids[4], ids[6]]);
      assert.equal(third.next, null);
      for (const id of ids) await house.actions.close(house.by(me, id), { reason: 'other' });
      const ended = await list(me, { view: 'closed', limit: 4 });
      const rest = await list(me, { view: 'closed', limit: 4, after: ended.next ?? '' });
      const closed = [...ended.tickets, ...rest.tickets].map(({ conversationId }) => conversationId);
      assert.deepEqual(closed, [...ids].reverse());
      await assert.rejects(list(me, { after: 'x' }), { code: 'invalid-request' });
    });

    it('is searched by number, label, and words of citizens and people, without accents', async () => {
      const { conversationId: id, protocolNumber, address } = await house.waiting();
      await house.actions.reply(house.by(bia, id), { text: 'A capivara está no açude.' });
      await house.actions.label(house.by(bia, id), { labels: ['fauna'] });
      const search = (words: string, me = bia) => idsFor(me, { search: words });
      assert.deepEqual(await search('ACUDE capivara'), [id]);
      assert.deepEqual(await search('fauna'), [id]);
      assert.deepEqual(await search(protocolNumber.replace(/(\d{3})/g, '$1 ')), [id]);
      assert.deepEqual(await search('capivara jacaré'), []);
      assert.deepEqual(await search('capivara', dora), []);
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      assert.deepEqual(await idsFor(bia, { view: 'closed', search: 'capivara' }), [id]);
      assert.ok(address);
    });

    it('tells of each the last words, the reason, the labels, the clocks', async () => {
      const { conversationId: id, address } = await house.waiting('ouvidoria');
      await house.say('vocês ainda estão aí?', address);
      const [line] = await readTicketLinesOf(database(), queues, [id]);
      assert.equal(line?.why, 'told-to');
      assert.deepEqual([line?.preview?.from, line?.preview?.text], ['citizen', 'vocês ainda estão aí?']);
      assert.equal(line?.contact, `…${address.slice(-4)}`);
      assert.ok(line?.clocks.some(({ kind, keptAt }) => kind === 'resolution' && keptAt === null));
      await house.actions.reply(house.by(dora, id), { text: 'Sim.' });
      const [then] = await readTicketLinesOf(database(), queues, [id]);
      assert.deepEqual(
        [then?.preview?.from, then?.person?.name, then?.awaitingSince],
        ['person', 'Dora', null],
      );
      await house.actions.close(house.by(dora, id), { reason: 'other' });
      assert.deepEqual(await readTicketLinesOf(database(), queues, [id]), []);
    });

    it('shows a conversation that came to people twice once', async () => {
      const { conversationId: id } = await house.waiting();
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      await house.actions.reopen(house.by(bia, id));
      assert.equal((await idsFor(bia, { view: 'closed' })).includes(id), false);
      await house.actions.close(house.by(bia, id), { reason: 'other' });
      assert.equal((await idsFor(bia, { view: 'closed' })).filter((each) => each === id).length, 1);
    });
  });

  describe('a ticket', () => {
    it('comes with the contact’s whole story, page by page, without what is another queue’s', async () => {
      const first = await house.say('Meu nome é Ana Souza');
      const { address, conversationId: complaint } = first;
      await house.say('queue ouvidoria', address);
      await house.actions.close(house.by(dora, complaint), { reason: 'other' });
      const { conversationId: id } = await house.say('agora é a poda', address);
      await house.say('queue geral', address);
      const seen = await view(bia, id);
      assert.deepEqual(
        seen?.contact.protocols.map(({ conversationId }) => conversationId),
        [id],
      );
      assert.equal(
        seen?.story.some(({ conversationId }) => conversationId === complaint),
        false,
      );
      assert.equal(seen?.contact.name, null);
      const whole = await view(boss, id);
      assert.deepEqual(
        whole?.contact.protocols.map(({ conversationId }) => conversationId),
        [complaint, id],
      );
      assert.equal(whole?.contact.name, 'Ana Souza');
      assert.equal(whole?.hasEarlier, false);
      const last = whole?.story.at(-1);
      const before = { conversationId: id, seq: last?.seq ?? 0 };
      const earlier = await readEarlierStory(database(), queues, boss, id, before);
      assert.deepEqual(earlier?.story, whole?.story.slice(0, -1));
      assert.equal(await readEarlierStory(database(), queues, dora, id, before), undefined);
    });

    it('is none for whoever may not see it, and where nobody was called', async () => {
      const { conversationId: id } = await house.waiting();
      assert.equal(await view(dora, id), undefined);
      const alone = await house.say('só o assistente');
      assert.equal(await view(boss, alone.conversationId), undefined);
      await house.actions.take(house.by(bia, id));
      await house.actions.move(house.by(bia, id), { queue: 'ouvidoria' });
      assert.equal(await view(bia, id), undefined);
      assert.ok(await view(dora, id));
    });

    it('shows the part that was split off to whoever has it now', async () => {
      const { conversationId: id, address } = await house.waiting('ouvidoria');
      await house.say('segredo da denúncia', address);
      const { seq } = await house.say('e a poda da árvore', address);
      const { conversationId: next } = await house.actions.split(house.by(dora, id), { fromSeq: seq });
      await house.actions.move(house.by(dora, next), { queue: 'geral' });
      const texts = JSON.stringify((await view(bia, next))?.story);
      assert.match(texts, /poda da árvore/);
      assert.doesNotMatch(texts, /segredo/);
    });

    it('shows whole addresses to those who answer, and their end to those who audit', async () => {
      const phone = `+55519${String(Date.now()).slice(-8)}`;
      await house.say('oi', phone);
      const { conversationId: id } = await house.say('queue geral', phone);
      assert.equal((await view(bia, id))?.contact.addresses[0]?.address, phone);
      assert.equal((await view(auditor, id))?.contact.addresses[0]?.address, `…${phone.slice(-4)}`);
    });

    it('shows what the citizen agreed to, and took back', async () => {
      const { conversationId: id } = await house.waiting();
      const link = { linkId: randomUUID(), channel: 'whatsapp', address: '+5511987654321' };
      await house.append(id, [
        { type: 'channel-linked', ...link, proof: 'code-sent' },
        { type: 'channel-linked', ...link, linkId: randomUUID(), proof: 'person' },
        {
          type: 'handoff-requested',
          queue: 'geral',
          reason: 'call-back',
          details: { phone: '11 98765-4321' },
        },
        { type: 'channel-unlinked', ...link },
      ]);
      const agreed = (await view(bia, id))?.contact.consents ?? [];
      assert.deepEqual(
        agreed.map(({ purpose, channel, phone, withdrawnAt }) => [
          purpose,
          channel,
          phone,
          withdrawnAt !== null,
        ]),
        [
          ['one-conversation', 'whatsapp', null, true],
          ['call-back', null, '11 98765-4321', false],
        ],
      );
      assert.equal((await view(auditor, id))?.contact.consents[1]?.phone, '…4321');
    });

    it('shows contacts that people made one as one, and the link with its proof', async () => {
      const one = await house.waiting();
      const two = await house.waiting();
      await house.actions.merge(house.by(bia, two.conversationId), { into: one.conversationId });
      const seen = await view(bia, one.conversationId);
      assert.equal(seen?.contact.protocols.length, 2);
      assert.deepEqual(seen?.contact.addresses.map(({ proof }) => proof).sort(), [null, 'person']);
      const links = seen?.contact.addresses.flatMap(({ linkId }) => linkId ?? []);
      assert.equal(links?.length, 1);
    });
  });

  it('tells what is new in a conversation after a line', async () => {
    const { conversationId: id } = await house.waiting();
    const { seq } = await house.actions.reply(house.by(bia, id, 'my-own-id'), { text: 'Bom dia' });
    const lines = await readStoryAfter(database(), id, seq - 1);
    const [line] = lines;
    assert.equal(lines.length, 1);
    assert.equal(line?.body.from, 'person');
    assert.deepEqual([line.body.actionId, line.body.delivery], ['my-own-id', 'queued']);
  });
});
