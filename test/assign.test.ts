/** Who gets what waits: whatever waits and whoever is there, nobody twice, nobody too much, nobody forgotten. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  assign,
  capacityOf,
  compareWaiting,
  type FreePerson,
  mayHave,
  type Placement,
  type WaitingTicket,
} from '../src/desk/assign.ts';
import type { Queue } from '../src/queues.ts';
import { createQueue, toQueues } from './helpers/desk-queues.ts';

const QUEUES = toQueues(
  createQueue('geral', { capacity: { default: 3, voice: 1 } }),
  createQueue('suporte', { capacity: { default: 2 } }),
  createQueue('ouvidoria', { skills: ['ouvidoria'], capacity: { default: 1 } }),
);
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 5, 12, minute));
const ticket = (ticketId: string, own: Partial<WaitingTicket> = {}): WaitingTicket => ({
  ticketId,
  conversationId: `c-${ticketId}`,
  queue: 'geral',
  channel: 'web',
  rank: 5,
  since: at(0),
  leftBy: null,
  isLeftJustNow: false,
  ...own,
});
const person = (personId: string, own: Partial<FreePerson> = {}): FreePerson => ({
  personId,
  queues: ['geral'],
  skills: [],
  capacity: {},
  active: {},
  assignedAt: null,
  ...own,
});
const pairs = (placements: readonly Placement[]) =>
  placements.map(({ ticketId, personId }) => `${ticketId}→${personId}`);

const PEOPLE = ['ana', 'bia', 'caio', 'davi'];
const waitingLists = fc.uniqueArray(
  fc.record({
    ticketId: fc.uuid(),
    queue: fc.constantFrom('geral', 'suporte', 'ouvidoria', 'removed'),
    channel: fc.constantFrom('web', 'voice'),
    rank: fc.constantFrom(0, 3, 5),
    since: fc.integer({ min: 0, max: 5 }).map(at),
    leftBy: fc.constantFrom(null, ...PEOPLE),
    isLeftJustNow: fc.boolean(),
  }),
  { selector: ({ ticketId }) => ticketId, maxLength: 20 },
);
const staffs = fc.uniqueArray(
  fc.record({
    personId: fc.constantFrom(...PEOPLE),
    queues: fc.subarray(['geral', 'suporte', 'ouvidoria']),
    skills: fc.subarray(['ouvidoria']),
    capacity: fc.constantFrom({}, { web: 1 }, { voice: 0 }, { default: 2 }),
    active: fc.record({ web: fc.nat(2), voice: fc.nat(1) }),
    assignedAt: fc.option(fc.integer({ min: 0, max: 5 }).map(at)),
  }),
  { selector: ({ personId }) => personId, maxLength: 4 },
);

/** People as they are once they have what they were given. */
const after = (
  people: readonly FreePerson[],
  waiting: readonly WaitingTicket[],
  given: readonly Placement[],
) => {
  const channels = new Map(waiting.map(({ ticketId, channel }) => [ticketId, channel]));
  return people.map((each): FreePerson => {
    const active: Record<string, number> = { ...each.active };
    for (const { ticketId, personId } of given) {
      const channel = channels.get(ticketId) ?? '';
      if (personId === each.personId) active[channel] = (active[channel] ?? 0) + 1;
    }
    return { ...each, active };
  });
};

const houses = fc.record({ waiting: waitingLists, people: staffs }).map(({ waiting, people }) => ({
  waiting: waiting.map((each) => ticket(each.ticketId, each)),
  people,
  given: assign(
    waiting.map((each) => ticket(each.ticketId, each)),
    people,
    QUEUES,
  ),
}));
const queueOf = (each: WaitingTicket): Queue | undefined => QUEUES.get(each.queue);

describe('whatever waits, and whoever is there', () => {
  it('nothing is given to two people', () => {
    fc.assert(
      fc.property(houses, ({ given }) => {
        assert.equal(new Set(given.map(({ ticketId }) => ticketId)).size, given.length);
      }),
    );
  });

  it('each is given to somebody who works in its queue, knows what it takes, and did not just give it back', () => {
    fc.assert(
      fc.property(houses, ({ waiting, people, given }) => {
        for (const { ticketId, personId } of given) {
          const found = waiting.find((each) => each.ticketId === ticketId);
          const who = people.find((each) => each.personId === personId);
          const where = found && queueOf(found);
          assert.ok(found && who && where);
          assert.ok(who.queues.includes(where.name));
          assert.ok(where.skills.every((skill) => who.skills.includes(skill)));
          assert.ok(!(found.isLeftJustNow && found.leftBy === personId));
        }
      }),
    );
  });

  it('nobody is given more than they can have', () => {
    fc.assert(
      fc.property(houses, ({ waiting, people, given }) => {
        const limits = new Map<string, number>();
        for (const { ticketId, personId } of given) {
          const found = waiting.find((each) => each.ticketId === ticketId);
          const who = people.find((each) => each.personId === personId);
          const where = found && queueOf(found);
          assert.ok(found && who && where);
          const key = `${personId} ${found.channel}`;
          // Queues may allow different numbers: the most generous of those they were given from bounds them.
          limits.set(key, Math.max(limits.get(key) ?? 0, capacityOf(who, where, found.channel)));
        }
        for (const who of after(people, waiting, given))
          for (const [channel, count] of Object.entries(who.active)) {
            const limit = limits.get(`${who.personId} ${channel}`);
            if (limit !== undefined) assert.ok(count <= limit, `${who.personId} has ${count} by ${channel}`);
          }
      }),
    );
  });

  it('nobody waits while somebody who could take it has room', () => {
    fc.assert(
      fc.property(houses, ({ waiting, people, given }) => {
        const placed = new Set(given.map(({ ticketId }) => ticketId));
        const now = after(people, waiting, given);
        for (const left of waiting.filter(({ ticketId }) => !placed.has(ticketId))) {
          const where = queueOf(left);
          if (where)
            assert.ok(!now.some((who) => mayHave(who, left, where)), `${left.ticketId} was forgotten`);
        }
      }),
    );
  });

  it('of equals, nobody is given before who came earlier', () => {
    fc.assert(
      fc.property(houses, ({ waiting, given }) => {
        const placed = new Set(given.map(({ ticketId }) => ticketId));
        const kindOf = ({ queue: name, channel, leftBy }: WaitingTicket) => `${name} ${channel} ${leftBy}`;
        const alike = Map.groupBy(
          waiting.filter((each) => !each.isLeftJustNow),
          kindOf,
        );
        for (const list of alike.values()) {
          const inOrder = list.toSorted(compareWaiting).map(({ ticketId }) => placed.has(ticketId));
          const firstLeft = inOrder.indexOf(false);
          assert.ok(firstLeft < 0 || !inOrder.includes(true, firstLeft), inOrder.join());
        }
      }),
    );
  });

  it('the same comes of the same, in whatever order it was read', () => {
    fc.assert(
      fc.property(houses, ({ waiting, people, given }) => {
        assert.deepEqual(assign(waiting.toReversed(), people.toReversed(), QUEUES), given);
      }),
    );
  });
});

describe('assignment', () => {
  it('gives what has priority first, then what came first', () => {
    const waiting = [
      ticket('late', { since: at(9) }),
      ticket('early', { since: at(1) }),
      ticket('old-age', { since: at(10), rank: 3 }),
      ticket('danger', { since: at(11), rank: 0 }),
    ];
    const given = assign(waiting, [person('ana', { capacity: { default: 3 } })], QUEUES);
    assert.deepEqual(pairs(given), ['danger→ana', 'old-age→ana', 'early→ana']);
  });

  it('goes past what nobody can take', () => {
    const waiting = [
      ticket('complaint', { queue: 'ouvidoria', since: at(0), rank: 0 }),
      ticket('call', { channel: 'voice', since: at(1) }),
      ticket('chat', { since: at(2) }),
    ];
    const busy = person('ana', { active: { voice: 1 }, queues: ['geral', 'ouvidoria'] });
    assert.deepEqual(pairs(assign(waiting, [busy], QUEUES)), ['chat→ana']);
  });

  it('gives to the least loaded, of their own capacity, then to who has been without for longest', () => {
    const people = [
      person('half', { active: { web: 1 }, capacity: { web: 2 } }),
      person('third', { active: { web: 2 }, capacity: { web: 6 } }),
      person('quarter', { active: { web: 1 }, capacity: { web: 4 }, assignedAt: at(5) }),
      person('quarter-too', { active: { web: 1 }, capacity: { web: 4 }, assignedAt: at(3) }),
    ];
    const waiting = [
      ticket('1', { since: at(0) }),
      ticket('2', { since: at(1) }),
      ticket('3', { since: at(2) }),
    ];
    assert.deepEqual(pairs(assign(waiting, people, QUEUES)), ['1→quarter-too', '2→quarter', '3→third']);
  });

  it('gives in turns where all are alike', () => {
    const waiting = ['1', '2', '3', '4'].map((id, index) => ticket(id, { since: at(index) }));
    const given = assign(waiting, [person('ana'), person('bia')], QUEUES);
    assert.deepEqual(pairs(given), ['1→ana', '2→bia', '3→ana', '4→bia']);
  });

  it('gives back to who left it only where nobody else has room', () => {
    const left = ticket('1', { leftBy: 'ana' });
    const full = person('bia', { active: { web: 3 } });
    assert.deepEqual(pairs(assign([left], [person('ana'), person('bia', { active: { web: 2 } })], QUEUES)), [
      '1→bia',
    ]);
    assert.deepEqual(pairs(assign([left], [person('ana'), full], QUEUES)), ['1→ana']);
    const rests = { ...left, isLeftJustNow: true };
    assert.deepEqual(pairs(assign([rests], [person('ana'), full], QUEUES)), []);
  });
});
