/** The virtual queue over a database: many at once, people who fall silent or vanish, and queues that overflow. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { EventBody } from '../src/event.ts';
import type { Weekday } from '../src/opening-hours.ts';
import { assignOnce, startAssigning } from '../src/pipeline/assigning.ts';
import { assignTicket, moveTicket, returnAllOf, returnTicket } from '../src/store/assignments.ts';
import { noteSeen, readPresences, setAvailability } from '../src/store/presences.ts';
import { overDatabases } from './helpers/databases.ts';
import { ALWAYS_OPEN_HOURS, createQueue, toQueues } from './helpers/desk-queues.ts';
import { until } from './helpers/servers.ts';
import { clearDesk, openWaitingRoom } from './helpers/waiting-room.ts';

const MINUTE_MS = 60_000;
const QUEUES = toQueues(
  createQueue('geral', { capacity: { default: 2 }, silenceMs: 5 * MINUTE_MS }),
  createQueue('suporte', { overflow: { afterMs: 10 * MINUTE_MS, to: 'geral' } }),
  createQueue('ouvidoria', { skills: ['ouvidoria'] }),
);
const typesOf = (events: readonly EventBody[]) => events.map(({ type }) => type);
const timesAssigned = (events: readonly EventBody[]) =>
  events.filter(({ type }) => type === 'ticket-assigned').length;

overDatabases('the virtual queue', (database) => {
  beforeEach(() => clearDesk(database()));
  const open = (queues = QUEUES) => openWaitingRoom(database(), queues);

  describe('who gets what', () => {
    it('gives what waits to who is there and available, in its order, and writes it down', async () => {
      const room = open();
      const late = await room.addWaiting({ agoMs: MINUTE_MS });
      const early = await room.addWaiting({ agoMs: 2 * MINUTE_MS });
      const old = await room.addWaiting({ priority: ['age-80'] });
      const ana = await room.addPerson('Ana');
      await room.addPerson('Busy', { availability: 'busy' });
      await room.addPerson('Asleep', { seenAgoMs: MINUTE_MS });
      await room.addPerson('Never', { seenAgoMs: null });
      await room.addPerson('Reader', { roles: ['auditor'] });
      await assignOnce(room.options);
      const { id: ticketId } = await room.ticketOf(old);
      assert.deepEqual(await room.eventsOf(old), [{ type: 'ticket-assigned', ticketId, to: ana, by: null }]);
      assert.equal(await room.holderOf(early), 'Ana');
      assert.equal(await room.holderOf(late), null);
      assert.deepEqual(
        room.told.flatMap((news) => (news.type === 'conversations' ? news.ids : [])).toSorted(),
        [old, early].toSorted(),
      );
    });

    it('gives more only once there is room, and what takes a skill to who has it', async () => {
      const room = open();
      const complaint = await room.addWaiting({ queue: 'ouvidoria', agoMs: MINUTE_MS });
      const chats = [await room.addWaiting(), await room.addWaiting(), await room.addWaiting()];
      await room.addPerson('Ana', { queues: ['geral', 'ouvidoria'] });
      await assignOnce(room.options);
      await assignOnce(room.options);
      const holders = await Promise.all(chats.map(room.holderOf, room));
      assert.deepEqual(holders, ['Ana', 'Ana', null]);
      assert.equal(await room.holderOf(complaint), null);
      await room.addPerson('Bia', { queues: ['ouvidoria'], skills: ['ouvidoria'] });
      await database().query(`update conversations set status = 'closed' where id = $1`, [chats[0]]);
      await assignOnce(room.options);
      assert.equal(await room.holderOf(complaint), 'Bia');
      assert.equal(await room.holderOf(chats[2] ?? ''), 'Ana');
    });

    it('many loops and people at once: each has one person, and nobody more than they can have', async () => {
      const room = open();
      const names = ['Ana', 'Bia', 'Caio'];
      const people = await Promise.all(names.map((name) => room.addPerson(name)));
      const taker = await room.addPerson('Davi', { availability: 'busy' });
      const ids = await Promise.all(Array.from({ length: 12 }, () => room.addWaiting()));
      const [takes] = await Promise.all([
        Promise.allSettled(ids.map((id) => room.take(id, taker))),
        ...Array.from({ length: 6 }, () => assignOnce(room.options)),
      ]);
      // A round may have found all of it in other hands for the moment.
      await assignOnce(room.options);
      const holders = new Map<string | null, number>();
      for (const [index, id] of ids.entries()) {
        const holder = await room.holderOf(id);
        holders.set(holder, (holders.get(holder) ?? 0) + 1);
        assert.equal(timesAssigned(await room.eventsOf(id)), 1, `${id} was given more than once`);
        const outcome = takes[index];
        assert.equal(outcome?.status === 'fulfilled', holder === 'Davi');
        // Whoever came too late is told who has it.
        if (outcome?.status === 'rejected') assert.match(String(outcome.reason), new RegExp(`${holder}`));
      }
      for (const { name } of people) assert.ok((holders.get(name) ?? 0) <= 2, `${name} has too much`);
      assert.equal(holders.get(null), undefined);
    });

    it('people may give somebody more than the queue would', async () => {
      const room = open();
      const ana = await room.addPerson('Ana', { capacity: { web: 0 } });
      const id = await room.addWaiting();
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), null);
      const by = await room.addPerson('Chefe', { roles: ['supervisor'] });
      await room.act(id, (transaction, ticket) =>
        assignTicket(transaction, ticket, { to: ana, by, summary: 's' }),
      );
      assert.equal(await room.holderOf(id), 'Ana');
      const [presence] = (await readPresences(database())).filter(
        ({ personId }) => personId === ana.personId,
      );
      assert.deepEqual(
        [presence?.active, presence?.isOnline, presence?.availability],
        [1, true, 'available'],
      );
    });

    it('the loop hears of it, and does not wait for its next look', async () => {
      const room = open();
      await room.addPerson('Ana');
      await using _loop = await startAssigning(room.options);
      const id = await room.addWaiting();
      await room.news.tell({ type: 'conversations', ids: [id] });
      await until(async () => (await room.holderOf(id)) === 'Ana', 'the conversation to be given');
    });
  });

  describe('whoever says nothing', () => {
    it('loses it to the queue, is away, and whoever comes next finds it first', async () => {
      const room = open();
      const ana = await room.addPerson('Ana');
      const id = await room.addWaiting({ agoMs: MINUTE_MS });
      await assignOnce(room.options);
      const { since } = await room.ticketOf(id);
      await room.age(id, 4 * MINUTE_MS);
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), 'Ana');
      await room.age(id, 2 * MINUTE_MS);
      await noteSeen(database(), [ana.personId]);
      // The program itself has only just come up: it may be its own silence.
      await assignOnce(room.options, false);
      assert.equal(await room.holderOf(id), 'Ana');
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), null);
      assert.equal(await room.availabilityOf(ana), 'away');
      assert.ok(room.told.some((news) => news.type === 'people' && news.ids.includes(ana.personId)));
      const returned = (await room.eventsOf(id)).at(-1);
      assert.ok(returned?.type === 'ticket-returned' && returned.reason === 'silent' && returned.by === null);
      assert.deepEqual((await room.ticketOf(id)).since, since);
      await room.addWaiting();
      await room.addPerson('Bia', { capacity: { web: 1 } });
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), 'Bia');
    });

    it('is given it again where nobody else is, once they say that they are there', async () => {
      const room = open();
      const ana = await room.addPerson('Ana');
      const id = await room.addWaiting();
      await assignOnce(room.options);
      await room.age(id, 6 * MINUTE_MS);
      await noteSeen(database(), [ana.personId]);
      await assignOnce(room.options);
      await setAvailability(database(), ana.personId, 'available');
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), 'Ana');
    });

    it('keeps it while it is the citizen’s turn', async () => {
      const room = open();
      await room.addPerson('Ana');
      const id = await room.addWaiting();
      await assignOnce(room.options);
      await room.answer(id);
      await room.age(id, 60 * MINUTE_MS);
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), 'Ana');
    });

    it('and is gone loses what the citizen waits in, and the rest once they write again', async () => {
      const room = open();
      const ana = await room.addPerson('Ana');
      const [waits, answered] = [await room.addWaiting(), await room.addWaiting()];
      await assignOnce(room.options);
      await room.answer(answered);
      await room.age(waits, MINUTE_MS);
      await database().query(`update people set seen_at = now() - interval '1 minute' where id = $1`, [
        ana.personId,
      ]);
      await room.addPerson('Bia');
      await assignOnce(room.options);
      assert.equal(await room.holderOf(waits), 'Bia');
      assert.equal(await room.holderOf(answered), 'Ana');
      assert.deepEqual(typesOf(await room.eventsOf(waits)), [
        'ticket-assigned',
        'ticket-returned',
        'ticket-assigned',
      ]);
      // Who comes back is as available as they were.
      assert.equal(await room.availabilityOf(ana), 'available');
      const writes = `
        update tickets set awaiting_since = now(), touched_at = now() - interval '1 minute',
          assigned_at = now() - interval '2 minutes' where conversation_id = $1`;
      await database().query(writes, [answered]);
      await assignOnce(room.options);
      assert.equal(await room.holderOf(answered), 'Bia');
    });

    it('and whose account was closed gives back all of it', async () => {
      const room = open();
      const ana = await room.addPerson('Ana');
      const ids = [await room.addWaiting(), await room.addWaiting()];
      await assignOnce(room.options);
      await database().query('update people set active = false where id = $1', [ana.personId]);
      const given = await returnAllOf(database(), ana.personId, null);
      assert.deepEqual(given.toSorted(), ids.toSorted());
      assert.deepEqual(await Promise.all(ids.map(room.holderOf, room)), [null, null]);
    });
  });

  describe('what goes back or on', () => {
    it('by somebody’s own will is not given to them again at once, not even where nobody else is', async () => {
      const room = open();
      const ana = await room.addPerson('Ana');
      const id = await room.addWaiting();
      await assignOnce(room.options);
      await room.act(id, (transaction, ticket) =>
        returnTicket(transaction, ticket, { by: ana, reason: 'put-back' }),
      );
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), null);
      await room.age(id, 3 * MINUTE_MS);
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), 'Ana');
    });

    it('moved to another queue keeps its place among those who wait there', async () => {
      const room = open();
      const ana = await room.addPerson('Ana', { queues: ['geral'] });
      const id = await room.addWaiting({ agoMs: 9 * MINUTE_MS });
      await assignOnce(room.options);
      const { since } = await room.ticketOf(id);
      const move = { to: 'suporte', by: ana, reason: 'transferred', summary: 'não é comigo' } as const;
      await room.act(id, (transaction, ticket) => moveTicket(transaction, ticket, move));
      const { since: kept, queue, person } = await room.ticketOf(id);
      assert.deepEqual([kept, queue, person], [since, 'suporte', null]);
      assert.deepEqual(typesOf(await room.eventsOf(id)), [
        'ticket-assigned',
        'ticket-returned',
        'ticket-moved',
      ]);
      const later = await room.addWaiting({ queue: 'suporte', agoMs: 5 * MINUTE_MS });
      await room.addPerson('Bia', { queues: ['suporte'], capacity: { web: 1 } });
      await assignOnce(room.options);
      assert.equal(await room.holderOf(id), 'Bia');
      assert.equal(await room.holderOf(later), null);
    });

    it('overflows where it has waited for long and somebody is there, with its old place', async () => {
      const room = open();
      const id = await room.addWaiting({ queue: 'suporte', agoMs: 20 * MINUTE_MS });
      const short = await room.addWaiting({ queue: 'suporte' });
      const { since } = await room.ticketOf(id);
      await room.age(id, 20 * MINUTE_MS);
      await assignOnce(room.options);
      assert.equal((await room.ticketOf(id)).queue, 'suporte');
      await room.addPerson('Ana');
      await assignOnce(room.options);
      const { queue, person, since: kept } = await room.ticketOf(id);
      assert.deepEqual([queue, person, kept], ['geral', 'Ana', since]);
      assert.equal((await room.ticketOf(short)).queue, 'suporte');
      const [moved] = await room.eventsOf(id);
      assert.ok(moved?.type === 'ticket-moved' && moved.reason === 'overflow' && moved.by === null);
    });

    it('does not overflow by hours in which nobody was there', async () => {
      const overflow = { afterMs: 10 * MINUTE_MS, to: 'geral' };
      const inThreeDays = (((new Date().getDay() + 2) % 7) + 1) as Weekday;
      const spans = [{ weekdays: [inThreeDays], fromMinute: 0, toMinute: 1_440 }];
      const hours = { ...ALWAYS_OPEN_HOURS, spans };
      const room = open(toQueues(createQueue('suporte', { hours, overflow }), createQueue('geral')));
      const id = await room.addWaiting({ queue: 'suporte' });
      await room.addPerson('Ana', { queues: ['geral'] });
      await room.age(id, 20 * MINUTE_MS);
      await assignOnce(room.options);
      assert.equal((await room.ticketOf(id)).queue, 'suporte');
      await assignOnce({ ...room.options, queues: QUEUES });
      assert.equal((await room.ticketOf(id)).queue, 'geral');
    });

    it('of a queue that there is no more goes to the first', async () => {
      const room = open();
      const id = await room.addWaiting({ queue: 'fechada' });
      await assignOnce(room.options);
      assert.equal((await room.ticketOf(id)).queue, 'geral');
    });
  });
});
