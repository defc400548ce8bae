/** Stories as people at the desk read them, and the why of what the assistant said. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findToldName, isReachable, shortenAddress } from '../src/desk/addresses.ts';
import { type LoggedLine, tellStory, type Working } from '../src/desk/story.ts';
import { explainReply } from '../src/desk/why.ts';
import type { EventBody } from '../src/event.ts';

const AT = new Date('2026-11-21T15:03:00Z');
const CONVERSATION = 'c1';

const line = (seq: number, body: EventBody, more: Partial<LoggedLine> = {}): LoggedLine => ({
  ...{ conversationId: CONVERSATION, protocolNumber: '263254839201576', seq, at: AT, body },
  ...{ delivery: null, deliveryError: null },
  ...more,
});
const message = (text: string): EventBody => ({
  type: 'message-received',
  activity: { type: 'message', text },
  channel: 'web',
  address: 'a',
});
const reply = (text: string, more: object = {}, reason: object = {}): EventBody => ({
  type: 'reply-added',
  activity: { type: 'message', text, ...more },
  reason: { dialog: 'ask-documentation', rule: 'unknown', ...reason },
});
const place = (seq: number) => ({ conversationId: CONVERSATION, seq });
const heard = (seq: number, intent: string): Working => ({
  ...place(seq),
  type: 'message',
  understanding: { intent, confidence: 0.9, decidedBy: 'linear' },
});
const NO_TITLES = new Map<string, string>();

const whyOf = (lines: readonly LoggedLine[], workings: readonly Working[], titles = NO_TITLES) => {
  const body = tellStory(lines, workings, titles).at(-1)?.body;
  assert.equal(body?.from, 'assistant');
  return body.why;
};

describe('why the assistant said it', () => {
  const work = {
    agent: 'documentation',
    tookMs: 840,
    explanation: {
      model: 'qwen',
      promptVersion: 7,
      passages: [
        { passageId: 'p1', score: 12.5, coverage: 0.8, confidence: 0.9 },
        { passageId: 'p2', score: 3 },
      ],
    },
  };
  const workings: readonly Working[] = [
    heard(1, 'poda'),
    { ...place(2), type: 'started', taskId: 't1' },
    heard(3, 'thanks'),
    { ...place(4), type: 'answered', taskId: 't1', work },
  ];

  it('names intent, recognizer, agent, model, prompt and passages with their titles', () => {
    const citations = [{ mark: 1, passageId: 'p1', title: 'Poda: prazos', quote: '30 dias' }];
    const said = line(5, reply('Em 30 dias. [1]', { citations }, { taskId: 't1', rule: 'task' }));
    assert.deepEqual(whyOf([said], workings, new Map([['p2', 'Calçadas']])), {
      ...{ dialog: 'ask-documentation', rule: 'task', response: null },
      ...{ intent: 'poda', confidence: 0.9, recognizer: 'linear' },
      ...{ agent: 'documentation', model: 'qwen', promptVersion: '7', tookMs: 840 },
      passages: [
        { passageId: 'p1', score: 12.5, title: 'Poda: prazos' },
        { passageId: 'p2', score: 3, title: 'Calçadas' },
      ],
    });
  });

  it('explains words of a dialog by the message before them', () => {
    const why = whyOf(
      [line(5, reply('De nada!', {}, { dialog: 'thanks', rule: 'intent', response: 'welcome' }))],
      workings,
    );
    assert.deepEqual(
      [why?.intent, why?.response, why?.agent, why?.passages],
      ['thanks', 'welcome', null, []],
    );
  });

  it('is none of a person’s words', () => {
    const by = { personId: 'p', name: 'Bia' };
    const said = line(6, {
      ...reply('Oi', {}, { dialog: 'desk', rule: 'person' }),
      by,
      actionId: 'x1',
    } as EventBody);
    const body = tellStory([said], workings, NO_TITLES)[0]?.body;
    assert.equal(body?.from, 'person');
    assert.deepEqual([body.why, body.by, body.personId, body.actionId], [null, 'Bia', 'p', 'x1']);
  });

  it('leaves out what it does not know, whatever agents write', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ passages: fc.jsonValue(), model: fc.jsonValue(), promptVersion: fc.jsonValue() }),
      fc.record({ passages: fc.array(fc.jsonValue()) }),
    );
    fc.assert(
      fc.property(anything, fc.jsonValue(), (explanation, understanding) => {
        const why = explainReply({
          reason: { dialog: 'd', rule: 'r' },
          understanding: understanding as never,
          work: { agent: 'a', tookMs: 1, explanation },
          citations: [],
          titles: NO_TITLES,
        });
        for (const { passageId, score } of why.passages) {
          assert.equal(typeof passageId, 'string');
          assert.ok(score === null || Number.isFinite(score));
        }
        for (const each of [why.intent, why.model, why.promptVersion])
          assert.ok(each === null || typeof each === 'string');
      }),
    );
  });
});

describe('a story', () => {
  it('tells messages, notes, what happened, and what became of what was sent', () => {
    const note = {
      type: 'note-added',
      kind: 'note',
      by: { personId: 'p', name: 'Bia' },
      text: 'x',
      mentions: [],
    } as const;
    const closed = { type: 'conversation-closed', reason: 'other' } as const;
    const lines = [
      line(1, message('oi')),
      line(2, reply('Olá'), { delivery: 'failed', deliveryError: 'recusado' }),
      line(3, note),
      line(4, closed),
    ];
    const story = tellStory(lines, [], NO_TITLES);
    assert.deepEqual(
      story.map(({ body }) => body.from),
      ['citizen', 'assistant', 'note', 'happened'],
    );
    assert.equal(story[0]?.at, AT.toISOString());
    const sent = story[1]?.body;
    assert.equal(sent?.from, 'assistant');
    assert.deepEqual([sent.delivery, sent.deliveryError], ['failed', 'recusado']);
    assert.deepEqual(story[3]?.body, { from: 'happened', event: closed });
  });
});

describe('contacts', () => {
  it('are named as they say they are, the newest first', () => {
    assert.equal(findToldName(['obrigada', 'meu nome é Ana Souza', 'me chamo Bia']), 'Ana Souza');
    assert.equal(findToldName(['quero saber da poda']), null);
  });

  it('are told apart by the end of their address', () => {
    assert.equal(shortenAddress('+5551999887766'), '…7766');
    assert.deepEqual(['+5551999887766', 'a@b.example', '0b7e-visitor'].map(isReachable), [true, true, false]);
  });
});
