/** The policy's rules and what a turn makes of them, with dialogs made for the purpose. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InboundActivity } from '../src/activity.ts';
import type { Dialog } from '../src/dialog.ts';
import type { EventBody, StoredEvent } from '../src/event.ts';
import * as assistant from '../src/index.ts';
import { type DecideOptions, decide } from '../src/pipeline/decide.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { parseResponses } from '../src/pipeline/responses.ts';
import type { Understanding } from '../src/recognizer.ts';
import { type Conversation, INITIAL_STATE } from '../src/turn.ts';

const { ask, closeConversation, endHandoff, handOff, miss, pass, redirect, reply, replyWith, startTask } =
  assistant;

const DIALOGS: Readonly<Record<string, Dialog>> = {
  greeting: { respond: () => [reply('hello')] },
  form: {
    respond: ({ input, state }) => {
      if (state === undefined) return [ask('question', { tries: 0 })];
      if (input.type === 'message' && /\d/.test(input.text))
        return [startTask('clerk', { number: input.text })];
      return [pass()];
    },
  },
  'talk-to-a-person': {
    interrupts: true,
    respond: ({ conversation, input }) => {
      if (input.type === 'choice' && input.value === 'back') return [endHandoff('citizen'), reply('back')];
      return conversation.status === 'waiting'
        ? [reply('in-queue')]
        : [reply('called'), handOff('geral', 'asked')];
    },
  },
  'ask-documentation': {
    respond: ({ input }) => {
      if (input.type === 'answered' && input.answer.activity)
        return [replyWith(input.answer.activity, input.taskId)];
      if (input.type === 'answered' || input.type === 'failed') return [redirect('fallback')];
      return [startTask('documentation', { question: input.type === 'message' ? input.text : '' })];
    },
  },
  fallback: {
    respond: ({ conversation }) => [miss(), reply(conversation.misses === 0 ? 'menu' : 'offer-person')],
  },
  circle: { respond: () => [redirect('circle')] },
  goodbye: { respond: () => [reply('bye'), closeConversation('goodbye')] },
};

const RESPONSES = `
hello: Olá!
question: Qual é o número?
back: De volta.
in-queue: Na fila, protocolo {protocolNumber}.
called: Chamei uma pessoa.
menu: { text: Posso ajudar com isto., buttons: [{ title: Pessoa, dialog: talk-to-a-person }] }
offer-person: Quer uma pessoa?
bye: Até logo!
`;

const library = createDialogLibrary(
  Object.entries(DIALOGS).map(([name, dialog]) => ({
    name,
    dialog,
    responses: new Map([
      ['pt-BR', parseResponses(RESPONSES, 'pt-BR')],
      ['en', parseResponses(RESPONSES.replace('Olá!', 'Hello!'), 'en')],
    ]),
  })),
);

const means = (intent: string | null, confidence = 0.9): Understanding => ({
  intent,
  confidence,
  entities: [],
  locale: 'pt-BR',
  decidedBy: 'test',
});

const stored = (seq: number, body: EventBody, understanding: Understanding | null = null): StoredEvent => ({
  conversationId: 'c',
  seq,
  body,
  understanding,
  createdAt: new Date(0),
});

const received = (activity: InboundActivity): EventBody => ({
  type: 'message-received',
  activity,
  channel: 'web',
  address: 'a',
});
const says = (text: string, intent: string | null, confidence?: number) =>
  stored(1, received({ type: 'message', text }), means(intent, confidence));
const taps = (value: string) => stored(1, received({ type: 'choice', value, title: value }), means(null, 0));
const ended = (dialog: string, text?: string) =>
  stored(1, {
    type: 'task-answered',
    taskId: 't1',
    agent: 'documentation',
    dialog,
    tookMs: 1,
    answer: {
      status: text === undefined ? 'unanswered' : 'answered',
      ...(text === undefined ? {} : { activity: { type: 'message', text } }),
      output: {},
      explanation: {},
    },
  });

function turn(
  unhandled: StoredEvent[],
  own: Partial<Omit<Conversation, 'unhandled'>> = {},
  options: Partial<DecideOptions> = {},
) {
  const conversation: Conversation = {
    conversationId: 'c',
    contactId: 'p',
    protocolNumber: '263254839201576',
    channel: 'web',
    address: 'a',
    locale: 'pt-BR',
    status: 'open',
    queue: null,
    state: INITIAL_STATE,
    lastSeq: 1,
    silentMs: 0,
    openTasks: [],
    unhandled: unhandled.map((event) => ({ ...event, ageMs: 0 })),
    ...own,
  };
  let tasks = 0;
  return decide(conversation, {
    library,
    confidence: 0.6,
    silenceMs: 0,
    createTaskId: () => `task-${++tasks}`,
    policyOf: () => 'interrupt',
    ...options,
  });
}

const texts = (decision: ReturnType<typeof turn>) =>
  decision.events.flatMap((event) => (event.type === 'reply-added' ? [event.activity.text] : []));
const rules = (decision: ReturnType<typeof turn>) =>
  decision.events.flatMap((event) => (event.type === 'reply-added' ? [event.reason.rule] : []));
const inForm = { ...INITIAL_STATE, active: { dialog: 'form', state: { tries: 0 } } };

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
      says('poda', 'greeting', 0.3),
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

  it('goes on with the next rule when the dialog passes', () => {
    const decision = turn([says('oi', 'greeting')], { state: inForm });
    assert.deepEqual([texts(decision), decision.state.active], [['Olá!'], null]);
  });

  it('calls a person from the middle of a dialog', () => {
    const decision = turn([says('quero falar com alguém', 'talk-to-a-person')], { state: inForm });
    assert.equal(decision.status, 'waiting');
    assert.equal(decision.queue, 'geral');
    assert.deepEqual(rules(decision), ['interrupt']);
  });

  it('begins a dialog by its button in every state', () => {
    for (const own of [{}, { state: inForm }, { status: 'waiting' as const, queue: 'geral' }]) {
      assert.deepEqual(rules(turn([taps('go:greeting')], own)), ['button']);
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
      says('bom dia', 'greeting', 1),
      says('quero consultar', 'form', 0.8),
      says('por favor', null, 0),
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
