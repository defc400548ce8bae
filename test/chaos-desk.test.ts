/** The chaos run's books of the desk: each promise that is broken is found. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { balanceDesk, type OpenTicket } from '../chaos/desk/books.ts';
import { createDeskJournal, readReply, writeReply } from '../chaos/desk/journal.ts';
import type { EventBody } from '../src/event.ts';

const person = (personId: string) => ({ personId, name: personId });
const [ANA, BIA] = [person('ana'), person('bia')];
const ticketId = 't';
const assigned = (to = ANA, by: typeof ANA | null = null): EventBody => ({
  type: 'ticket-assigned',
  ticketId,
  to,
  by,
});
const returned = (from = ANA): EventBody => ({
  type: 'ticket-returned',
  ticketId,
  from,
  by: null,
  reason: 'silent',
});
const said = (actionId: string, by = ANA, word = 'q1'): EventBody => ({
  type: 'reply-added',
  activity: { type: 'message', text: writeReply(word, actionId) },
  reason: { dialog: 'desk', rule: 'person' },
  by,
});

interface Day {
  readonly log: readonly EventBody[];
  readonly ticket?: string | null;
  readonly accepted?: readonly string[];
  readonly heard?: readonly string[];
}

/** A citizen asked once; what is left out is as it should be. */
function balance({ log, ticket = 'ana', accepted = ['a1'], heard = accepted }: Day) {
  const journal = createDeskJournal();
  const conversationId = 'c';
  journal.asked.push({ citizen: 'zé', word: 'q1', at: 0 });
  for (const actionId of accepted) journal.said.push({ personId: 'ana', actionId, conversationId });
  for (const actionId of heard) journal.heard.push({ citizen: 'zé', conversationId, actionId, word: 'q1' });
  const tickets: OpenTicket[] = [{ conversationId, personId: ticket }];
  const { twoAtOnce, forgotten, lost, doubled } = balanceDesk(
    journal,
    log.map((body) => ({ conversationId, body })),
    tickets,
  );
  return [twoAtOnce.length, forgotten.length, lost.length, doubled.length];
}

const GOOD: readonly EventBody[] = [assigned(), said('a1')];

describe('chaos: the desk’s books', () => {
  it('find nothing where all went well, hand to hand and back and forth', () => {
    assert.deepEqual(balance({ log: GOOD }), [0, 0, 0, 0]);
    const log = [assigned(), returned(), assigned(BIA), assigned(ANA, BIA), said('a1')];
    assert.deepEqual(balance({ log }), [0, 0, 0, 0]);
  });

  it('find two people at once', () => {
    assert.deepEqual(balance({ log: [assigned(BIA), ...GOOD] })[0], 1);
    assert.deepEqual(balance({ log: [assigned(), said('a1', BIA)] })[0], 1);
    assert.deepEqual(balance({ log: [assigned(), returned(BIA), assigned(), said('a1')] })[0], 1);
    assert.deepEqual(balance({ log: GOOD, ticket: 'bia' })[0], 1);
  });

  it('find who was forgotten', () => {
    assert.deepEqual(balance({ log: [...GOOD, returned()], ticket: null })[1], 1);
    assert.deepEqual(balance({ log: [assigned()], accepted: [] })[1], 1);
  });

  it('find words that were lost, and words that came twice', () => {
    assert.deepEqual(balance({ log: [assigned()], heard: ['a1'] }).slice(2), [1, 0]);
    assert.deepEqual(
      balance({ log: [assigned(), said('a1'), said('a2')], accepted: ['a1', 'a2'], heard: ['a1'] }).slice(2),
      [1, 0],
    );
    assert.deepEqual(balance({ log: [...GOOD, said('a1')] }).slice(2), [0, 1]);
    assert.deepEqual(balance({ log: GOOD, heard: ['a1', 'a1'] }).slice(2), [0, 1]);
  });

  it('know a reply by its form alone', () => {
    assert.deepEqual(readReply(writeReply('q1', 'a1')), { word: 'q1', actionId: 'a1' });
    assert.equal(readReply('Ana vai atender você.'), undefined);
  });
});
