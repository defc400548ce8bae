/** What is kept of an understanding: an older program's, and the language for the messages to come. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeUnderstanding } from '../../src/store/understanding.ts';
import { overDatabases } from '../helpers/databases.ts';
import { openOffice } from '../helpers/office.ts';
import { until } from '../helpers/servers.ts';

const older = (intent: string | null, confidence: number) => ({
  intent,
  confidence,
  entities: [],
  locale: 'pt-BR',
  decidedBy: 'nlpjs@1',
});

describe('an understanding without a certainty', () => {
  for (const [intent, confidence, certainty] of [
    ['thanks', 0.9, 'sure'],
    ['thanks', 0.4, 'sure'],
    ['thanks', 0.39, 'unknown'],
    [null, 0, 'unknown'],
  ] as const) {
    it(`of ${intent} with ${confidence} counts as ${certainty}, as it did`, () => {
      const stored = older(intent, confidence);
      assert.deepEqual(completeUnderstanding(stored), { ...stored, certainty, alternatives: [] });
    });
  }

  it('changes nothing of a newer one', () => {
    const newer = {
      ...older('thanks', 0.9),
      certainty: 'doubtful',
      alternatives: [{ intent: 'x', confidence: 0.1 }],
    } as const;
    assert.deepEqual(completeUnderstanding(newer), newer);
  });
});

overDatabases('a message that an older program read', (database) => {
  it('is answered as it would have been by it', async () => {
    const office = openOffice({ database: database() });
    const { conversationId } = await office.receive('valeu');
    await database().query('update events set understanding = $2::jsonb where conversation_id = $1', [
      conversationId,
      JSON.stringify(older('thanks', 0.5)),
    ]);
    await using _running = await office.start();
    await until(async () => (await office.replies(conversationId)).length === 1, 'the answer');
    assert.deepEqual(await office.replies(conversationId), ['welcome']);
  });
});

overDatabases('a conversation in which another language is clearly written', (database) => {
  it('goes on in it, and the next message is read with it in mind', async () => {
    const readIn: string[] = [];
    const office = openOffice({
      database: database(),
      understand: (text, locale) => {
        readIn.push(locale);
        const spoken = text.startsWith('thank') ? { spoken: 'en' } : {};
        const sure = { intent: 'thanks', confidence: 1, certainty: 'sure', alternatives: [] } as const;
        return { ...sure, entities: [], locale, decidedBy: 'test', ...spoken };
      },
    });
    const { conversationId, address } = await office.receive('thank you very much');
    await office.receive('ok', address);
    await using _running = await office.start();
    const replied = (count: number) =>
      until(async () => (await office.replies(conversationId)).length === count, `${count} replies`);
    await replied(1);
    await office.receive('ok', address);
    await replied(2);
    assert.deepEqual(readIn, ['pt-BR', 'en', 'en']);
    const [row] = await database().query('select locale from conversations where id = $1', [conversationId]);
    assert.deepEqual(row, { locale: 'en' });
  });
});
