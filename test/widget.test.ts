/** The citizen's widget: what it shows, decided without a browser. The browser's part is a journey. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Button,
  type EventBody,
  formatProtocolNumber as formatOnServer,
  MESSAGE_TEXT_LIMIT,
  type StoredEvent,
} from '#assistant';
import type { ChatLine } from '../channels/web/protocol.ts';
import { toChatLines } from '../channels/web/translate.ts';
import { chooseLocale, TEXTS } from '../channels/web/widget/locales/locale.ts';
import { describePosition, describeWait, findPerson } from '../channels/web/widget/standing.ts';
import {
  type ChatAction,
  type ChatState,
  nextToSend,
  reduce,
  startState,
} from '../channels/web/widget/state.ts';
import {
  findQuote,
  formatProtocolNumber,
  isWebAddress,
  splitText,
  TEXT_LIMIT,
} from '../channels/web/widget/text.ts';
import { buildTimeline } from '../channels/web/widget/timeline.ts';

const AT = Date.UTC(2026, 4, 20, 12);
const after = (actions: readonly ChatAction[], from: ChatState = startState()): ChatState =>
  actions.reduce(reduce, from);

const lineOf = (seq: number, body: ChatLine['body'], conversationId = 'A'): ChatLine => ({
  conversationId,
  seq,
  protocolNumber: conversationId === 'A' ? '263250123456731' : '263250987654324',
  at: AT + seq,
  body,
});
const said = (seq: number, text: string, clientId: string | null = null, conversationId = 'A'): ChatLine =>
  lineOf(seq, { from: 'citizen', text, clientId }, conversationId);
const answered = (seq: number, text: string, taskId: string | null = null, buttons: readonly Button[] = []) =>
  lineOf(seq, { from: 'assistant', text, taskId, buttons, citations: [] });
const written = (clientId: string, text = clientId): ChatAction => ({
  type: 'written',
  at: AT,
  message: { clientId, type: 'message', text },
});
const kept = (clientId: string, seq: number): ChatAction => ({
  type: 'acknowledged',
  clientId,
  at: AT,
  answer: { ok: true, conversationId: 'A', protocolNumber: '263250123456731', seq },
});
const textsOf = (state: ChatState): readonly string[] => [
  ...state.lines.map(({ body }) => (body.from === 'system' ? body.what : body.text)),
  ...state.outbox.map(({ message }) => (message.type === 'message' ? message.text : message.title)),
];

describe('the conversation on screen', () => {
  it('shows every line once and in the order of the log, however often and late they come', () => {
    const log = Array.from({ length: 12 }, (_, index) => answered(index * 3 + 1, `line ${index}`));
    const deliveries = fc.array(fc.subarray(log, { minLength: 1 }), { maxLength: 8 });
    fc.assert(
      fc.property(deliveries, (batches) => {
        const pushes = batches.map((lines): ChatAction => ({ type: 'lines', lines: [...lines].reverse() }));
        const state = after([...pushes, { type: 'synced', lines: log }, ...pushes]);
        assert.deepEqual(state.lines, log);
      }),
    );
  });

  it('never shows an own message twice, whether its line or its acknowledgement comes first', () => {
    const events: readonly ChatAction[] = [
      kept('one', 1),
      kept('two', 4),
      { type: 'lines', lines: [said(1, 'one', 'one'), answered(2, 'answer')] },
      { type: 'synced', lines: [said(1, 'one', 'one'), answered(2, 'answer'), said(4, 'two', 'two')] },
      { type: 'disconnected' },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...events]), (some) => {
        const state = after([written('one'), written('two'), ...some]);
        const texts = textsOf(state);
        assert.equal(texts.filter((text) => text === 'one').length, 1);
        assert.equal(texts.filter((text) => text === 'two').length, 1);
        assert.ok(texts.indexOf('one') < texts.indexOf('two') || state.outbox.length === 1);
      }),
    );
  });

  it('sends what the log does not have, oldest first, and nothing that was refused until asked to', () => {
    const refused: ChatAction = {
      type: 'acknowledged',
      clientId: 'one',
      at: AT,
      answer: { ok: false, code: 'too-many-requests', retryable: true, retryAfterMs: 3_000 },
    };
    const waiting = after([written('one'), written('two')]);
    assert.equal(nextToSend(waiting)?.message.clientId, 'one');
    const held = reduce(waiting, refused);
    assert.equal(nextToSend(held)?.message.clientId, 'two');
    assert.deepEqual(held.outbox[0]?.failure, {
      code: 'too-many-requests',
      retryable: true,
      retryAfterMs: 3_000,
    });
    assert.equal(nextToSend(reduce(held, { type: 'retried', clientId: 'one' }))?.message.clientId, 'one');
    assert.deepEqual(textsOf(reduce(held, { type: 'discarded', clientId: 'one' })), ['two']);
  });

  it('does not send again, after a reload, what the log turns out to have', () => {
    const { outbox } = after([written('one'), written('two')]);
    const reloaded = after([{ type: 'synced', lines: [said(1, 'one', 'one')] }], startState(outbox));
    assert.equal(nextToSend(reloaded)?.message.clientId, 'two');
    assert.deepEqual(textsOf(reloaded), ['one', 'two']);
  });

  it('asks again from a place before which nothing is missing', () => {
    const first = after([{ type: 'synced', lines: [answered(3, 'a')] }, written('one'), kept('one', 9)]);
    assert.deepEqual(
      first.cursor,
      { conversationId: 'A', seq: 3 },
      'an answer before line 9 may be on its way',
    );
    const early = after([{ type: 'disconnected' }, { type: 'lines', lines: [answered(20, 'z')] }], first);
    assert.equal(early.cursor?.seq, 3, 'lines pushed before the sync is answered may stand after a gap');
    const synced = after([{ type: 'synced', lines: [said(9, 'one', 'one'), answered(12, 'b')] }], early);
    assert.equal(synced.cursor?.seq, 12);
    assert.deepEqual(textsOf(synced), ['a', 'one', 'b', 'z']);
  });

  it('replaces a growing text by the final line, and does not let it come back', () => {
    const growing: ChatAction = { type: 'partial', taskId: 't', text: 'The office' };
    const shown = after([{ type: 'working', on: true }, growing]);
    assert.equal(shown.partial?.text, 'The office');
    const final = reduce(shown, { type: 'lines', lines: [answered(5, 'The office opens at 8.', 't')] });
    assert.equal(final.partial, null);
    assert.equal(reduce(final, growing).partial, null);
    assert.equal(reduce(shown, { type: 'working', on: false }).partial, null, 'a superseded answer goes');
    assert.deepEqual(after([{ type: 'disconnected' }], shown).working, false);
  });
});

const ANA = { personId: '1', name: 'Ana Maria Souza' };
const logOf = (...bodies: readonly EventBody[]): readonly ChatLine[] =>
  toChatLines(
    bodies.map((body, index) => ({
      event: {
        conversationId: 'A',
        seq: index + 1,
        body,
        understanding: null,
        createdAt: new Date(AT),
      } satisfies StoredEvent,
      protocolNumber: '263250123456731',
      externalId: null,
      delivery: null,
    })),
    'me',
  );
const calls: EventBody = { type: 'handoff-requested', queue: 'geral', reason: 'citizen-asked' };
const assigned: EventBody = { type: 'ticket-assigned', ticketId: 't', to: ANA, by: null };
const returned: EventBody = {
  type: 'ticket-returned',
  ticketId: 't',
  from: ANA,
  by: null,
  reason: 'silent',
};

describe('whom the citizen talks to', () => {
  const showing = (...bodies: readonly EventBody[]) =>
    after([
      { type: 'synced', lines: [] },
      { type: 'lines', lines: logOf(...bodies) },
    ]);

  it('is the person who has the conversation, by their first name, for as long as they have it', () => {
    assert.equal(findPerson(showing(calls)), null);
    assert.equal(findPerson(showing(calls, assigned)), 'Ana');
    // Danger is told to the queue anew; the person stays.
    assert.equal(findPerson(showing(calls, assigned, calls)), 'Ana');
    assert.equal(findPerson(showing(calls, assigned, returned)), null);
    assert.equal(
      findPerson(showing(calls, assigned, { type: 'handoff-ended', reason: 'solved', by: ANA })),
      null,
    );
    assert.deepEqual(
      logOf({ type: 'handoff-ended', reason: 'to-assistant', by: ANA }).map(({ body }) => body),
      [{ from: 'system', what: 'to-assistant', name: 'Ana' }],
    );
  });

  it('stands on what a person wrote, with their files; what people note for each other is not there', () => {
    const file = {
      fileId: 'f',
      name: 'guia.pdf',
      mediaType: 'application/pdf',
      bytes: 1,
      url: 'https://x/f',
    };
    const lines = logOf(
      {
        type: 'reply-added',
        activity: { type: 'message', text: 'Segue a guia.', files: [file] },
        reason: { dialog: 'desk', rule: 'person' },
        by: ANA,
      },
      { type: 'note-added', kind: 'note', by: ANA, text: 'cidadão difícil', mentions: [] },
      { type: 'ticket-labelled', labels: ['iptu'], by: ANA },
    );
    assert.deepEqual(
      lines.map(({ body }) => body),
      [{ from: 'person', by: 'Ana', text: 'Segue a guia.', buttons: [], citations: [], files: [file] }],
    );
    assert.doesNotMatch(JSON.stringify(lines), /Souza|difícil/);
  });

  it('is told to write until they do, or stop', () => {
    const writing = after([{ type: 'typing', name: 'Ana' }], showing(calls, assigned));
    assert.equal(writing.typist, 'Ana');
    assert.equal(after([{ type: 'lines', lines: [answered(9, 'Pronto.')] }], writing).typist, null);
    assert.equal(after([{ type: 'typing', name: null }], writing).typist, null);
  });
});

describe('the wait', () => {
  const MINUTE_MS = 60_000;
  const place = {
    conversationId: 'A',
    position: 3,
    estimate: { lowMs: 4 * MINUTE_MS, highMs: 8.5 * MINUTE_MS },
    toldAt: AT,
  };
  const at = (minutes: number) => describeWait(place, AT + minutes * MINUTE_MS, 'pt-BR', TEXTS['pt-BR']);

  it('counts down from what was told, and does not pretend when it is over', () => {
    assert.equal(at(0), 'Espera: de 4 min a 9 min.');
    assert.equal(at(0.1), 'Espera: de 4 min a 9 min.');
    assert.equal(at(2.2), 'Espera: de 2 min a 7 min.');
    assert.equal(at(6), 'Espera: menos de 3 min.');
    assert.equal(at(9), TEXTS['pt-BR'].waitLonger);
    assert.equal(describeWait({ ...place, estimate: null }, AT, 'pt-BR', TEXTS['pt-BR']), '');
  });

  it('says the place in each language', () => {
    assert.equal(describePosition(place, TEXTS['pt-BR']), 'Você está em 3º lugar na fila.');
    assert.equal(describePosition({ ...place, position: 1 }, TEXTS.en), 'You are next in the queue.');
  });

  it('is gone when the server says so', () => {
    const waiting = after([{ type: 'queue', place, at: AT }]);
    assert.equal(waiting.queue?.position, 3);
    assert.equal(after([{ type: 'queue', place: null, at: AT }], waiting).queue, null);
  });
});

describe('the timeline', () => {
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const buttons = [{ title: 'Sim', value: 'yes' }];
  const openLines = (state: ChatState) =>
    buildTimeline(state, dayOf).flatMap((item) => (item.type === 'line' && item.open ? [item.line.seq] : []));

  it('keeps buttons open until the citizen has said something', () => {
    const asked = after([{ type: 'synced', lines: [said(1, 'oi'), answered(2, 'Sim?', null, buttons)] }]);
    assert.deepEqual(openLines(asked), [2]);
    assert.deepEqual(openLines(reduce(asked, written('x'))), []);
    assert.deepEqual(openLines(after([written('x'), kept('x', 5)], asked)), []);
  });

  it('goes on below with a conversation that is opened again', () => {
    const reopened = lineOf(3, { from: 'system', what: 'conversation-reopened' });
    const lines = [said(1, 'oi'), answered(2, 'tchau'), said(1, 'de novo', null, 'B')];
    const state = after([
      { type: 'synced', lines },
      { type: 'lines', lines: [reopened, answered(4, 'aberto de novo')] },
    ]);
    assert.deepEqual(textsOf(state), ['de novo', 'oi', 'tchau', 'conversation-reopened', 'aberto de novo']);
    const next = after([{ type: 'lines', lines: [said(5, 'obrigado'), said(1, 'outra', null, 'C')] }], state);
    assert.deepEqual(textsOf(next).slice(-3), ['aberto de novo', 'obrigado', 'outra']);
  });

  it('stamps days once, and parts conversations with the new protocol number', () => {
    const next = { ...said(1, 'de novo', null, 'B'), at: AT + 86_400_000 };
    const items = buildTimeline(
      after([{ type: 'synced', lines: [said(1, 'oi'), answered(2, 'olá'), next] }]),
      dayOf,
    );
    assert.deepEqual(
      items.map(({ type }) => type),
      ['day', 'line', 'line', 'conversation', 'day', 'line'],
    );
    const parting = items.find((item) => item.type === 'conversation');
    assert.equal(parting?.protocolNumber, '263250987654324');
  });

  it('leaves a message in its place on screen when it moves from the outbox into the log', () => {
    const keyOf = (state: ChatState) => buildTimeline(state, dayOf).at(-1)?.key;
    const pending = after([written('x')]);
    assert.equal(keyOf(pending), keyOf(reduce(pending, kept('x', 1))));
  });
});

describe('texts', () => {
  it('links only http and https, without the punctuation of the sentence', () => {
    const text =
      'Veja https://a.gov.br/x_(1). Ou (http://b.gov.br/?q=1&r=2), javascript:alert(1) e https://<b>';
    const links = splitText(text, new Set()).flatMap((part) => (part.type === 'link' ? [part.href] : []));
    assert.deepEqual(links, ['https://a.gov.br/x_(1)', 'http://b.gov.br/?q=1&r=2']);
    assert.equal(isWebAddress('javascript:alert(1)'), false);
    assert.equal(isWebAddress('https://a.gov.br/'), true);
  });

  it('makes a mark only of a number that has a citation', () => {
    assert.deepEqual(splitText('Sim [1][2], no art. [3].', new Set([1, 2])), [
      { type: 'text', text: 'Sim ' },
      { type: 'mark', mark: 1, tail: '' },
      { type: 'mark', mark: 2, tail: ',' },
      { type: 'text', text: ' no art. [3].' },
    ]);
  });

  it('loses no character of any text', () => {
    const pieces = fc.constantFrom(
      '[1]',
      '[2]',
      'https://a.br/b',
      '(',
      ').',
      ' ',
      'é',
      '<b>',
      'http://',
      '\n',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: pieces })), (text) => {
        const parts = splitText(text, new Set([1]));
        const whole = parts
          .map((part) => (part.type === 'mark' ? `[${part.mark}]${part.tail}` : part.text))
          .join('');
        assert.equal(whole.replace(/\[0+(\d)/g, '[$1'), text.replace(/\[0+(\d)/g, '[$1'));
      }),
    );
  });

  it('finds the quoted words whatever the line ends, and says when they are not there', () => {
    const passage = 'Taxa: R$ 10,00 (dez\nreais).  Só em dias úteis.';
    assert.deepEqual(findQuote(passage, 'R$ 10,00 (dez reais).'), {
      before: 'Taxa: ',
      quote: 'R$ 10,00 (dez\nreais).',
      after: '  Só em dias úteis.',
    });
    assert.equal(findQuote(passage, 'R$ 20,00'), undefined);
    assert.equal(findQuote(passage, ' '), undefined);
  });

  it('agrees with the server on the limit and on how a protocol number is written', () => {
    assert.equal(TEXT_LIMIT, MESSAGE_TEXT_LIMIT);
    assert.equal(formatProtocolNumber('263250123456731'), formatOnServer('263250123456731'));
  });

  it('speaks the first language it knows, and Portuguese otherwise', () => {
    assert.equal(chooseLocale([undefined, 'fr-FR', 'es-AR', 'en']), 'es');
    assert.equal(chooseLocale(['pt']), 'pt-BR');
    assert.equal(chooseLocale(['EN-us']), 'en');
    assert.equal(chooseLocale([]), 'pt-BR');
  });
});
