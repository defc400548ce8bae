/** What the assistant does where it is not sure what was meant, with the dialogs of the folder. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadDialogs } from '../src/dialog-folders.ts';
import { findEntities } from '../src/entities.ts';
import type { StoredEvent } from '../src/event.ts';
import { TIME_ZONE } from '../src/locale.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { createProtocolNumber, formatProtocolNumber } from '../src/protocol-number.ts';
import type { Guess } from '../src/recognizer.ts';
import { type DialogueState, INITIAL_STATE } from '../src/turn.ts';
import { type converse, says, taps, turn } from './helpers/decisions.ts';

const library = createDialogLibrary(await loadDialogs());
type Own = Parameters<typeof converse>[1];
const decide = (unhandled: readonly StoredEvent[], own: Own = {}) => turn(unhandled, own, { library });

const ORIGINAL = 'queria ver o protocolo da poda';
const entities = [{ name: 'protocol', value: 'poda', start: 26, end: 30 }];
const guess = (intent: string, confidence = 0.3): Guess => ({ intent, confidence });
const find = (text: string) =>
  findEntities(text, { locale: 'pt-BR', now: new Date('2026-11-21T12:00:00Z'), timeZone: TIME_ZONE });
const doubts = (text: string, intent: string, ...alternatives: readonly Guess[]) =>
  says(text, intent, {
    certainty: 'doubtful',
    confidence: 0.4,
    alternatives,
    entities: [...find(text), ...entities],
  });

const replies = (decision: ReturnType<typeof turn>) =>
  decision.events.flatMap((event) => (event.type === 'reply-added' ? [event] : []));
const titles = (decision: ReturnType<typeof turn>) =>
  replies(decision).flatMap(({ activity }) => activity.buttons?.map(({ title }) => title) ?? []);
const questions = (decision: ReturnType<typeof turn>) =>
  decision.events.flatMap((event) =>
    event.type === 'task-started' ? [`${event.agent}: ${Object.values(event.input).join()}`] : [],
  );

const ofTwo = decide([doubts(ORIGINAL, 'consult-protocol', guess('ask-documentation'))]);
const ofThree = decide([
  doubts(ORIGINAL, 'consult-protocol', guess('ask-documentation'), guess('talk-to-a-person')),
]);
const ofOne = decide([doubts(ORIGINAL, 'consult-protocol')]);
const after = (asked: ReturnType<typeof turn>, answer: StoredEvent) =>
  decide([answer], { state: asked.state });

describe('a doubtful message', () => {
  it('is asked about, with a button for each thing it may have been', () => {
    const [asked] = replies(ofTwo);
    assert.deepEqual(asked?.reason, { dialog: 'clarify', rule: 'doubtful', response: 'which' });
    assert.match(asked?.activity.text ?? '', /Você quis dizer…\?/);
    assert.deepEqual(titles(ofTwo), ['Consultar protocolo', 'Tirar uma dúvida', 'Outra coisa']);
    assert.deepEqual(questions(ofTwo), []);
  });

  it('is asked about by name where one thing alone is likely', () => {
    assert.match(replies(ofOne)[0]?.activity.text ?? '', /“Consultar protocolo”\?/);
    assert.deepEqual(titles(ofOne), ['Sim', 'Não']);
  });

  it('is asked about in the citizen’s language', () => {
    const english = decide([doubts('protocol pruning', 'consult-protocol', guess('ask-documentation'))], {
      locale: 'en',
    });
    assert.deepEqual(titles(english), ['Check a request', 'Ask a question', 'Something else']);
  });

  it('offers a person wherever one may have been meant, and nothing that has no title', () => {
    const unlikely = guess('talk-to-a-person', 0.01);
    const decision = decide([doubts('x', 'consult-protocol', guess('greeting'), unlikely)]);
    assert.deepEqual(titles(decision), ['Consultar protocolo', 'Falar com uma pessoa', 'Outra coisa']);
  });

  it('is looked up where every choice would lead there', () => {
    for (const alternatives of [[], [guess('consult-protocol', 0.01)], [guess('greeting')]]) {
      const decision = decide([doubts('poda', 'ask-documentation', ...alternatives)]);
      assert.deepEqual(questions(decision), ['documentation: poda']);
    }
    assert.deepEqual(questions(decide([doubts('poda', 'greeting')])), ['documentation: poda']);
  });

  it('interrupts neither a dialog that waits for its answer nor the queue for a person', () => {
    const doubt = doubts('123', 'greeting', guess('what-can-you-do'));
    const active = {
      dialog: 'consult-protocol',
      state: { values: {}, asking: 'number', tries: 0, pieces: [], askedAt: '' },
    };
    const [inDialog] = replies(decide([doubt], { state: { ...INITIAL_STATE, active } }));
    assert.equal(inDialog?.reason.response, 'ask-number');
    const [inQueue] = replies(decide([doubt], { status: 'waiting', queue: 'geral' }));
    assert.equal(inQueue?.reason.response, 'waiting');
  });

  it('does not make the assistant forget that it could not help before', () => {
    const missed: DialogueState = { ...INITIAL_STATE, misses: 1 };
    const asked = decide([doubts('x', 'consult-protocol')], { state: missed });
    assert.equal(asked.state.misses, 1);
  });
});

describe('the answer to the question', () => {
  const NUMBER = formatProtocolNumber(createProtocolNumber(new Date('2026-09-11T12:00:00Z')));
  const chosen = [
    ['a tap on its button', taps('go:consult-protocol')],
    ['its number', says('1', null)],
    ['its number in words', says('a primeira, por favor', null)],
    ['its ordinal', says('1ª opção', null)],
    ['a part of its title', says('protocolo', null)],
    ['its title', says('Consultar protocolo!', null)],
    ['its title in other letters', says('CONSULTAR PROTOCOLO', 'consult-protocol')],
    ['a yes to the likeliest', says('isso mesmo', 'thanks')],
  ] as const;
  for (const [how, answer] of chosen) {
    it(`${how}: the dialog answers what was first written`, () => {
      for (const asked of [ofTwo, ofThree, ofOne]) {
        const [reply] = replies(after(asked, answer));
        assert.equal(reply?.reason.dialog, 'consult-protocol');
        assert.equal(reply?.reason.response, 'ask-number');
      }
    });
  }

  it('hands the first message on, with its entities', () => {
    const asked = decide([doubts(`e o meu ${NUMBER}`, 'consult-protocol', guess('what-can-you-do'))]);
    const decision = after(asked, says('dois', null));
    assert.equal(replies(decision)[0]?.reason.dialog, 'what-can-you-do');
    const first = after(asked, says('o primeiro', null));
    assert.deepEqual(questions(first), [`protocols: ${NUMBER.replaceAll(' ', '')}`]);
    const [said] = first.said.values();
    assert.deepEqual(
      [said?.text, said?.understanding.entities],
      [`e o meu ${NUMBER}`, [...find(`e o meu ${NUMBER}`), ...entities]],
    );
    assert.equal(said?.understanding.intent, 'consult-protocol');
  });

  it('adds what is said with the choice', () => {
    for (const intent of ['consult-protocol', null]) {
      const text = `quero consultar o protocolo ${NUMBER}`;
      const decision = after(ofTwo, says(text, intent, { entities: find(text) }));
      assert.deepEqual(questions(decision), [`protocols: ${NUMBER.replaceAll(' ', '')}`]);
      assert.ok([...decision.said.values()][0]?.text.startsWith(ORIGINAL));
    }
  });

  const other = [
    taps('other'),
    says('outra coisa', null),
    says('nenhuma dessas', null),
    says('Não', 'greeting'),
    says('none of these', null),
    says('ninguna', null),
    says('não, é outra coisa', null),
  ];
  for (const answer of other) {
    it(`looks the first words up for ${JSON.stringify(answer.body)}`, () => {
      for (const asked of [ofTwo, ofOne, ofThree])
        assert.deepEqual(questions(after(asked, answer)), [`documentation: ${ORIGINAL}`]);
    });
  }

  it('may be the place after the last', () => {
    assert.deepEqual(questions(after(ofTwo, says('3', null))), [`documentation: ${ORIGINAL}`]);
    assert.equal(after(ofThree, says('3', null)).status, 'waiting');
    assert.deepEqual(questions(after(ofThree, says('a última', null))), [`documentation: ${ORIGINAL}`]);
  });

  it('may be a person, whether offered or not', () => {
    for (const asked of [ofTwo, ofThree, ofOne]) {
      assert.equal(after(asked, taps('go:talk-to-a-person')).status, 'waiting');
      assert.equal(after(asked, says('quero falar com alguém', 'talk-to-a-person')).status, 'waiting');
    }
  });

  it('may be something else entirely', () => {
    const [menu] = replies(after(ofTwo, says('o que você faz?', 'what-can-you-do')));
    assert.equal(menu?.reason.dialog, 'what-can-you-do');
    assert.deepEqual(questions(after(ofTwo, says('quando vence o iptu?', null))), [
      'documentation: quando vence o iptu?',
    ]);
    assert.equal(after(ofTwo, taps('go:what-can-you-do')).events.length, 1);
  });

  it('is never answered by asking again, and the next doubt may be', () => {
    const again = after(ofTwo, doubts('o da poda', 'consult-protocol', guess('talk-to-a-person')));
    assert.deepEqual(questions(again), ['documentation: o da poda']);
    assert.equal(again.state.active, null);
    const later = decide([doubts('x', 'consult-protocol')], { state: again.state });
    assert.equal(replies(later)[0]?.reason.dialog, 'clarify');
  });

  it('begins its dialog from a button of a question that is over', () => {
    assert.equal(replies(decide([taps('go:consult-protocol')]))[0]?.reason.response, 'ask-number');
    for (const value of ['yes', 'other'])
      assert.equal(replies(decide([taps(value)]))[0]?.reason.response, 'menu');
  });
});

describe('whatever is answered', () => {
  it('leads to the same decision each time, to some answer, and to no second question', () => {
    const intent = fc.constantFrom(null, 'greeting', 'consult-protocol', 'talk-to-a-person', 'goodbye');
    const answers = fc.oneof(
      fc.record({ text: fc.string({ minLength: 1 }), intent }).map(({ text, intent }) => says(text, intent)),
      fc.string().map((text) => doubts(text, 'consult-protocol', guess('what-can-you-do'))),
      fc.constantFrom('yes', 'other', 'go:consult-protocol', 'go:nowhere', '').map(taps),
    );
    fc.assert(
      fc.property(fc.constantFrom(ofOne, ofTwo, ofThree), answers, (asked, answer) => {
        const decision = after(asked, answer);
        assert.deepEqual(decision, after(asked, answer));
        assert.ok(decision.events.length > 0);
        assert.ok(replies(decision).every(({ reason }) => reason.dialog !== 'clarify'));
      }),
    );
  });
});
