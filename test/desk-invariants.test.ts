/** Whatever people and citizens do, in any order and at once: nobody who waits is lost, and the log stays whole. */
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import fc from 'fast-check';
import { AssistantError } from '../src/errors.ts';
import type { Person } from '../src/person.ts';
import { overDatabases } from './helpers/databases.ts';
import { type DeskHouse, openDeskHouse } from './helpers/desk-house.ts';

/** What is done: by whom, to which conversation; numbers choose among what there is. */
const step = fc.record({
  what: fc.constantFrom(
    ...(['reply', 'note', 'take', 'assign', 'return', 'move', 'to-assistant', 'close', 'reopen'] as const),
    ...(['merge', 'split', 'label', 'extend', 'unlink', 'say', 'queue', 'write', 'queue', 'say'] as const),
  ),
  who: fc.nat(2),
  which: fc.nat(20),
  other: fc.nat(20),
  number: fc.integer({ min: 1, max: 16 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const REASONS = ['solved', 'no-answer', 'spam', 'other'] as const;
const QUEUES = ['geral', 'suporte', 'ouvidoria'] as const;
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

// Each of these is a sentence about what would be wrong.
const WRONG = {
  'somebody waits without a ticket, or has one without waiting': `
    select c.id from conversations c where (c.status = 'waiting')::int <> (
      select count(*) from tickets t where t.conversation_id = c.id and t.ended_at is null)`,
  'a ticket is in another queue than its conversation': `
    select c.id from conversations c join tickets t on t.conversation_id = c.id and t.ended_at is null
    where t.queue is distinct from c.queue`,
  'the log has a gap': `
    select c.id from conversations c where c.last_seq <> (select count(*) from events e where e.conversation_id = c.id)
      or c.last_seq <> coalesce((select max(seq) from events e where e.conversation_id = c.id), 0)`,
  'what was said is not sent': `
    select e.conversation_id as id from events e where e.type = 'reply-added' and not exists (
      select 1 from deliveries d where d.conversation_id = e.conversation_id and d.seq = e.seq)`,
  'something unread is forgotten': `
    select c.id from conversations c where c.last_turn_seq > c.handled_seq and not exists (
      select 1 from unhandled u where u.conversation_id = c.id)`,
  'a closed conversation has work left': `
    select c.id from conversations c where c.status = 'closed' and (c.last_turn_seq > c.handled_seq
      or exists (select 1 from tasks t where t.conversation_id = c.id and t.status = 'open')
      or exists (select 1 from timers t where t.conversation_id = c.id))`,
  'an open conversation is answered at an address of somebody else': `
    select c.id from conversations c join channel_identities i on i.channel = c.channel and i.address = c.address
    where c.status <> 'closed' and i.contact_id <> c.contact_id`,
} as const;

overDatabases('desk invariants', (database) => {
  let house: DeskHouse;
  let people: readonly Person[];
  before(async () => {
    house = await openDeskHouse(database());
    people = [
      await house.enter(['attendant']),
      await house.enter(['attendant'], { queues: ['geral', 'ouvidoria'] }),
      await house.enter(['supervisor']),
    ];
  });

  async function act(
    { what, who, which, other, number }: Step,
    addresses: readonly string[],
  ): Promise<unknown> {
    const { actions } = house;
    const address = pick(addresses, which);
    if (what === 'say') return house.say('bom dia', address);
    if (what === 'queue') return house.say(`queue ${pick(QUEUES, number)}`, address);
    if (what === 'write') return house.receive('mais isto', address);
    const rows = await database().query<{ id: string }>(
      'select id from conversations where address = any($1) order by created_at, id',
      [addresses],
    );
    if (rows.length === 0) return undefined;
    const asked = house.by(pick(people, who), pick(rows, which).id);
    const to = pick(people, other).personId;
    const works = {
      reply: () => actions.reply(asked, { text: 'olá' }),
      note: () => actions.note(asked, { kind: 'note', text: 'veja', mentions: [] }),
      take: () => actions.take(asked),
      assign: () => actions.assign(asked, { personId: to }),
      return: () => actions.putBack(asked),
      move: () => actions.move(asked, { queue: pick(QUEUES, number) }),
      'to-assistant': () => actions.toAssistant(asked, {}),
      close: () => actions.close(asked, { reason: pick(REASONS, number) }),
      reopen: () => actions.reopen(asked),
      merge: () => actions.merge(asked, { into: pick(rows, other).id }),
      split: () => actions.split(asked, { fromSeq: number }),
      label: () => actions.label(asked, { labels: [String(number)] }),
      extend: () => actions.extend(asked, { reason: 'laudo' }),
      async unlink() {
        const links = await database().query<{ id: string }>(
          'select id from identity_links where undone_at is null',
        );
        if (links.length > 0) await actions.unlink(asked.me, pick(links, other).id);
      },
    };
    return works[what]();
  }

  it('hold after anything, three things at a time', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 9, maxLength: 30 }), async (steps) => {
        const addresses = [1, 2].map((at) => `property-${run}-${at}`);
        run++;
        for (const address of addresses) await house.say('queue geral', address);
        for (let at = 0; at < steps.length; at += 3) {
          const done = await Promise.allSettled(steps.slice(at, at + 3).map((each) => act(each, addresses)));
          for (const each of done)
            if (each.status === 'rejected' && !(each.reason instanceof AssistantError)) throw each.reason;
        }
        for (const [sentence, sql] of Object.entries(WRONG))
          assert.deepEqual(await database().query(sql), [], sentence);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});
