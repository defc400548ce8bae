/** Several things said at once, in one message or in several in a row: one turn answers them in order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { joinMessages, planAnswer } from '../src/pipeline/parts.ts';
import { INITIAL_STATE } from '../src/turn.ts';
import type { Part } from '../src/understanding.ts';
import { inForm, library, means, says, texts, turn } from './helpers/decisions.ts';

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

describe('several things said in one message', () => {
  it('are answered in order, each by its dialog, in one turn', () => {
    const decision = turn(
      [saysAll('poda = ask-documentation, consultar = form, iptu = ask-documentation')],
      {},
      {
        policyOf: () => 'finish',
      },
    );
    assert.deepEqual(kinds(decision), ['task poda', 'form intent', 'task iptu']);
    const said = [...decision.said.values()].map(({ text }) => text);
    assert.deepEqual(said, ['poda', 'iptu'], 'each task is for its own words');
  });

  it('leave the question open that one of them led to', () => {
    for (const script of [
      'consultar 12 = form, poda = ask-documentation',
      'poda = ask-documentation, consultar 12 = form',
    ]) {
      const decision = turn([saysAll(script)]);
      assert.deepEqual(decision.state.active, { dialog: 'form', state: { tries: 0 } });
      assert.deepEqual(texts(decision), ['Qual é o número?'], 'the other part is no answer to it');
    }
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
    assert.deepEqual(kinds(turn([message], { state: inForm })), ['task poda', 'form intent']);
  });

  it('are one thing where they are more than a handful', () => {
    const message = saysAll('a = form, b = ask-documentation, c = form, d = ask-documentation');
    assert.deepEqual(kinds(turn([message])), ['task a, b, c, d']);
  });
});

describe('several messages in a row', () => {
  it('are answered in order where they surely want different things', () => {
    const row = [says('oi', 'greeting'), says('poda', 'ask-documentation'), says('consultar', 'form')];
    assert.deepEqual(kinds(turn(row)), ['task poda', 'form intent']);
  });

  it('are one thing where they want the same, or one is not sure', () => {
    const same = [says('poda', 'ask-documentation'), says('e o iptu?', 'ask-documentation')];
    assert.deepEqual(kinds(turn(same)), ['task poda\ne o iptu?']);
    const unsure = [says('consultar', 'form'), says('aquele da poda', null)];
    assert.deepEqual(kinds(turn(unsure)), ['task consultar\naquele da poda']);
  });

  it('may each be several things', () => {
    const row = [saysAll('oi = greeting, poda = ask-documentation'), says('consultar', 'form')];
    assert.deepEqual(kinds(turn(row)), ['task poda', 'form intent']);
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

describe('the language of a conversation', () => {
  const speaks = (text: string, intent: string, spoken: string) =>
    says(text, intent, { spoken, locale: spoken });

  it('becomes the one that is clearly written, from this very answer on, and back again', () => {
    const english = turn([speaks('hello there', 'greeting', 'en')]);
    assert.deepEqual([texts(english), english.locale], [['Hello!'], 'en']);
    const kept = turn([says('ok', 'greeting')], { locale: 'en' });
    assert.deepEqual([texts(kept), kept.locale], [['Hello!'], 'en']);
    const back = turn([speaks('bom dia', 'greeting', 'pt-BR')], { locale: 'en' });
    assert.deepEqual([texts(back), back.locale], [['Olá!'], 'pt-BR']);
  });

  it('is that of the last message that tells', () => {
    const row = [speaks('hello', 'greeting', 'en'), speaks('bom dia', 'greeting', 'pt-BR'), says('ok', null)];
    assert.equal(turn(row, { locale: 'es' }).locale, 'pt-BR');
    assert.equal(turn(row.slice(0, 1), { locale: 'en-GB' }).locale, 'en-GB', 'the same language, elsewhere');
  });

  it('stays in a turn without words', () => {
    assert.equal(turn([], { locale: 'es', state: INITIAL_STATE }).locale, 'es');
  });
});
