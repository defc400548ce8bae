/** Ingress over both databases: kept exactly once, in order, whatever comes. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { InboundActivity } from '../src/activity.ts';
import { AssistantError } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { createNewsBoard } from '../src/pipeline/desk-news.ts';
import { createDoorbells } from '../src/pipeline/doorbells.ts';
import { createIngress } from '../src/pipeline/ingress.ts';
import { isProtocolNumber } from '../src/protocol-number.ts';
import { openMemoryStream } from '../src/streams/memory.ts';
import { overDatabases } from './helpers/databases.ts';
import { until } from './helpers/servers.ts';

const log = createLog('silent');
const text = (words: string): InboundActivity => ({ type: 'message', text: words });
let counter = 0;
const unique = (): string => `u${++counter}`;

overDatabases('ingress', (database) => {
  const open = () => {
    const stream = openMemoryStream();
    const doorbells = createDoorbells(stream, log);
    const backlog = { check: () => undefined };
    const news = createNewsBoard(stream, log);
    return { stream, news, ingress: createIngress({ database: database(), doorbells, news, backlog, log }) };
  };
  const readLog = async (conversationId: string) => {
    const rows = await database().query<{ seq: number; text: string }>(
      `select seq, body->'activity'->>'text' as text from events where conversation_id = $1 order by seq`,
      [conversationId],
    );
    return rows;
  };

  it('opens a conversation with a protocol number, and rings', async () => {
    const { stream, ingress } = open();
    const receipt = await ingress.receive('web', {
      address: unique(),
      externalId: unique(),
      activity: text('oi'),
    });
    assert.ok(isProtocolNumber(receipt.protocolNumber));
    assert.equal(receipt.seq, 1);
    assert.equal(receipt.duplicate, false);
    assert.equal(await stream.depth('inbound'), 1);
  });

  it('keeps a message once, however often and from wherever it is delivered', async () => {
    const address = unique();
    const message = { address, externalId: unique(), activity: text('oi') };
    // Two processes, and within each the same batch and a later one.
    const [one, two] = [open().ingress, open().ingress];
    const first = await Promise.all([one, one, two, two].map((ingress) => ingress.receive('web', message)));
    const later = await one.receive('web', message);
    const receipts = [...first, later];
    assert.equal(receipts.filter((receipt) => !receipt.duplicate).length, 1);
    assert.equal(new Set(receipts.map((receipt) => receipt.protocolNumber)).size, 1);
    assert.deepEqual(await readLog(later.conversationId), [{ seq: 1, text: 'oi' }]);
  });

  it('gives one person one conversation, even when their first messages come at once', async () => {
    const address = unique();
    const ingresses = [open().ingress, open().ingress, open().ingress];
    const receipts = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        ingresses[index % 3]?.receive('web', { address, externalId: unique(), activity: text(`m${index}`) }),
      ),
    );
    assert.equal(new Set(receipts.map((receipt) => receipt?.conversationId)).size, 1);
    const seqs = receipts.map((receipt) => receipt?.seq ?? 0).toSorted((a, b) => a - b);
    assert.deepEqual(
      seqs,
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
  });

  it('keeps the order in which one sender handed messages in', async () => {
    const { ingress } = open();
    const address = unique();
    const words = Array.from({ length: 200 }, (_, index) => `m${index}`);
    const sent = [];
    for (const word of words) {
      sent.push(ingress.receive('web', { address, externalId: unique(), activity: text(word) }));
      // In several batches, some of them while another is being written.
      if (sent.length % 7 === 0) await new Promise(setImmediate);
    }
    const receipts = await Promise.all(sent);
    const kept = await readLog(receipts[0]?.conversationId ?? '');
    assert.deepEqual(
      kept.map((row) => row.text),
      words,
    );
  });

  it('tells apart the same native id in two channels', async () => {
    const { ingress } = open();
    const externalId = unique();
    const web = await ingress.receive('web', { address: unique(), externalId, activity: text('a') });
    const other = await ingress.receive('other', { address: unique(), externalId, activity: text('b') });
    assert.equal(other.duplicate, false);
    assert.notEqual(web.conversationId, other.conversationId);
  });

  it('begins anew, with another protocol number, once a conversation is closed', async () => {
    const { ingress } = open();
    const address = unique();
    const message = { address, externalId: unique(), activity: text('oi') };
    const first = await ingress.receive('web', message);
    await database().query(`update conversations set status = 'closed' where id = $1`, [
      first.conversationId,
    ]);
    const replayed = await ingress.receive('web', message);
    assert.equal(replayed.conversationId, first.conversationId, 'a late second delivery opens nothing');
    const next = await ingress.receive('web', {
      address,
      externalId: unique(),
      activity: text('oi de novo'),
    });
    assert.notEqual(next.protocolNumber, first.protocolNumber);
    assert.equal(next.contactId, first.contactId);
  });

  it('keeps any text whole, or refuses it with a reason', async () => {
    const { ingress } = open();
    const address = unique();
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '',
        ' ',
        '\u0000',
        '\u200b\u200b',
        '🙂',
        '👩‍👩‍👧',
        'مرحبا',
        '<script>alert(1)</script>',
        '\ud83d',
        "'; drop table events; --",
        '{"a":1}',
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (words) => {
        const sent = ingress.receive('web', { address, externalId: unique(), activity: text(words) });
        const receipt = await sent.catch((error: unknown) => {
          assert.ok(error instanceof AssistantError && error.code === 'empty-message', String(error));
        });
        if (!receipt) return;
        const kept = (await readLog(receipt.conversationId)).find((row) => row.seq === receipt.seq);
        assert.ok(kept && kept.text.length > 0 && kept.text.isWellFormed());
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a message of a million characters, and ids nobody can have', async () => {
    const { ingress } = open();
    const send = (own: object) =>
      ingress.receive('web', { address: unique(), externalId: unique(), activity: text('oi'), ...own });
    await assert.rejects(send({ activity: text('a'.repeat(1_000_000)) }), { code: 'message-too-long' });
    await assert.rejects(send({ activity: text('a'.repeat(8_001)) }), { code: 'message-too-long' });
    await send({ activity: text('a'.repeat(8_000)) });
    await assert.rejects(send({ externalId: '' }), { code: 'invalid-request' });
    await assert.rejects(send({ externalId: 'a\u0000b' }), { code: 'invalid-request' });
    await assert.rejects(send({ address: 'x'.repeat(600) }), { code: 'invalid-request' });
  });

  it('takes any locale, and keeps a well-formed one', async () => {
    const { ingress } = open();
    for (const [given, kept] of [
      ['en-us', 'en-US'],
      ['!!', 'pt-BR'],
      [undefined, 'pt-BR'],
    ] as const) {
      const message = { address: unique(), externalId: unique(), activity: text('oi') };
      const receipt = await ingress.receive(
        'web',
        given === undefined ? message : { ...message, locale: given },
      );
      const rows = await database().query('select locale from conversations where id = $1', [
        receipt.conversationId,
      ]);
      assert.deepEqual(rows, [{ locale: kept }]);
    }
  });

  it('tells the desk at once of what is said where people have the conversation, and of nothing else', async () => {
    const { ingress, news } = open();
    const told: string[] = [];
    await using _listening = await news.listen((each) => {
      if (each.type === 'conversations') told.push(...each.ids);
    });
    const [attended, unattended] = [unique(), unique()];
    const say = (address: string) =>
      ingress.receive('web', { address, externalId: unique(), activity: text('bom dia') });
    const { conversationId } = await say(attended);
    await database().query(`update conversations set status = 'waiting', queue = 'geral' where id = $1`, [
      conversationId,
    ]);
    await say(unattended);
    await say(attended);
    await until(() => told.length > 0, 'the desk to be told');
    assert.deepEqual(told, [conversationId]);
  });
});
