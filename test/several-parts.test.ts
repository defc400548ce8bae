/** Several things said at once, in one message or in several in a row: one turn answers them in order, and asks last. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { joinMessages, planAnswer } from '../src/pipeline/parts.ts';
import type { Conversation } from '../src/turn.ts';
import type { Part } from '../src/understanding.ts';
import { ended, fires, inForm, library, means, says, texts, turn } from './helpers/decisions.ts';

/** "text = intent, text = intent": a message of these parts, read as the last. */
function saysAll(script: string) {
  const text = script.replaceAll(/ = [\w-]+/g, '');
  let end = 0;
  const parts = script.split(', ').map((each): Part => {
    const [words = '', intent = null] = each.split(' = ');
    const start = text.indexOf(words, end);
    end = start + words.length;
    return { start, end, understanding: means(intent) };
  });
  return says(text, parts.at(-1)?.understanding.intent ?? null, { parts });
}

const kinds = (decision: ReturnType<typeof turn>) =>
  decision.events.map((event) =>
    event.type === 'reply-added'
      ? `${event.reason.dialog} ${event.reason.rule}`
      : event.type === 'task-started'
        ? `task ${event.input['question'] ?? event.input['number']}`
        : event.type,
  );

/** The turn after one that started tasks: its state, and what of them has ended. */
const goOn = (
  before: ReturnType<typeof turn>,
  unhandled: Parameters<typeof turn>[0],
  openTasks: Conversation['openTasks'] = [],
) => turn(unhandled, { state: before.state, status: before.status, openTasks });

const POTHOLE = 'poda = ask-documentation, consultar = form';
const open = (taskId: string) => ({
  taskId,
  agent: 'documentation',
  dialog: 'ask-documentation',
  said: null,
});

describe('several things said in one message', () => {
  it('are answered in order, each by its dialog, in one turn', () => {
    const script = 'poda = ask-documentation, menu = help, iptu = ask-documentation';
    const decision = turn([saysAll(script)], {}, { policyOf: () => 'finish' });
    assert.deepEqual(kinds(decision), ['task poda', 'help intent', 'task iptu']);
    const said = [...decision.said.values()].map(({ text }) => text);
    assert.deepEqual(said, ['poda', 'iptu'], 'each task is for its own words');
  });

  it('what leads to a question comes last, whichever was said first', () => {
    for (const script of ['consultar = form, menu = help', 'menu = help, consultar = form']) {
      const decision = turn([saysAll(script)]);
      assert.deepEqual(texts(decision), ['Posso ajudar com isto.', 'Qual é o número?']);
      assert.deepEqual(decision.state.active, { dialog: 'form', state: { tries: 0 } });
      assert.deepEqual(decision.state.paused, []);
    }
  });

  it('the question waits for what an agent has to answer first', () => {
    for (const script of [POTHOLE, 'consultar = form, poda = ask-documentation']) {
      const asked = turn([saysAll(script)]);
      assert.deepEqual([kinds(asked), asked.state.active], [['task poda'], null]);
      const answered = goOn(asked, [ended('ask-documentation', 'Na rua.')]);
      assert.deepEqual(texts(answered), ['Na rua.', 'Qual é o número?']);
      assert.deepEqual(answered.state.active, { dialog: 'form', state: { tries: 0 } });
      assert.deepEqual(answered.state.paused, []);
    }
  });

  it('the question waits for the last of several agents, and for none that fails', () => {
    const script = 'poda = ask-documentation, consultar = form, iptu = ask-documentation';
    const asked = turn([saysAll(script)], {}, { policyOf: () => 'finish' });
    assert.deepEqual(kinds(asked), ['task poda', 'task iptu']);
    const first = goOn(asked, [ended('ask-documentation', 'Na rua.')], [open('task-2')]);
    assert.deepEqual(texts(first), ['Na rua.']);
    assert.deepEqual(texts(goOn(first, [ended('ask-documentation')])), [
      'Posso ajudar com isto.',
      'Qual é o número?',
    ]);
  });

  it('a question that waits is not lost by what is said meanwhile', () => {
    const asked = turn([saysAll(POTHOLE)]);
    const thanked = goOn(asked, [says('oi', 'greeting')], [open('task-1')]);
    assert.deepEqual([texts(thanked), thanked.state.active], [['Olá!'], null]);
    assert.deepEqual(texts(goOn(thanked, [ended('ask-documentation', 'Na rua.')])), [
      'Na rua.',
      'Qual é o número?',
    ]);
  });

  it('and is asked once where the citizen comes back to it', () => {
    const asked = turn([saysAll(POTHOLE)]);
    const again = goOn(asked, [says('consultar', 'form')], [open('task-1')]);
    assert.deepEqual([texts(again), again.state.paused], [['Qual é o número?'], []]);
    const answered = goOn(again, [ended('ask-documentation', 'Na rua.')]);
    assert.deepEqual(texts(answered), ['Na rua.']);
  });

  it('and waits for another question to be answered', () => {
    const asked = turn([saysAll('poda = ask-documentation, consultar = form')]);
    const other = goOn(asked, [says('nome', 'register')], [open('task-1')]);
    assert.deepEqual(texts(other), ['Qual é o nome?']);
    const named = goOn(other, [says('Ana', null)]);
    assert.deepEqual(texts(named), ['Olá!', 'Qual é o número?']);
    const answered = goOn(other, [ended('ask-documentation', 'Na rua.')]);
    assert.deepEqual(texts(answered), ['Na rua.'], 'an answer, too, leaves the open question open');
    assert.equal(answered.state.active?.dialog, 'register');
    assert.deepEqual(
      texts(goOn(answered, [fires('help')])),
      ['Posso ajudar com isto.'],
      'and so does a timer',
    );
    assert.deepEqual(texts(goOn(answered, [says('Ana', null)])), ['Olá!', 'Qual é o número?']);
  });

  it('and is over where people take over, or the conversation ends', () => {
    const asked = turn([saysAll(POTHOLE)]);
    const waiting = goOn(asked, [says('alguém', 'talk-to-a-person')]);
    assert.deepEqual(waiting.state.paused, []);
    assert.deepEqual(texts(goOn(asked, [says('tchau', 'goodbye')])), ['Até logo!']);
  });

  it('a greeting in front, and thanks and goodbye behind, need no answer of their own', () => {
    for (const script of [
      'bom dia = greeting, poda = ask-documentation',
      'poda = ask-documentation, oi = greeting',
    ])
      assert.deepEqual(kinds(turn([saysAll(script)])), [`task ${script.replaceAll(/ = [\w-]+/g, '')}`]);
    assert.deepEqual(texts(turn([saysAll('oi = greeting, bom dia = greeting')])), ['Olá!'], 'alone they do');
    for (const script of ['o que faz? = abilities, oi = greeting', 'oi = greeting, o que faz? = abilities'])
      assert.deepEqual(texts(turn([saysAll(script)])), ['Posso ajudar com isto.'], 'of several the longest');
  });

  it('asking for a person wins, and what else was said is kept for them', () => {
    const script = 'bom dia = greeting, consultar = form, falar com alguém = talk-to-a-person, oi = greeting';
    const decision = turn([saysAll(script)]);
    assert.deepEqual(kinds(decision), ['talk-to-a-person interrupt', 'handoff-requested']);
    assert.equal(
      turn([saysAll(script)], { state: inForm }).status,
      'waiting',
      'in the middle of a dialog, too',
    );
  });

  it('go as a whole to whoever is in the middle of something', () => {
    const message = saysAll('é o 12 = form, poda = ask-documentation');
    const decision = turn([message], { state: inForm });
    assert.deepEqual(kinds(decision), ['task é o 12, poda'], 'the clerk gets the number');
    const waiting = turn([message], { status: 'waiting', queue: 'geral' });
    assert.deepEqual(kinds(waiting), ['talk-to-a-person waiting']);
  });

  it('are answered apart where the dialog in hand cannot use them', () => {
    const message = saysAll('poda = ask-documentation, oi = greeting, consultar = form');
    const decision = turn([message], { state: inForm });
    assert.deepEqual([kinds(decision), decision.state.active], [['task poda'], null]);
    assert.deepEqual(
      decision.state.paused.map(({ dialog }) => dialog),
      ['form'],
    );
  });

  it('are one thing where they are more than a handful', () => {
    const message = saysAll('a = form, b = ask-documentation, c = form, d = ask-documentation');
    assert.deepEqual(kinds(turn([message])), ['task a, b, c, d']);
  });
});

describe('several messages in a row', () => {
  it('are answered in order where they surely want different things', () => {
    const row = [says('oi', 'greeting'), says('poda', 'ask-documentation'), says('consultar', 'form')];
    const decision = turn(row);
    assert.deepEqual(kinds(decision), ['task poda']);
    assert.deepEqual(
      decision.state.paused.map(({ dialog }) => dialog),
      ['form'],
    );
  });

  it('are one thing where they want the same, or one is not sure', () => {
    const same = [says('poda', 'ask-documentation'), says('e o iptu?', 'ask-documentation')];
    assert.deepEqual(kinds(turn(same)), ['task poda\ne o iptu?']);
    const unsure = [says('consultar', 'form'), says('aquele da poda', null)];
    assert.deepEqual(kinds(turn(unsure)), ['task consultar\naquele da poda']);
  });

  it('may each be several things', () => {
    const row = [saysAll('oi = greeting, poda = ask-documentation'), says('consultar', 'form')];
    const decision = turn(row);
    assert.deepEqual(kinds(decision), ['task poda']);
    assert.deepEqual(
      decision.state.paused.map(({ dialog }) => dialog),
      ['form'],
    );
  });

  it('keep their entities where their words stand', () => {
    const entities = [{ name: 'number', value: '12', start: 2, end: 4 }];
    const row = [says('oi', 'greeting'), says('é 12', 'form', { entities })];
    const inputs = row.map(({ body, understanding }) => ({
      text: body.type === 'message-received' && body.activity.type === 'message' ? body.activity.text : '',
      understanding: understanding ?? means(null),
    }));
    const { text, understanding } = joinMessages(inputs, library);
    assert.deepEqual(
      understanding.entities.map(({ start, end }) => text.slice(start, end)),
      ['12'],
    );
  });

  it('lose no words, and none is answered twice', () => {
    const intents = fc.constantFrom(null, 'greeting', 'form', 'ask-documentation', 'nobody-has-this');
    const messages = fc.array(fc.record({ text: fc.string({ minLength: 1 }), intent: intents }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(messages, (row) => {
        const inputs = row.map(({ text, intent }) => ({ text, understanding: means(intent) }));
        const joined = joinMessages(inputs, library);
        assert.equal(joined.text, row.map(({ text }) => text).join('\n'));
        const { whole, parts } = planAnswer(joined, library);
        assert.equal(whole.text, joined.text);
        let from = 0;
        for (const part of parts) {
          const at = joined.text.indexOf(part.text, from);
          assert.ok(at >= from);
          from = at + part.text.length;
        }
        const events = row.map(({ text, intent }) => says(text, intent));
        assert.deepEqual(turn(events), turn(events));
      }),
    );
  });
});
