/** After an answer: where it is asked whether it solved it, what is kept of what the citizen says, and ratings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readRating } from '../dialogs/goodbye/ratings.ts';
import type { OutboundActivity } from '../src/activity.ts';
import type { EventBody } from '../src/event.ts';
import { goToAbout, goToTarget } from '../src/index.ts';
import { askIfSolved } from '../src/pipeline/asking-if-solved.ts';
import { createDialogLibrary } from '../src/pipeline/dialog-library.ts';
import { INITIAL_STATE } from '../src/turn.ts';
import { realDialogs, talk } from './helpers/talk.ts';

const library = createDialogLibrary(realDialogs);
const TASK = '019a0000-0000-7000-8000-000000000001';
const ANSWER = 'A poda é gratuita e demora até trinta dias depois do pedido.';

const FREE = { state: INITIAL_STATE, status: 'open', locale: 'pt-BR' } as const;
type Standing = Parameters<typeof askIfSolved>[2];

const titlesUnder = (more: Partial<OutboundActivity> = {}, standing: Standing = FREE, dialogs = library) =>
  (askIfSolved({ type: 'message', text: ANSWER, ...more }, TASK, standing, dialogs).buttons ?? []).map(
    ({ title }) => title,
  );
const BOTH = ['Resolveu', 'Não resolveu'];
const own = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `opção ${index}`, value: `o${index}` }));

describe('asking whether an answer solved it', () => {
  it('is done by two buttons behind the answer’s own, in the citizen’s language', () => {
    assert.deepEqual(titlesUnder(), BOTH);
    assert.deepEqual(titlesUnder({ buttons: own(2) }), ['opção 0', 'opção 1', ...BOTH]);
    assert.deepEqual(titlesUnder({}, { ...FREE, locale: 'en' }), ['Solved', 'Not solved']);
    assert.deepEqual(titlesUnder({}, { ...FREE, locale: 'es' }), ['Resuelto', 'No se resolvió']);
  });

  it('is done with buttons that say which answer they are about', () => {
    const { buttons = [] } = askIfSolved({ type: 'message', text: ANSWER }, TASK, FREE, library);
    assert.deepEqual(
      buttons.map(({ value }) => [goToTarget(value), goToAbout(value)]),
      [
        ['solved', TASK],
        ['not-solved', TASK],
      ],
    );
  });

  it('is left out where something is asked, or will be, or there is nothing to ask about', () => {
    const busy = { dialog: 'form', state: {} };
    const asked = [{ title: 'Resolveu', value: 'go:solved:x' }];
    const cases: readonly (readonly [
      string,
      readonly string[],
      Partial<OutboundActivity>?,
      Partial<Standing>?,
    ])[] = [
      ['the answer asks', [], { text: `${ANSWER} Qual é o bairro?` }],
      ['a courtesy', [], { text: 'Pronto, anotei.' }],
      ['a form waits', [], {}, { state: { ...INITIAL_STATE, paused: [busy] } }],
      ['a question stands', [], {}, { state: { ...INITIAL_STATE, active: busy } }],
      ['asked just now', [], {}, { state: { ...INITIAL_STATE, offered: asked } }],
      ['in the queue', [], {}, { status: 'waiting' }],
      ['over', [], {}, { status: 'closed' }],
    ];
    for (const [why, titles, more, standing] of cases)
      assert.deepEqual(titlesUnder(more, { ...FREE, ...standing }), titles, why);
    const short = { mark: 1, passageId: 'p', title: 't', quote: 'q' };
    assert.deepEqual(
      titlesUnder({ text: 'Sim [1].', citations: [short] }),
      BOTH,
      'short, and from a document',
    );
    assert.deepEqual(titlesUnder({}, FREE, createDialogLibrary([])), [], 'a house without these dialogs');
  });

  it('never makes more buttons than a channel can show', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 }), (count) => {
        const titles = titlesUnder({ buttons: own(count) });
        assert.equal(titles.length, count > 8 ? count : count + 2);
      }),
    );
  });
});

const kinds = (events: readonly EventBody[]) => events.map(({ type }) => type);
const feedbackIn = (events: readonly EventBody[]) =>
  events.find(
    (event): event is Extract<EventBody, { type: 'feedback-given' }> => event.type === 'feedback-given',
  );

describe('what the citizen says of an answer', () => {
  const ask = (chat: ReturnType<typeof talk>, text = 'quanto demora a poda?') => {
    chat.say(text, 'ask-documentation');
    chat.end(ANSWER);
  };

  it('is kept, and answered kindly, by one tap', () => {
    const chat = talk();
    ask(chat);
    assert.deepEqual(chat.buttons, BOTH);
    assert.match(chat.tap('Resolveu').join(), /Que bom/);
    assert.equal(feedbackIn(chat.events)?.solved, true);
    assert.deepEqual(chat.buttons, [], 'nothing more is asked');
  });

  it('is taken in words, by number, and by the button’s title', () => {
    for (const [text, intent, solved] of [
      ['deu certo', 'solved', true],
      ['1', null, true],
      ['resolveu', null, true],
      ['não resolveu', null, false],
      ['a segunda', null, false],
      ['isso não ajudou', 'not-solved', false],
    ] as const) {
      const chat = talk();
      ask(chat);
      chat.say(text, intent);
      assert.equal(feedbackIn(chat.events)?.solved, solved, text);
    }
  });

  it('leads to what helps next where it did not solve it', () => {
    const chat = talk();
    ask(chat);
    assert.match(chat.tap('Não resolveu').join(), /outras palavras/);
    assert.deepEqual(chat.buttons, ['Perguntar de novo', 'Falar com uma pessoa']);
    // Twice not helped in a row: a person is offered.
    chat.say('e a poda?', 'ask-documentation');
    assert.match(chat.end().join(), /Uma pessoa da equipe pode ajudar melhor/);
  });

  it('is not asked for twice in a row', () => {
    const chat = talk();
    ask(chat);
    ask(chat, 'e o lixo?');
    assert.deepEqual(chat.buttons, []);
    ask(chat, 'e o IPTU?');
    assert.deepEqual(chat.buttons, BOTH);
  });

  it('names no task that somebody made up', () => {
    const chat = talk();
    ask(chat);
    chat.say('deu certo', 'solved');
    assert.deepEqual(Object.keys(feedbackIn(chat.events) ?? {}), ['type', 'solved'], 't1 is no id of ours');
  });
});

describe('the goodbye', () => {
  it('asks how it was, and closes with the answer', () => {
    const chat = talk();
    assert.match(chat.say('tchau', 'goodbye').join(), /263 254 839 201 576.*de 1 \(muito ruim\) a 5/s);
    assert.equal(chat.status, 'open');
    assert.deepEqual(chat.buttons, ['Muito ruim', 'Ruim', 'Regular', 'Bom', 'Ótimo']);
    assert.match(chat.tap('Ótimo').join(), /nota 5/s);
    assert.deepEqual(kinds(chat.events), ['feedback-given', 'reply-added', 'conversation-closed']);
    assert.deepEqual(feedbackIn(chat.events), { type: 'feedback-given', rating: 5 });
  });

  it('goes by whatever else is written, in the same conversation', () => {
    const chat = talk();
    chat.say('tchau', 'goodbye');
    chat.say('ah, quanto demora a poda?', 'ask-documentation');
    assert.equal(chat.status, 'open');
    assert.deepEqual(kinds(chat.events), ['task-started']);
    chat.end(ANSWER);
    assert.deepEqual(chat.buttons, BOTH);
  });

  it('is over at once when it is said twice', () => {
    const chat = talk();
    chat.say('tchau', 'goodbye');
    assert.match(chat.say('tchau tchau', 'goodbye').join(), /Até logo/);
    assert.equal(chat.status, 'closed');
  });
});

describe('a rating', () => {
  const rated = (text: string) => {
    const read = readRating(text);
    return read.type === 'rating' ? [read.rating, ...(read.comment ? [read.comment] : [])] : read.type;
  };

  it('is read as people write it, with what they say of it', () => {
    const table: readonly (readonly [string, ReturnType<typeof rated>])[] = [
      ['5', [5]],
      ['nota 4', [4]],
      ['Nota: 4', [4]],
      ['cinco', [5]],
      ['dou nota três', [3]],
      ['Ótimo!', [5]],
      ['muito bom', [5]],
      ['foi bom', [4]],
      ['4 estrelas', [4]],
      ['4 de 5', [4]],
      ['péssimo, ninguém me respondeu', [1, 'ninguém me respondeu']],
      ['2 - demorou', [2, 'demorou']],
      ['very good', [5]],
      ['muy mala', [1]],
      ['10', 'out-of-range'],
      ['nota 0', 'out-of-range'],
      ['bom dia', 'none'],
      ['boa tarde!', 'none'],
      ['uma dúvida', 'none'],
      ['um momento', 'none'],
      ['5 dias atrás eu pedi a poda', 'none'],
      ['quero falar com uma pessoa', 'none'],
      ['', 'none'],
    ];
    for (const [text, expected] of table) assert.deepEqual(rated(text), expected, text);
  });

  it('is from 1 to 5, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = readRating(text);
        if (read.type === 'rating') assert.ok(read.rating >= 1 && read.rating <= 5);
      }),
    );
  });
});
