/** Two builds at once: the older one leaves alone what it does not know, and loses nothing by it. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startSweep, sweepOnce } from '../src/pipeline/sweep.ts';
import type { Stream } from '../src/stream.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { overDatabases } from './helpers/databases.ts';
import { ECHO, type Office, openOffice } from './helpers/office.ts';
import { until } from './helpers/servers.ts';

/** What a newer build wrote, in a form that this one would misread. */
const NEWER = {
  'of a type of its own': {
    type: 'call-answered',
    format: 1,
    body: { type: 'call-answered', line: 7 },
  },
  'of a newer format': {
    type: 'message-received',
    format: 2,
    body: { type: 'message-received', parts: [{ text: 'dois' }] },
  },
};

/** Counts the rings for messages and turns. Nobody sends here: replies are rung for again and again. */
function openCounted() {
  const stream = openMemoryStream();
  let appended = 0;
  const counted: Stream = {
    ...stream,
    append(name, entries) {
      if (name === 'inbound' || name === 'turns') appended += entries.length;
      return stream.append(name, entries);
    },
  };
  return { stream: counted, appended: () => appended };
}

const INSERT = `
  with moved as (
    update conversations set last_seq = last_seq + 1, last_turn_seq = last_seq + 1 where id = $1 returning last_seq
  ), noted as (
    insert into unhandled (conversation_id, since) values ($1, now() - interval '1 minute')
    on conflict (conversation_id) do update set since = excluded.since
  )
  insert into events (conversation_id, seq, type, format, body, calls_for_turn)
  select $1, last_seq, $2, $3, $4::jsonb, true from moved`;

/** The newer build is there: it knows the event, and here this one stands in for it. */
const TEACH = `
  update events set type = 'message-received', format = 1, understanding = null,
    body = '{"type": "message-received", "activity": {"type": "message", "text": "dois"}, "channel": "web", "address": "a"}'
  where conversation_id = $1 and seq = 3`;

const cursors = async ({ database }: Office, conversationId: string) =>
  (
    await database.query(
      `select c.handled_seq, c.last_turn_seq, u.conversation_id is not null as is_noted
       from conversations c left join unhandled u on u.conversation_id = c.id where c.id = $1`,
      [conversationId],
    )
  )[0];

overDatabases('an older build', (database) => {
  const open = () => {
    const { stream, appended } = openCounted();
    const office = openOffice({ database: database(), stream, dialogs: { 'ask-documentation': ECHO } });
    return { office, appended };
  };
  const heard = ({ replies }: Office, conversationId: string, ...texts: string[]) =>
    until(
      async () =>
        (await replies(conversationId)).join(' + ') === texts.map((each) => `heard: ${each}`).join(' + '),
      `${texts}`,
    );
  /** Everything rung for was looked at. */
  const quiet = ({ stream }: Office) =>
    until(async () => (await stream.depth('inbound')) + (await stream.depth('turns')) === 0, 'empty streams');

  for (const [what, { type, format, body }] of Object.entries(NEWER)) {
    for (const hop of [false, true]) {
      it(`leaves an event ${what}, and what comes after it, to the newer one${hop ? ' (read apart)' : ''}`, async () => {
        const { office, appended } = open();
        await using _running = await office.start({ hop });
        const { conversationId, address } = await office.receive('um');
        await heard(office, conversationId, 'um');
        await database().query(INSERT, [conversationId, type, format, JSON.stringify(body)]);
        await office.receive('três', address);
        await quiet(office);

        const rounds = 8;
        const before = appended();
        for (let round = 0; round < rounds; round++) {
          await sweepOnce(database(), office.doorbells);
          await quiet(office);
        }
        const rings = appended() - before;
        assert.ok(rings <= 2 * rounds, `${rings} rings in ${rounds} sweeps`);
        const kept = (await office.readLog(conversationId))[2];
        assert.deepEqual([kept?.body, kept?.understanding], [body, null], 'it was not touched');
        assert.deepEqual(await office.replies(conversationId), ['heard: um']);
        assert.deepEqual(await cursors(office, conversationId), {
          handled_seq: 1,
          last_turn_seq: 4,
          is_noted: true,
        });
        const letters = 'select 1 from dead_letters where conversation_id = $1';
        assert.deepEqual(await database().query(letters, [conversationId]), []);

        const other = await office.receive('quatro');
        await heard(office, other.conversationId, 'quatro');

        await database().query(TEACH, [conversationId]);
        await using _sweep = startSweep(database(), office.doorbells, office.log);
        await heard(office, conversationId, 'um', 'dois | três');
        const done = { handled_seq: 4, last_turn_seq: 4, is_noted: false };
        assert.deepEqual(await cursors(office, conversationId), done);
      });
    }
  }

  it('handles what stands before an event of the newer one, and passes over what calls for no turn', async () => {
    const { office } = open();
    const { conversationId, address } = await office.receive('um');
    await database().query(INSERT, [conversationId, 'note-taken', 1, '{"type": "note-taken"}']);
    const noted = `update events set calls_for_turn = false where conversation_id = $1 and type = 'note-taken'`;
    await database().query(noted, [conversationId]);
    await office.receive('dois', address);
    await database().query(INSERT, [conversationId, 'call-answered', 1, '{"type": "call-answered"}']);
    await using _running = await office.start();
    await heard(office, conversationId, 'um | dois');
    await quiet(office);
    const stands = { handled_seq: 3, last_turn_seq: 4, is_noted: true };
    assert.deepEqual(await cursors(office, conversationId), stands);
  });

  it('gives a failing turn to people without a word about what it does not know', async () => {
    const fails = { respond: () => assert.fail('a defect') };
    const office = openOffice({ database: database(), dialogs: { 'ask-documentation': fails } });
    const { conversationId } = await office.receive('um');
    await database().query(INSERT, [conversationId, 'call-answered', 1, '{"type": "call-answered"}']);
    await using _running = await office.start();
    await until(async () => (await office.replies(conversationId)).includes('failed'), 'the handoff');
    const [letter] = await database().query(
      'select to_jsonb(seqs) as seqs from dead_letters where conversation_id = $1',
      [conversationId],
    );
    assert.deepEqual(letter, { seqs: [1] });
    const stands = { handled_seq: 1, last_turn_seq: 2, is_noted: true };
    assert.deepEqual(await cursors(office, conversationId), stands);
  });

  it('still finds the work whose ring was lost, however much waits for the newer one', async () => {
    const { office } = open();
    const { conversationId, contactId } = await office.receive('um');
    await database().query(
      `insert into unhandled (conversation_id, since) values ($1, now() - interval '1 minute')
       on conflict (conversation_id) do update set since = excluded.since`,
      [conversationId],
    );
    // More than one round looks at, and all of it older.
    const waits = `
      with opened as (
        insert into conversations (id, contact_id, protocol_number, channel, address, locale, status, last_seq, last_turn_seq)
        select gen_random_uuid(), $1, 'waits-' || n, 'web', 'a', 'pt-BR', 'closed', 1, 1
        from generate_series(1, 1500) n returning id
      ), noted as (
        insert into unhandled (conversation_id, since) select id, now() - interval '1 hour' from opened
      )
      insert into events (conversation_id, seq, type, format, body, calls_for_turn)
      select id, 1, 'call-answered', 1, '{"type": "call-answered"}', true from opened`;
    await database().query(waits, [contactId]);
    const group = 'guiche';
    const rung = await office.stream.read('inbound', { group, consumer: 'lost', count: 9, blockMs: 0 });
    await office.stream.acknowledge(
      'inbound',
      group,
      rung.map(({ id }) => id),
    );
    await sweepOnce(database(), office.doorbells);
    await using _running = await office.start();
    await heard(office, conversationId, 'um');
  });
});
