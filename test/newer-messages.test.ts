/** What a turn makes of messages that come while a task is open, by the agent's policy. Pure. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { NewerMessagePolicy } from '../src/agent.ts';
import type { OpenTask } from '../src/turn.ts';
import { ended, inForm, means, rules, says, taps, texts, turn } from './helpers/decisions.ts';

const open = (text: string | null, own: Partial<OpenTask> = {}): OpenTask => ({
  taskId: 'old',
  agent: 'documentation',
  dialog: 'ask-documentation',
  said: text === null ? null : { text, understanding: means(null) },
  ...own,
});

type Turn = ReturnType<typeof turn>;
const kinds = (decision: Turn) => decision.events.map((event) => event.type);
const questions = (decision: Turn) =>
  decision.events.flatMap((event) => (event.type === 'task-started' ? [event.input['question']] : []));
const superseded = (decision: Turn) =>
  decision.events.flatMap((event) => (event.type === 'task-superseded' ? [event.taskId] : []));
const policy = (policyOf: NewerMessagePolicy) => ({ policyOf: () => policyOf });

describe('a newer message to an agent that is interrupted', () => {
  it('is joined to what the task was about, in a task for both', () => {
    const decision = turn([says('e se eu perdi?', null)], { openTasks: [open('como acompanho?')] });
    assert.deepEqual(kinds(decision), ['task-superseded', 'task-started']);
    assert.deepEqual(questions(decision), ['como acompanho?\ne se eu perdi?']);
    assert.equal(decision.said.get('task-1')?.text, 'como acompanho?\ne se eu perdi?', 'for the next one');
  });

  it('is joined to all before it, however many interrupt one another', () => {
    const question = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}\?$/);
    fc.assert(
      fc.property(fc.array(question, { minLength: 2, maxLength: 8 }), (asked) => {
        let openTasks: OpenTask[] = [];
        for (const [index, text] of asked.entries()) {
          const decision = turn([says(text, null)], { openTasks });
          assert.deepEqual(questions(decision), [asked.slice(0, index + 1).join('\n')]);
          assert.deepEqual(superseded(decision), index === 0 ? [] : ['task-1']);
          openTasks = [open(null, { taskId: 'task-1', said: decision.said.get('task-1') ?? null })];
        }
      }),
    );
  });

  it('leaves the task alone when another dialog answers', () => {
    const decision = turn([says('oi', 'greeting')], { openTasks: [open('como?')] });
    assert.deepEqual(kinds(decision), ['reply-added']);
    const button = turn([taps('go:form')], { openTasks: [open('como?')] });
    assert.deepEqual([kinds(button), rules(button)], [['reply-added'], ['button']]);
  });

  it('leaves the task alone where its dialog passes, and takes what the next one says', () => {
    const openTasks = [open('um número', { agent: 'clerk', dialog: 'form' })];
    const decision = turn([says('oi', 'greeting')], { openTasks, state: inForm });
    assert.deepEqual([texts(decision), superseded(decision)], [['Olá!'], []]);
  });

  it('replaces a task that nobody’s words began, without words to join', () => {
    const decision = turn([says('quando?', null)], { openTasks: [open(null)] });
    assert.deepEqual([superseded(decision), questions(decision)], [['old'], ['quando?']]);
  });

  it('is understood as the longer of the two, unless it asks for a person', () => {
    const longer = open('consultar o meu pedido de poda', {
      said: { text: 'consultar o meu pedido de poda', understanding: means('form') },
    });
    const joined = turn([says('por favor', null)], { openTasks: [longer] });
    assert.equal(joined.said.get('task-1')?.understanding.intent, 'form');
    const person = turn([says('pessoa', 'talk-to-a-person')], { openTasks: [longer] });
    assert.deepEqual([rules(person), superseded(person), person.status], [['interrupt'], ['old'], 'waiting']);
  });

  it('is answered after the answer that came first', () => {
    const both = turn([ended('ask-documentation', 'Assim.'), says('e quando?', null)]);
    assert.deepEqual([kinds(both), questions(both)], [['reply-added', 'task-started'], ['e quando?']]);
    const other = turn([says('e quando?', null), ended('ask-documentation', 'Assim.')]);
    assert.deepEqual([kinds(other), texts(other)], [['task-started', 'reply-added'], ['Assim.']]);
  });
});

describe('a newer message to an agent that is not interrupted', () => {
  for (const each of ['queue', 'finish'] as const) {
    it(`has a task of its own, and the older one goes on: ${each}`, () => {
      const decision = turn([says('quando?', null)], { openTasks: [open('como?')] }, policy(each));
      assert.deepEqual([kinds(decision), questions(decision)], [['task-started'], ['quando?']]);
    });

    it(`still ends everything when it asks for a person: ${each}`, () => {
      const openTasks = [open('como?')];
      const decision = turn([says('pessoa', 'talk-to-a-person')], { openTasks }, policy(each));
      assert.deepEqual([superseded(decision), decision.status], [['old'], 'waiting']);
    });
  }

  it('comes after the end that it had to wait for, together with what else waited', () => {
    const waited = [says('quando?', null), ended('ask-documentation', 'Assim.'), says('e onde?', null)];
    const decision = turn(waited, {}, policy('queue'));
    assert.deepEqual(kinds(decision), ['reply-added', 'task-started']);
    assert.deepEqual(questions(decision), ['quando?\ne onde?']);
  });

  it('interrupts only those of several tasks whose agents are interrupted', () => {
    const openTasks = [open('como?'), open('onde?', { taskId: 'slow', agent: 'clerk' })];
    const policyOf = (agent: string) => (agent === 'clerk' ? 'finish' : 'interrupt');
    const decision = turn([says('quando?', null)], { openTasks }, { policyOf });
    assert.deepEqual([superseded(decision), questions(decision)], [['old'], ['como?\nquando?']]);
  });
});
