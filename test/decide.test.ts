/** The policy's rules and what a turn makes of them, with dialogs made for the purpose. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { parseResponses } from '../src/responses.ts';
import { INITIAL_STATE } from '../src/turn.ts';
import { ended, inForm, rules, says, taps, texts, turn } from './helpers/decisions.ts';

describe('a turn', () => {
  it('begins the dialog whose intent was recognised, and says why', () => {
    const decision = turn([says('oi', 'greeting')]);
    assert.deepEqual(decision.events, [
      {
        type: 'reply-added',
        activity: { type: 'message', text: 'Olá!' },
        reason: { dialog: 'greeting', rule: 'intent', response: 'hello' },
      },
    ]);
  });

  it('answers in the citizen’s language, and in Portuguese where there is no other', () => {
    assert.deepEqual(texts(turn([says('hi', 'greeting')], { locale: 'en-GB' })), ['Hello!']);
    assert.deepEqual(texts(turn([says('hallo', 'greeting')], { locale: 'de' })), ['Olá!']);
  });

  it('looks up in the documents what it does not recognise, or not surely', () => {
    for (const event of [
      says('poda de árvore', null),
      says('poda', 'greeting', { certainty: 'doubtful' }),
      says('x', 'nobody-has-this'),
    ]) {
      const [started] = turn([event]).events;
      assert.equal(started?.type === 'task-started' && started.agent, 'documentation');
    }
  });

  it('passes on what the agent wrote', () => {
    const decision = turn([ended('ask-documentation', 'A poda é grátis.')]);
    assert.deepEqual(texts(decision), ['A poda é grátis.']);
    assert.deepEqual(decision.state, INITIAL_STATE);
  });

  it('offers a person when it could not help twice, and forgets that once it helped', () => {
    const first = turn([ended('ask-documentation')]);
    assert.deepEqual([texts(first), first.state.misses], [['Posso ajudar com isto.'], 1]);
    const second = turn([ended('ask-documentation')], { state: first.state });
    assert.deepEqual([texts(second), second.state.misses], [['Quer uma pessoa?'], 2]);
    assert.equal(turn([says('oi', 'greeting')], { state: second.state }).state.misses, 0);
  });

  it('gives an answer to the dialog that asked, and nothing else does', () => {
    const asked = turn([says('consultar', 'form')]);
    assert.deepEqual(asked.state.active, { dialog: 'form', state: { tries: 0 } });
    const answered = turn([says('12', 'greeting')], { state: asked.state });
    const [started] = answered.events;
    assert.deepEqual(started?.type === 'task-started' && started.input, { number: '12' });
    assert.equal(answered.state.active, null);
  });

  it('goes on with the next rule when the dialog passes, and then with the dialog', () => {
    const decision = turn([says('oi', 'greeting')], { state: inForm });
    assert.deepEqual(texts(decision), ['Olá!', 'Qual é o número?']);
    assert.deepEqual(rules(decision), ['intent', 'resumed']);
    assert.deepEqual(decision.state.active, inForm.active);
  });

  it('calls a person from the middle of a dialog', () => {
    const decision = turn([says('quero falar com alguém', 'talk-to-a-person')], { state: inForm });
    assert.equal(decision.status, 'waiting');
    assert.equal(decision.queue, 'geral');
    assert.deepEqual(rules(decision), ['interrupt']);
  });

  it('begins a dialog by its button in every state', () => {
    for (const own of [{}, { state: inForm }, { status: 'waiting' as const, queue: 'geral' }]) {
      assert.equal(rules(turn([taps('go:greeting')], own))[0], 'button');
    }
  });

  it('ignores a button to a dialog that is not there', () => {
    assert.equal(turn([taps('go:no-such-dialog')]).events[0]?.type, 'task-started');
  });

  it('keeps those who wait in the queue until they ask back', () => {
    const waiting = { status: 'waiting' as const, queue: 'geral' };
    const asks = turn([says('oi', 'greeting')], waiting);
    assert.deepEqual([texts(asks), asks.status], [['Na fila, protocolo 263 254 839 201 576.'], 'waiting']);
    const back = turn([taps('back')], waiting);
    assert.deepEqual([texts(back), back.status, back.queue], [['De volta.'], 'open', null]);
  });

  it('takes three messages typed in a row as one', () => {
    const decision = turn([
      says('bom dia', 'greeting'),
      says('quero consultar', 'form'),
      says('por favor', null),
    ]);
    assert.deepEqual(texts(decision), ['Qual é o número?'], 'the longest one says what is wanted');
  });

  it('drops the task that a newer one of the same agent replaces, and every task at a handoff', () => {
    const openTasks = [{ taskId: 'old', agent: 'documentation', dialog: 'ask-documentation', said: null }];
    const kinds = (decision: ReturnType<typeof turn>) => decision.events.map((event) => event.type);
    assert.deepEqual(kinds(turn([says('outra pergunta', null)], { openTasks })), [
      'task-superseded',
      'task-started',
    ]);
    const person = turn([says('pessoa', 'talk-to-a-person')], { openTasks });
    assert.deepEqual(kinds(person), ['reply-added', 'task-superseded', 'handoff-requested']);
    assert.deepEqual(kinds(turn([says('tchau', 'goodbye')], { openTasks })).slice(1), [
      'task-superseded',
      'conversation-closed',
    ]);
  });

  it('ends a circle of redirects instead of hanging', () => {
    assert.throws(() => turn([taps('go:circle')]), /in a circle/);
  });

  it('is the same for the same conversation', () => {
    const events = [says('bom dia', 'greeting'), taps('go:form'), says('12', null)];
    assert.deepEqual(turn(events), turn(events));
  });
});

describe('responses', () => {
  it('name the file and the fault when they are wrong', () => {
    assert.throws(() => parseResponses('hello: { txt: oi }', 'dialogs/x/responses.pt-BR.yml'), {
      code: 'configuration',
      message: /dialogs\/x\/responses\.pt-BR\.yml/,
    });
    assert.throws(() => parseResponses('a: [', 'f.yml'), /f\.yml/);
  });

  it('fail loudly for a place without a value', () => {
    const bad = createDialogLibrary([
      {
        name: 'x',
        dialog: { respond: () => [] },
        responses: new Map([['pt-BR', parseResponses('a: "{who}"', 'f')]]),
      },
    ]);
    assert.throws(() => bad.render('x', 'a', {}, 'pt-BR'), /no value for \{who\}/);
    assert.equal(bad.render('x', 'a', { who: '<b>' }, 'pt-BR').text, '<b>');
  });
});
