/** When a turn is taken: now, a little later, or once something else has happened. Pure. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { NewerMessagePolicy } from '../src/agent.ts';
import type { StoredEvent } from '../src/event.ts';
import { type ReadinessOptions, readReadiness } from '../src/pipeline/readiness.ts';
import type { Conversation } from '../src/turn.ts';
import { NO_SIGNALS } from '../src/urgency.ts';
import { converse, ended, fires, library, means, says, taps } from './helpers/decisions.ts';
import { PLAIN_POLICY } from './helpers/policy.ts';

const openTasks = [{ taskId: 'old', agent: 'documentation', dialog: 'ask-documentation', said: null }];

function ready(
  unhandled: readonly StoredEvent[],
  policy: NewerMessagePolicy,
  own: Partial<Conversation> = { openTasks },
  options: Partial<ReadinessOptions> = {},
) {
  return readReadiness(
    { ...converse(unhandled, own), ...own },
    {
      library,
      policy: PLAIN_POLICY,
      burstWindowMs: 0,
      policyOf: () => policy,
      typingAgoMs: () => Number.POSITIVE_INFINITY,
      tellsTyping: () => false,
      ...options,
    },
  );
}

const READY = { type: 'ready' };
const WAITS = { type: 'waits' };
const question = says('e quando?', null);

describe('a turn over a conversation with an open task', () => {
  it('is taken at once where messages interrupt the task, or go on beside it', () => {
    assert.deepEqual(ready([question], 'interrupt'), READY);
    assert.deepEqual(ready([question], 'finish'), READY);
  });

  it('waits for the task’s end where messages queue', () => {
    assert.deepEqual(ready([question], 'queue'), WAITS);
    assert.deepEqual(ready([question, says('oi', 'greeting'), taps('go:greeting')], 'queue'), WAITS);
    assert.deepEqual(ready([question, ended('ask-documentation', 'Assim.')], 'queue'), READY);
    assert.deepEqual(ready([question], 'queue', {}), READY, 'nothing to wait for');
  });

  it('waits for those agents alone that have messages queue', () => {
    const both = [...openTasks, { taskId: 'other', agent: 'clerk', dialog: 'form', said: null }];
    const policyOf = (agent: string) => (agent === 'clerk' ? 'queue' : 'finish');
    assert.deepEqual(ready([question], 'finish', { openTasks: both }, { policyOf }), WAITS);
    assert.deepEqual(ready([question], 'finish', { openTasks }, { policyOf }), READY);
  });

  it('waits for nothing, nor for the rest of a burst, when a life is at risk', () => {
    const urgency = { kind: 'risk-to-life', words: 'quero morrer' } as const;
    const readSignals = (text: string) => (text === 'quero morrer' ? { ...NO_SIGNALS, urgency } : NO_SIGNALS);
    const policy = { ...PLAIN_POLICY, readSignals };
    const danger = says('quero morrer', null);
    assert.deepEqual(ready([question, danger], 'queue', { openTasks }, { policy }), READY);
    assert.deepEqual(ready([danger], 'finish', {}, { policy, burstWindowMs: 2_500 }), READY);
    assert.equal(ready([says('quero', null)], 'finish', {}, { policy, burstWindowMs: 2_500 }).type, 'later');
  });

  it('does not wait when a person is asked for, in words or by a button', () => {
    for (const asks of [says('pessoa', 'talk-to-a-person'), taps('go:talk-to-a-person')]) {
      assert.deepEqual(ready([asks], 'queue'), READY);
      assert.deepEqual(ready([question, asks], 'queue'), READY, 'whatever else was said');
    }
    const parts = [{ start: 0, end: 6, understanding: means('talk-to-a-person') }];
    assert.deepEqual(ready([says('pessoa, e isso', null, { parts })], 'queue'), READY, 'among other things');
    assert.deepEqual(
      ready([says('pessoa', 'talk-to-a-person', { certainty: 'doubtful' })], 'queue'),
      WAITS,
      'not surely',
    );
    assert.deepEqual(ready([taps('go:no-such-dialog')], 'queue'), WAITS);
    assert.deepEqual(ready([taps('talk-to-a-person')], 'queue'), WAITS, 'the answer to a question');
  });

  it('lets a timer fire, but no message go before the task because of it', () => {
    assert.deepEqual(ready([fires('form')], 'queue'), READY);
    assert.deepEqual(ready([question, fires('form')], 'queue'), WAITS);
    assert.deepEqual(ready([fires('form'), question], 'queue'), WAITS);
  });
});

describe('a turn', () => {
  it('is not taken where nothing is to be handled', () => {
    for (const policy of ['interrupt', 'queue', 'finish'] as const)
      assert.deepEqual(ready([], policy, {}), WAITS);
  });

  it('waits for the rest of what looks unfinished, and for nothing that is whole', () => {
    const patient = { burstWindowMs: 2_500 };
    const unfinished = ready([says('queria saber de', null)], 'interrupt', {}, patient);
    assert.equal(unfinished.type, 'later');
    for (const whole of [
      taps('go:greeting'),
      fires('form'),
      ended('form'),
      says('quanto custa a poda?', null),
    ])
      assert.deepEqual(ready([whole], 'interrupt', {}, patient), READY);
    const answered = [says('queria saber de', null), ended('ask-documentation', 'Assim.')];
    assert.deepEqual(ready(answered, 'interrupt', {}, patient), READY);
  });

  it('never waits so long that its entry looks left behind', () => {
    const wait = fc.record({
      text: fc.string({ maxLength: 40 }),
      ageMs: fc.integer({ min: -5_000, max: 60_000 }),
      typingAgoMs: fc.constantFrom(0, 100, 1_000, Number.POSITIVE_INFINITY),
      tells: fc.boolean(),
    });
    fc.assert(
      fc.property(wait, ({ text, ageMs, typingAgoMs, tells }) => {
        const options = { burstWindowMs: 2_500, typingAgoMs: () => typingAgoMs, tellsTyping: () => tells };
        const unhandled = [{ ...says(text, null), ageMs }];
        const readiness = ready([], 'interrupt', { unhandled }, options);
        assert.ok(readiness.type !== 'later' || (readiness.delayMs > 0 && readiness.delayMs <= 2_500));
      }),
    );
  });
});
