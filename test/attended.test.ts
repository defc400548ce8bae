/** Who a person attends hears nothing of the assistant, but what must be said: with the dialogs as they are. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadPolicy } from '../src/dialog-folders.ts';
import { findEntities } from '../src/entities.ts';
import type { EventBody } from '../src/event.ts';
import { TIME_ZONE } from '../src/locale.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { loadQueues } from '../src/roles/queues.ts';
import { type Conversation, INITIAL_STATE } from '../src/turn.ts';
import { says, stored, taps, texts, turn } from './helpers/decisions.ts';
import { realDialogs } from './helpers/talk.ts';

const library = createDialogLibrary(realDialogs);
const policy = await loadPolicy(realDialogs);
const queues = await loadQueues();

const OFFERED = [{ title: 'Voltar ao assistente', value: 'back-to-assistant' }];
const ATTENDED: Partial<Conversation> = {
  status: 'waiting',
  queue: 'ouvidoria',
  isAttended: true,
  state: { ...INITIAL_STATE, offered: OFFERED },
};
type Happened = ReturnType<typeof says>;
const decide = (event: Happened, own: Partial<Conversation> = {}) =>
  turn([event], { ...ATTENDED, ...own }, { library, policy });

const timer = (dialog: string, name: string) =>
  stored(1, { type: 'timer-fired', dialog, name, payload: { silenceMs: 60_000 } });

const answered = (dialog: string, status: 'answered' | 'asks') =>
  stored(1, {
    type: 'task-answered',
    taskId: '01890000-0000-7000-8000-000000000001',
    agent: 'history',
    dialog,
    tookMs: 1,
    answer: {
      status,
      activity: { type: 'message', text: 'A cópia.' },
      output: {},
      explanation: {},
      state: {},
    },
  });
const failed = (dialog: string): Happened =>
  stored(1, { type: 'task-failed', taskId: 't1', agent: 'any', dialog, error: 'lost', tookMs: 1 });

/** What would be heard, or would take the conversation from the person. */
const LOUD = new Set<EventBody['type']>([
  'reply-added',
  'handoff-ended',
  'handoff-requested',
  'conversation-closed',
  'task-started',
]);
const loud = ({ events }: ReturnType<typeof turn>) => events.filter(({ type }) => LOUD.has(type));

describe('while a person has the conversation', () => {
  it('ordinary words are theirs, whatever they may mean to the assistant', () => {
    const words: readonly (readonly [string, string | null])[] = [
      ['é o poste da esquina', null],
      ['obrigada', 'thanks'],
      ['tchau', 'goodbye'],
      ['quero falar com uma pessoa', 'talk-to-a-person'],
      ['cancelar', 'cancel'],
      ['sair', null],
      ['menu', null],
      ['me manda uma cópia da conversa', 'send-history'],
      ['quero registrar uma reclamação', 'ombudsman'],
      ['qual o telefone da polícia?', 'urgent-help'],
      ['tenho 82 anos', null],
      ['que palhaçada', null],
      ['1', null],
      ['protocolo 263254839201576', 'consult-protocol'],
    ];
    for (const [text, intent] of words) assert.deepEqual(loud(decide(says(text, intent))), [], text);
  });

  it('buttons of before are not taken for the assistant', () => {
    for (const value of ['go:consult-protocol', 'go:talk-to-a-person', 'yes', '1', 'sim'])
      assert.deepEqual(loud(decide(taps(value))), [], value);
  });

  it('a form that was being filled in waits, and is there again afterwards', () => {
    const active = { dialog: 'ombudsman', state: { values: {}, asking: 'what', tries: 0, pieces: [] } };
    const own = { state: { ...INITIAL_STATE, active } };
    const said = decide(says('o ônibus não passou', null), own);
    assert.deepEqual(loud(said), []);
    const back = decide(taps('back-to-assistant'), { state: said.state });
    assert.match(texts(back).at(-1) ?? '', /reclamação|aconteceu|Continu|parou/i);
  });

  it('timers and tasks that end say nothing and close nothing', () => {
    for (const { name } of realDialogs) {
      for (const which of ['silence', 'close', 'kept', 'logged-in', 'rate-person'])
        assert.deepEqual(loud(decide(timer(name, which), { silentMs: 1e10 })), [], `${name} ${which}`);
      assert.deepEqual(loud(decide(failed(name))), [], name);
      assert.deepEqual(
        loud(decide(answered(name, 'asks'))).filter(({ type }) => type !== 'reply-added'),
        [],
      );
    }
  });

  it('the copy that was asked for before they came still comes', () => {
    assert.deepEqual(texts(decide(answered('send-history', 'answered'))), ['A cópia.']);
  });

  it('the watch over silence goes on', () => {
    assert.equal(decide(timer('inactivity', 'silence')).timers.length, 1);
  });

  it('who is in danger is told the number at once, and stays with that person', () => {
    const decision = decide(says('quero morrer', null));
    assert.match(texts(decision).join(), /188/);
    assert.equal(decision.queue, 'ouvidoria');
    assert.deepEqual(decision.state.priority, ['risk-to-life']);
  });

  it('the citizen may go back to the assistant, by the button or in words', () => {
    for (const event of [taps('back-to-assistant'), says('Voltar ao assistente', null)]) {
      const decision = decide(event);
      assert.equal(decision.status, 'open');
      assert.equal(texts(decision).length, 1);
    }
  });

  it('is told the protocol number of the conversation, and only that', () => {
    for (const text of ['qual é o meu protocolo?', 'me passa o protocolo por favor'])
      assert.match(texts(decide(says(text, 'consult-protocol'))).join(), /263 254 839 201 576/, text);
    for (const text of ['meu protocolo é 263254839201576', 'o protocolo não saiu'])
      assert.deepEqual(texts(decide(says(text, 'consult-protocol'))), [], text);
  });
});

describe('who waits', () => {
  const place = { position: 3, estimate: { lowMs: 250_000, highMs: 530_000 }, isAttended: true };
  const wait = (text: string, placeOf: () => typeof place | undefined) =>
    texts(turn([says(text, null)], { ...ATTENDED, isAttended: false }, { library, policy, placeOf })).join();

  it('is told where they stand with what they write', () => {
    assert.match(
      wait('é o poste da esquina', () => place),
      /protocolo 263.*Você está em 3º lugar na fila. A espera costuma ser de 4 a 9 minutos\.$/,
    );
  });

  it('while nobody is there only when they ask', () => {
    const away = () => ({ ...place, estimate: undefined, isAttended: false }) as unknown as typeof place;
    assert.doesNotMatch(wait('é o poste da esquina', away), /lugar/);
    assert.match(wait('qual é a minha posição?', away), /3º lugar na fila\.$/);
  });
});

describe('after hours', () => {
  /** Goes on from the decision before; each happens on a holiday. */
  function talk() {
    let own: Partial<Conversation> = {};
    return (event: Happened) => {
      const decision = turn([event], own, { library, policy, queues });
      const { state, status, queue } = decision;
      own = { state, status, queue };
      return decision;
    };
  }
  const write = (text: string, intent: string | null = null) =>
    says(text, intent, {
      entities: findEntities(text, { locale: 'pt-BR', now: new Date(0), timeZone: TIME_ZONE }),
    });

  it('who asks for a person may ask for a call, and people find the number with the conversation', () => {
    const take = talk();
    const [called] = take(write('quero uma pessoa', 'talk-to-a-person')).events.flatMap((event) =>
      event.type === 'reply-added' ? [event.activity] : [],
    );
    assert.deepEqual(
      called?.buttons?.map(({ value }) => value),
      ['back-to-assistant', 'go:call-back'],
    );
    assert.match(called?.text ?? '', /volta .*Se preferir, a equipe liga para você/s);
    take(taps('go:call-back'));
    take(write('11 98765-4321'));
    take(taps('morning'));
    const done = take(taps('yes'));
    const [handoff] = done.events.flatMap((event) => (event.type === 'handoff-requested' ? [event] : []));
    assert.equal(handoff?.reason, 'call-back');
    assert.deepEqual(handoff?.details, { phone: '(11) 98765-4321', when: 'De manhã' });
    assert.equal(done.status, 'waiting');
    assert.match(texts(take(write('é o poste da esquina'))).join(), /^Recebi e guardei/);
  });

  it('a queue that calls nobody back offers none', () => {
    const silent = new Map([...queues].map(([name, queue]) => [name, { ...queue, callsBack: false }]));
    const options = { library, policy, queues: silent };
    assert.doesNotMatch(
      JSON.stringify(turn([says('uma pessoa', 'talk-to-a-person')], {}, options).events),
      /call-back/,
    );
    assert.match(texts(turn([says('me liguem', 'call-back')], {}, options)).join(), /não consegue retornar/);
  });
});

describe('when a person has solved it', () => {
  const asked = turn([timer('goodbye', 'rate-person')], {}, { library, policy });
  const next = (event: Happened) => turn([event], { state: asked.state }, { library, policy });

  it('one question is asked, and its answer closes the conversation, by a tap, a word or a figure', () => {
    assert.match(texts(asked).join(), /De 1 \(muito ruim\) a 5/);
    for (const event of [taps('5'), says('5', null), says('ótimo', null)]) {
      const { events, status } = next(event);
      assert.equal(status, 'closed');
      assert.deepEqual(
        events.flatMap((each) => (each.type === 'feedback-given' ? [each.rating] : [])),
        [5],
      );
      assert.deepEqual(
        events.flatMap((each) => (each.type === 'conversation-closed' ? [each.reason] : [])),
        ['solved'],
      );
    }
  });

  it('silence closes it, too, and a word goes on', () => {
    const close = asked.timers.find(({ name }) => name === 'close');
    const fired = stored(1, {
      type: 'timer-fired',
      dialog: 'goodbye',
      name: 'close',
      payload: close?.payload ?? {},
    });
    const silentMs = close?.afterMs ?? 0;
    const decide = (own: Partial<Conversation>) => turn([fired], own, { library, policy });
    assert.deepEqual(decide({ state: asked.state, silentMs }).events, [
      { type: 'conversation-closed', reason: 'solved' },
    ]);
    assert.deepEqual(decide({ silentMs: 1_000 }).events, []);
    assert.equal(next(says('quando vence o iptu?', 'ask-documentation')).status, 'open');
  });
});
