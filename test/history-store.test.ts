/** Whose history is read, and how much of it: on the real databases. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Database } from '../src/database.ts';
import type { History, HistoryScope } from '../src/history.ts';
import { readHistory } from '../src/store/history.ts';
import { overDatabases } from './helpers/databases.ts';
import { openArchive } from './helpers/protocols.ts';
import { until } from './helpers/servers.ts';

const wordsOf = ({ conversations }: History) =>
  conversations.map(({ lines }) =>
    lines.flatMap(({ body }) =>
      body.type === 'message-received' && body.activity.type === 'message'
        ? [body.activity.text]
        : [body.type],
    ),
  );

async function come(database: Database) {
  const archive = openArchive(database);
  const first = await archive.talkAndClose('primeira');
  const second = await archive.say('segunda', first.address);
  const { contactId } = first;
  const { conversationId } = second;
  const read = (scope: HistoryScope, end?: Date) =>
    readHistory(database, { contactId, conversationId, scope, ...(end ? { until: end } : {}) });
  return { ...archive, first, second, readScope: read };
}

overDatabases('histories', (database) => {
  it('hold the conversation that was asked for, or all of the contact’s, in order', async () => {
    const { first, second, readScope } = await come(database());
    const one = await readScope('conversation');
    assert.deepEqual(one && wordsOf(one), [['segunda', 'reply-added']]);
    const all = await readScope('all');
    assert.deepEqual(all && wordsOf(all), [
      ['primeira', 'reply-added', 'close', 'conversation-closed'],
      ['segunda', 'reply-added'],
    ]);
    const numbers = all?.conversations.map(({ protocolNumber, status }) => [protocolNumber, status]);
    assert.deepEqual(numbers, [
      [first.protocolNumber, 'closed'],
      [second.protocolNumber, 'open'],
    ]);
    assert.equal(all?.locale, 'pt-BR');
  });

  it('are nobody else’s', async () => {
    const { first, second } = await come(database());
    const other = await openArchive(database()).say('de outra pessoa');
    const question = { conversationId: second.conversationId, scope: 'all' } as const;
    assert.equal(await readHistory(database(), { ...question, contactId: other.contactId }), undefined);
    const own = await readHistory(database(), { ...question, contactId: first.contactId });
    assert.ok(own && !JSON.stringify(own).includes('de outra pessoa'));
  });

  it('end when they were asked for', async () => {
    const { second, readScope, say } = await come(database());
    const [row] = await database().query<{ until: Date }>('select clock_timestamp() as until');
    const end = new Date((row?.until.getTime() ?? 0) + 1);
    await until(() => Date.now() > end.getTime() + 1, 'the next moment');
    await say('terceira', second.address);
    const before = await readScope('conversation', end);
    assert.ok(before && !JSON.stringify(before).includes('terceira'));
    const after = await readScope('conversation');
    assert.ok(JSON.stringify(after).includes('terceira'));
  });

  it('tell who came by a link what was said since, and what they had said themselves', async () => {
    const { first, second, say, readScope } = await come(database());
    const other = await say('de outro canal');
    const before = { channel: 'web', address: other.address };
    await database().query(
      `insert into identity_links (id, contact_id, previous_contact_id, proof, channel, address, moved, conversation_id,
         seq, closed_conversation_id)
       values (gen_random_uuid(), $1, $2, 'code-sent', 'web', $3, $4::jsonb, $5, 2, $6)`,
      [
        ...[first.contactId, other.contactId, other.address, JSON.stringify([before])],
        ...[second.conversationId, other.conversationId],
      ],
    );
    await database().query('update channel_identities set contact_id = $1 where contact_id = $2', [
      first.contactId,
      other.contactId,
    ]);
    await database().query(`update conversations set status = 'closed' where id = $1`, [
      other.conversationId,
    ]);
    const joined = await say('depois da ligação', other.address);
    assert.equal(joined.conversationId, second.conversationId);
    const theirs = await readScope('all');
    assert.deepEqual(theirs && wordsOf(theirs).toSorted(), [
      ['de outro canal', 'reply-added'],
      ['depois da ligação', 'reply-added'],
    ]);
    await say('de onde sempre', first.address);
    const own = JSON.stringify(await readScope('all'));
    for (const text of ['primeira', 'segunda', 'depois da ligação', 'de onde sempre'])
      assert.ok(own.includes(text), text);
  });

  it('tell nothing of the work inside, nor what was taken up again', async () => {
    const { second, readScope, events } = await come(database());
    const { length } = await events(second.conversationId);
    const inside = [
      { type: 'task-started', taskId: 't', agent: 'a', dialog: 'd', input: { secret: 'nota interna' } },
      { type: 'turn-failed', error: 'nota interna', deadLetterId: 'd' },
      { type: 'an-event-of-next-year', text: 'nota interna' },
      {
        type: 'message-received',
        replayOf: 1,
        activity: { type: 'message', text: 'segunda' },
        channel: 'web',
        address: 'a',
      },
    ];
    for (const [index, body] of inside.entries())
      await database().query(
        'insert into events (conversation_id, seq, type, body) values ($1, $2, $3, $4::jsonb)',
        [second.conversationId, length + 1 + index, body.type, JSON.stringify(body)],
      );
    const told = await readScope('conversation');
    assert.deepEqual(told && wordsOf(told), [['segunda', 'reply-added']]);
    assert.ok(!JSON.stringify(told).includes('nota interna'));
    assert.ok(!JSON.stringify(told).includes('decidedBy'), 'nor what was understood');
  });

  it('hold the newest part of more than one copy takes, and say so', async () => {
    const { second, readScope } = await come(database());
    await database().query(
      `insert into events (conversation_id, seq, type, body, created_at)
       select $1, 100 + n, 'message-received', jsonb_build_object('type', 'message-received', 'channel', 'web',
         'address', 'a', 'activity', jsonb_build_object('type', 'message', 'text', 'n' || n)),
         now() + n * interval '1 microsecond'
       from generate_series(1, 10000) n`,
      [second.conversationId],
    );
    const all = await readScope('all');
    assert.equal(all?.isCut, true);
    const [words, ...others] = (all && wordsOf(all)) ?? [];
    assert.deepEqual([others.length, words?.length, words?.at(-1)], [0, 10_000, 'n10000']);
  });
});
