/** What people write at the desk: nothing is lost and nothing goes out twice, whatever the network does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  createMemoryArea,
  type Draft,
  isEmpty,
  NO_DRAFT,
  openArea,
  openBox,
} from '../desk/pages/inbox/drafts.ts';
import {
  delayAfter,
  nextOfEach,
  type Outbox,
  type OutboxAction,
  type Outgoing,
  reduceOutbox,
  type Written,
} from '../desk/pages/inbox/outbox.ts';

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const conversations = fc.constantFrom('one', 'two', 'three');

const writtenAs = (actionId: string, conversationId: string): Written => ({
  actionId,
  conversationId,
  kind: 'reply',
  text: `text ${actionId}`,
  buttons: [],
  citations: [],
  files: [],
  mentions: [],
  seen: 1,
});

const actions: fc.Arbitrary<OutboxAction> = fc.oneof(
  fc.record({
    type: fc.constant('written' as const),
    written: fc.tuple(ids, conversations).map(([id, conversation]) => writtenAs(id, conversation)),
    at: fc.nat(1_000),
  }),
  fc.record({ type: fc.constant('sent' as const), actionId: ids, seq: fc.integer({ min: 1, max: 99 }) }),
  fc.record({ type: fc.constant('held-up' as const), actionId: ids, at: fc.nat(1_000) }),
  fc.record({
    type: fc.constant('refused' as const),
    actionId: ids,
    code: fc.constant('forbidden'),
    message: fc.constant('no'),
  }),
  fc.record({ type: fc.constant('retried' as const), actionId: ids }),
  fc.record({ type: fc.constant('reconnected' as const) }),
  fc.record({ type: fc.constant('removed' as const), actionIds: fc.array(ids, { maxLength: 2 }) }),
);

const play = (steps: readonly OutboxAction[]): Outbox => steps.reduce<Outbox>(reduceOutbox, []);

describe('the outbox', () => {
  it('keeps what was written until it is removed, and holds nothing twice', () => {
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 60 }), (steps) => {
        const kept = new Set<string>();
        let outbox: Outbox = [];
        for (const step of steps) {
          outbox = reduceOutbox(outbox, step);
          if (step.type === 'written') kept.add(step.written.actionId);
          if (step.type === 'removed') for (const id of step.actionIds) kept.delete(id);
          assert.deepEqual(outbox.map(({ actionId }) => actionId).sort(), [...kept].sort());
        }
      }),
    );
  });

  it('sends of each conversation the oldest first, one at a time, and never what the server has', () => {
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 60 }), (steps) => {
        const outbox = play(steps);
        const next = nextOfEach(outbox);
        assert.equal(new Set(next.map(({ conversationId }) => conversationId)).size, next.length);
        for (const outgoing of next) {
          assert.equal(outgoing.seq, null);
          assert.equal(outgoing.refusal, null);
          const before = outbox.slice(0, outbox.indexOf(outgoing));
          const isHeldBack = ({ conversationId, seq, refusal }: Outgoing) =>
            conversationId === outgoing.conversationId && seq === null && refusal === null;
          assert.ok(!before.some(isHeldBack), 'an older one was overtaken');
        }
        const waiting = outbox.filter(({ seq, refusal }) => seq === null && refusal === null);
        const senders = new Set(waiting.map(({ conversationId }) => conversationId));
        assert.equal(next.length, senders.size, 'somebody waits and is not sent');
      }),
    );
  });

  it('delivers everything over a line that breaks, each once', () => {
    const line = fc.array(fc.constantFrom('through', 'lost-before', 'lost-after'), { maxLength: 40 });
    fc.assert(
      fc.property(fc.uniqueArray(ids, { minLength: 1 }), line, (written, fates) => {
        const log = new Map<string, number>();
        let outbox = play(
          written.map((id) => ({ type: 'written' as const, written: writtenAs(id, 'one'), at: 0 })),
        );
        const order: string[] = [];
        for (let turn = 0; nextOfEach(outbox).length > 0; turn++) {
          const [next] = nextOfEach(outbox);
          assert.ok(next);
          const { actionId } = next;
          const fate = fates[turn] ?? 'through';
          // The server keeps action ids: the same again gives the same answer.
          if (fate !== 'lost-before' && !log.has(actionId)) {
            log.set(actionId, log.size + 1);
            order.push(actionId);
          }
          const seq = log.get(actionId);
          outbox = reduceOutbox(
            outbox,
            fate === 'through' && seq !== undefined
              ? { type: 'sent', actionId, seq }
              : { type: 'held-up', actionId, at: 0 },
          );
        }
        assert.deepEqual(order, written);
        assert.ok(outbox.every(({ actionId, seq }) => seq === log.get(actionId)));
      }),
    );
  });

  it('waits longer after each attempt, a minute at most, or as long as the server says', () => {
    const delays = Array.from({ length: 12 }, (_, index) => delayAfter(index + 1));
    assert.deepEqual(
      delays,
      delays.toSorted((one, other) => one - other),
    );
    assert.equal(delays[0], 1_000);
    assert.equal(delays.at(-1), 60_000);
    const written: OutboxAction = { type: 'written', written: writtenAs('a', 'one'), at: 5 };
    const [told] = play([written, { type: 'held-up', actionId: 'a', at: 5, afterMs: 7_000 }]);
    assert.equal(told?.dueAt, 7_005);
  });
});

/** As JSON makes them. */
const plain = { noNullPrototype: true };

const drafts: fc.Arbitrary<Draft> = fc.record(
  {
    mode: fc.constantFrom('reply' as const, 'note' as const),
    reply: fc.string({ unit: 'grapheme' }),
    note: fc.string({ unit: 'grapheme' }),
    buttons: fc.array(fc.record({ title: fc.string(), value: fc.string() }, plain), { maxLength: 2 }),
    citations: fc.constant([]),
    files: fc.array(
      fc.record({ fileId: fc.uuid(), name: fc.string(), mediaType: fc.string(), bytes: fc.nat() }, plain),
      { maxLength: 2 },
    ),
    at: fc.constant(Date.now()),
  },
  plain,
);

describe('what is kept in the browser', () => {
  it('gives a draft back as it was, to the person and conversation whose it is alone', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const area = createMemoryArea();
        openBox(area, 'ana').writeDraft('one', draft);
        const box = openBox(area, 'ana');
        assert.deepEqual(box.readDraft('one'), isEmpty(draft) ? NO_DRAFT : draft);
        assert.deepEqual(box.readDraft('two'), NO_DRAFT);
        assert.deepEqual(openBox(area, 'bruno').listDrafts(), []);
        assert.deepEqual(box.listDrafts(), isEmpty(draft) ? [] : ['one']);
      }),
    );
  });

  it('gives what was not sent back in the order in which it was written', () => {
    const area = createMemoryArea();
    const box = openBox(area, 'ana');
    const written = ['c', 'a', 'b'].map((id, at) => ({
      type: 'written' as const,
      written: writtenAs(id, 'one'),
      at,
    }));
    for (const outgoing of play(written)) box.writeOutgoing(outgoing);
    const order = () =>
      openBox(area, 'ana')
        .readOutbox()
        .map(({ actionId }) => actionId);
    assert.deepEqual(order(), ['c', 'a', 'b']);
    box.removeOutgoing('a');
    assert.deepEqual(order(), ['c', 'b']);
    assert.deepEqual(openBox(area, 'bruno').readOutbox(), []);
  });

  it('takes what it does not understand, or what is a month old, for nothing', () => {
    const area = createMemoryArea();
    const box = openBox(area, 'ana');
    box.writeDraft('old', { ...NO_DRAFT, reply: 'x', at: Date.now() - 31 * 86_400_000 });
    area.setItem('guiche:desk:draft:ana:broken', '{"reply":');
    area.setItem('guiche:desk:outbox:ana:broken', '"x"');
    area.setItem('guiche:desk:outbox:ana:other', 'null');
    const again = openBox(area, 'ana');
    assert.deepEqual(again.listDrafts(), []);
    assert.deepEqual(again.readOutbox(), []);
  });

  it('works on where the browser has no room', () => {
    const full = openArea(() => ({
      ...createMemoryArea(),
      length: 0,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    }));
    const box = openBox(full, 'ana');
    box.writeDraft('one', { ...NO_DRAFT, reply: 'Bom dia', at: Date.now() });
    assert.deepEqual(box.listDrafts(), []);
  });

  it('works on where the browser keeps nothing', () => {
    const area = openArea(() => {
      throw new Error('forbidden');
    });
    openBox(area, 'ana').writeDraft('one', { ...NO_DRAFT, reply: 'Bom dia', at: Date.now() });
    assert.equal(openBox(area, 'ana').readDraft('one').reply, 'Bom dia');
  });
});
