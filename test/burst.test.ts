/** Waiting for the rest of what somebody is typing: how finished texts look, and how long a turn waits. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Burst, burstWaitMs, PATIENCE_MS, readEnding } from '../src/pipeline/burst.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { type ReadinessOptions, readReadiness } from '../src/pipeline/readiness.ts';
import { type Conversation, INITIAL_STATE, type UnhandledEvent } from '../src/turn.ts';
import { ENDINGS } from './helpers/burst-texts.ts';
import { overDatabases } from './helpers/databases.ts';
import { PLAIN_POLICY } from './helpers/policy.ts';
import { openHouse } from './helpers/turns.ts';

describe('how finished a text looks', () => {
  for (const [ending, texts] of Object.entries(ENDINGS)) {
    for (const text of texts) {
      it(`${JSON.stringify(text)}: ${ending}`, () => assert.equal(readEnding(text), ending));
    }
  }

  it('no phrase that a dialog was taught looks as if more were coming', () => {
    const files = globSync('dialogs/*/nlu*.yml', { cwd: new URL('..', import.meta.url) });
    const phrases = files.flatMap((file) =>
      [
        ...readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').matchAll(/^ +- ((?!intent:).+)$/gm),
      ].map(([, phrase = '']) => phrase),
    );
    assert.ok(phrases.length > 500, `${phrases.length} phrases`);
    assert.deepEqual(
      phrases.filter((phrase) => readEnding(phrase) === 'leadsOn'),
      [],
    );
  });

  it('is read of any text, the same whatever white space is around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        assert.ok(readEnding(text) in PATIENCE_MS);
        assert.equal(readEnding(` ${text}\n`), readEnding(text));
      }),
    );
  });
});

const ALONE: Burst = {
  messages: [{ text: 'oi', ageMs: 0 }],
  typingAgoMs: Number.POSITIVE_INFINITY,
  channelTellsTyping: false,
  isAnswer: false,
  windowMs: 2_500,
};
const waitOf = (text: string, own: Partial<Burst> = {}, ageMs = 0) =>
  burstWaitMs({ ...ALONE, messages: [{ text, ageMs }], ...own });

describe('how long a turn waits', () => {
  it('not at all for a finished sentence, and longer the less finished it looks', () => {
    assert.deepEqual(
      ['Quanto custa?', 'quanto custa a poda', 'oi', 'queria saber da'].map((text) => waitOf(text)),
      [0, 300, 1_000, 2_500],
    );
  });

  it('half as long where typing would be heard, and until it is over where it is', () => {
    assert.equal(waitOf('oi', { channelTellsTyping: true }), 500);
    assert.equal(waitOf('Quanto custa?', { typingAgoMs: 100 }, 200), 250);
    assert.equal(waitOf('Quanto custa?', { typingAgoMs: 1_600 }, 2_000), 0);
  });

  it('does not take the typing of a message for that of a next one', () => {
    assert.equal(waitOf('Quanto custa?', { typingAgoMs: 300 }, 200), 0);
  });

  it('not for an answer to what was asked, unless it breaks off', () => {
    assert.equal(waitOf('não sei', { isAnswer: true }), 0);
    assert.equal(waitOf('o número é', { isAnswer: true }), 0);
    assert.equal(waitOf('o número é:', { isAnswer: true }), 2_500);
  });

  it('for the rest of the newest piece, within the window of the oldest', () => {
    const messages = [
      { text: 'oi', ageMs: 2_000 },
      { text: 'queria saber da', ageMs: 100 },
    ];
    assert.equal(burstWaitMs({ ...ALONE, messages }), 500);
    assert.equal(waitOf('oi', {}, 600), 400);
  });

  const texts = fc.oneof(fc.constantFrom(...Object.values(ENDINGS).flat()), fc.string());
  const bursts: fc.Arbitrary<Burst> = fc.record({
    messages: fc
      .array(fc.record({ text: texts, ageMs: fc.integer({ min: -5_000, max: 10_000 }) }), { maxLength: 5 })
      .map((all) => all.toSorted((one, other) => other.ageMs - one.ageMs)),
    typingAgoMs: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 5_000 })),
    channelTellsTyping: fc.boolean(),
    isAnswer: fc.boolean(),
    windowMs: fc.integer({ min: 0, max: 2_500 }),
  });

  it('never over the window, never less than no time, and never with a window of 0', () => {
    fc.assert(
      fc.property(bursts, (burst) => {
        const waitMs = burstWaitMs(burst);
        const left = burst.windowMs - (burst.messages[0]?.ageMs ?? burst.windowMs);
        assert.ok(waitMs >= 0 && waitMs <= Math.max(0, left) && waitMs <= burst.windowMs, `${waitMs}`);
        assert.equal(burstWaitMs({ ...burst, windowMs: 0 }), 0);
      }),
    );
  });

  it('comes to its end when nothing more is said, however often it is looked again', () => {
    fc.assert(
      fc.property(bursts, (burst) => {
        let now = 0;
        const later = () => ({
          ...burst,
          messages: burst.messages.map(({ text, ageMs }) => ({ text, ageMs: Math.max(0, ageMs) + now })),
        });
        for (let waitMs = burstWaitMs(later()); waitMs > 0; waitMs = burstWaitMs(later())) now += waitMs;
        assert.ok(now <= burst.windowMs);
      }),
    );
  });
});

describe('whether a turn is to be taken', () => {
  const options: ReadinessOptions = {
    policy: PLAIN_POLICY,
    library: createDialogLibrary([]),
    burstWindowMs: 2_500,
    policyOf: () => 'interrupt',
    typingAgoMs: () => 0,
    tellsTyping: () => true,
  };
  const event = (body: UnhandledEvent['body'], ageMs = 100): UnhandledEvent => ({
    conversationId: 'c',
    seq: 1,
    body,
    understanding: null,
    createdAt: new Date(0),
    ageMs,
  });
  const from = { type: 'message-received', channel: 'web', address: 'a' } as const;
  const said = event({ ...from, activity: { type: 'message', text: 'queria saber da' } });
  const tapped = event({ ...from, activity: { type: 'choice', value: 'go:x', title: 'X' } });
  const fired = event({ type: 'timer-fired', dialog: 'd', name: 'n', payload: {} });
  const readinessOf = (...unhandled: readonly UnhandledEvent[]) => {
    const conversation: Conversation = {
      conversationId: 'c',
      contactId: 'p',
      protocolNumber: '263254839201576',
      channel: 'web',
      address: 'a',
      locale: 'pt-BR',
      status: 'open',
      queue: null,
      isAttended: false,
      state: INITIAL_STATE,
      lastSeq: 1,
      silentMs: 0,
      openTasks: [],
      unhandled,
    };
    return readReadiness(conversation, options).type;
  };

  it('waits for words, and never for a button or a timer', () => {
    assert.equal(readinessOf(said), 'later');
    assert.equal(readinessOf(tapped), 'ready');
    assert.equal(readinessOf(fired), 'ready');
    assert.equal(readinessOf(said, tapped), 'ready');
    assert.equal(readinessOf(tapped, said), 'ready');
  });
});

overDatabases('three messages in a row', (database) => {
  /** As if everything had happened so much longer ago. */
  const letTimePass = (conversationId: string, ms: number) =>
    database().query(
      `update events set created_at = created_at - $2 * interval '1 millisecond' where conversation_id = $1`,
      [conversationId, ms],
    );

  it('are answered once, and together', async () => {
    const house = openHouse(database(), { burstWindowMs: 2_500 });
    const { conversationId, address } = await house.say('oi');
    await house.receive('queria saber sobre a', address);
    const waitMs = (await house.takeTurn(conversationId)) ?? 0;
    assert.ok(waitMs > 0 && waitMs <= 2_500, `${waitMs}`);
    assert.deepEqual(await house.replies(conversationId), []);
    await house.receive('poda de uma árvore.', address);
    assert.equal(await house.takeTurn(conversationId), undefined);
    assert.deepEqual(await house.replies(conversationId), [
      'heard: oi | queria saber sobre a | poda de uma árvore.',
    ]);
  });

  it('are answered when nothing more comes', async () => {
    const house = openHouse(database(), { burstWindowMs: 2_500 });
    const { conversationId } = await house.say('queria saber sobre a');
    await letTimePass(conversationId, 2_400);
    const waitMs = (await house.takeTurn(conversationId)) ?? 0;
    assert.ok(waitMs <= 100, `${waitMs}`);
    await letTimePass(conversationId, 100);
    await house.takeTurn(conversationId);
    assert.deepEqual(await house.replies(conversationId), ['heard: queria saber sobre a']);
  });

  it('are waited for while the citizen types, within the window', async () => {
    const house = openHouse(database(), { burstWindowMs: 2_500, typingAgoMs: () => 200 });
    const { conversationId } = await house.receive('Como acompanho o meu pedido?');
    await letTimePass(conversationId, 1_000);
    assert.equal(await house.takeTurn(conversationId), 250);
    await letTimePass(conversationId, 1_500);
    assert.equal(await house.takeTurn(conversationId), undefined);
    assert.deepEqual(await house.replies(conversationId), ['heard: Como acompanho o meu pedido?']);
  });
});
