/** What the co-pilot makes of a log: the open question, the summary in words, the courts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { courtOfCase, tellCases } from '../src/desk/copilot/cases.ts';
import { findOpenQuestion, type LoggedEvent } from '../src/desk/copilot/open-question.ts';
import { shorten, summarise } from '../src/desk/copilot/summary.ts';
import { writeForModel } from '../src/desk/copilot/transcript.ts';
import { writeSummary } from '../src/desk/copilot/write-summary.ts';
import type { AgentAnswer, EventBody } from '../src/event.ts';
import type { MessageUnderstanding } from '../src/understanding.ts';

const surely = (intent: string): MessageUnderstanding => ({
  intent,
  confidence: 1,
  certainty: 'sure',
  alternatives: [],
  entities: [],
  locale: 'pt-BR',
  decidedBy: 'test',
});

type Line = readonly [body: EventBody, understanding?: MessageUnderstanding | undefined];

const toLog = (...lines: readonly Line[]): readonly LoggedEvent[] =>
  lines.map(([body, understanding = null], index) => ({ seq: index + 1, body, understanding }));

const said = (text: string, intent?: string): Line => [
  { type: 'message-received', activity: { type: 'message', text }, channel: 'web', address: 'a' },
  intent === undefined ? undefined : surely(intent),
];
const replied = (text: string, name?: string): Line => [
  {
    type: 'reply-added',
    activity: { type: 'message', text },
    reason: { dialog: name === undefined ? 'ask-documentation' : 'desk', rule: 'x' },
    ...(name === undefined ? {} : { by: { personId: name, name } }),
  },
];
const started = (taskId: string, question: string, agent = 'documentation'): Line => [
  { type: 'task-started', taskId, agent, dialog: 'ask-documentation', input: { question } },
];
const answered = (taskId: string, status: AgentAnswer['status'], text?: string): Line => [
  {
    type: 'task-answered',
    taskId,
    agent: 'documentation',
    dialog: 'ask-documentation',
    answer: {
      status,
      output: {},
      explanation: {},
      ...(text === undefined ? {} : { activity: { type: 'message', text } }),
    },
    tookMs: 5,
  },
];
const judged = (taskId: string, solved: boolean): Line => [{ type: 'feedback-given', taskId, solved }];
const handedOff = (details: Record<string, string> = {}): Line => [
  { type: 'handoff-requested', queue: 'tributos', reason: 'citizen-asked', details },
];

describe('open question', () => {
  it('is all that was said since a person answered', () => {
    const log = toLog(
      said('Oi', 'greeting'),
      said('Como pago?'),
      replied('Assim.', 'Bia'),
      said('E se'),
      said('atrasar?'),
    );
    assert.deepEqual(findOpenQuestion(log), { question: 'E se\natrasar?', earlier: ['Como pago?'] });
  });

  it('is not what the assistant answered well, nor a wish for a person', () => {
    const log = toLog(
      said('Como pago o IPTU?'),
      answered('t1', 'answered', 'Com boleto.'),
      said('E parcelado?'),
      answered('t2', 'unanswered'),
      said('quero falar com alguém', 'talk-to-a-person'),
    );
    assert.deepEqual(findOpenQuestion(log), { question: 'E parcelado?', earlier: ['Como pago o IPTU?'] });
  });

  it('is still open when the citizen says that the answer did not help', () => {
    const log = toLog(said('Como pago?'), answered('t1', 'answered', 'Com boleto.'), judged('t1', false));
    assert.equal(findOpenQuestion(log)?.question, 'Como pago?');
  });

  it('is the last one of those who go to people though they were answered', () => {
    const log = toLog(
      said('Como pago?'),
      answered('t1', 'answered', 'Com boleto.'),
      said('quero falar com alguém', 'talk-to-a-person'),
      handedOff(),
    );
    assert.equal(findOpenQuestion(log)?.question, 'Como pago?');
  });

  it('is none where a person has answered, or nothing was asked', () => {
    assert.equal(findOpenQuestion(toLog(said('Como pago?'), replied('Assim.', 'Bia'))), undefined);
    assert.equal(findOpenQuestion(toLog(said('Oi', 'greeting'))), undefined);
    assert.equal(findOpenQuestion([]), undefined);
  });
});

describe('summary', () => {
  const log = toLog(
    said('Como pago o IPTU?', 'ask-iptu'),
    started('t1', 'Como pago o IPTU?'),
    answered('t1', 'answered', 'Com o boleto, até dia 10.'),
    replied('Com o boleto, até dia 10.'),
    judged('t1', false),
    said('E parcelado?', 'ask-iptu'),
    started('t2', 'E parcelado?'),
    answered('t2', 'unanswered'),
    handedOff({ bairro: 'Centro' }),
    replied('Vou ver.', 'Bia'),
    [
      {
        type: 'note-added',
        kind: 'note',
        by: { personId: 'c', name: 'Caio' },
        text: 'Deve 2025.',
        mentions: [],
      },
    ],
    said('Meu carnê veio errado'),
  );

  it('tells in Portuguese what whoever goes on needs to know', () => {
    assert.equal(
      writeSummary(summarise(log), 'pt-BR'),
      `Primeiro pediu: “Como pago o IPTU?”
Entendido como: ask-iptu
O que já foi tentado:
• Documentos respondeu (“Como pago o IPTU?”): Com o boleto, até dia 10. [a pessoa disse que não resolveu]
• Documentos não achou resposta (“E parcelado?”)
O que informou: bairro: Centro
Veio para pessoas: porque pediu (tributos)
Já respondido por pessoas: Bia: Vou ver.
Notas internas: Caio: Deve 2025.
Ainda sem resposta: “Meu carnê veio errado”`,
    );
  });

  it('tells it in English and Spanish too, and that there is nothing', () => {
    assert.match(
      writeSummary(summarise(log), 'en-US'),
      /^First asked for: .*\nUnderstood as: ask-iptu\nWhat was tried:\n/,
    );
    assert.match(writeSummary(summarise(log), 'es'), /Aún sin respuesta: “Meu carnê veio errado”$/);
    assert.equal(writeSummary(summarise([]), 'pt-BR'), 'Ainda não há nada para resumir.');
  });

  it('keeps quotations short, and whole words', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 900 }), (text) => {
        const short = shorten(text, 50);
        assert.ok(short.length <= 51);
        assert.ok(!short.includes('\n'));
      }),
    );
    assert.equal(shorten(`${'palavra '.repeat(20)}fim`, 20), 'palavra palavra…');
  });

  it('is shown to a model only where no court case is spoken of', () => {
    assert.match(writeForModel(log, []) ?? '', /^cidadão: Como pago o IPTU\?\nassistente: /);
    assert.equal(writeForModel(log, ['0'.repeat(20)]), undefined);
    const ofCase = toLog(said('E o meu processo?'), started('t', 'E o meu processo?', 'case-guidance'));
    assert.equal(writeForModel(ofCase, []), undefined);
  });
});

describe('courts', () => {
  const COURTS: Readonly<Record<string, string | null>> = {
    '826': 'TJSP',
    '819': 'TJRJ',
    '807': 'TJDFT',
    '827': 'TJTO',
    '401': 'TRF1',
    '406': 'TRF6',
    '515': 'TRT15',
    '626': 'TRE-SP',
    '913': 'TJMMG',
    '100': 'STF',
    '500': 'TST',
    '407': null,
    '828': null,
    '901': null,
  };

  for (const [code, court] of Object.entries(COURTS))
    it(`J.TR ${code} is ${court ?? 'nobody’s'}`, () =>
      assert.equal(courtOfCase(`0000832352018${code}3202`), court));

  it('tells each case once, as it is written', () => {
    assert.deepEqual(tellCases(['00008323520184013202', '00008323520184013202']), [
      { number: '00008323520184013202', written: '0000832-35.2018.4.01.3202', court: 'TRF1' },
    ]);
  });
});
