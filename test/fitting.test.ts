/** What the assistant says, as each kind of channel carries it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { OutboundActivity } from '../src/activity.ts';
import { type Fit, fit } from '../src/pipeline/fitting.ts';
import { splitText } from '../src/pipeline/splitting.ts';
import { toSpoken } from '../src/pipeline/spoken.ts';

const RICH: Fit = { textLimit: 4_096, buttons: true };
const TEXT: Fit = { textLimit: 4_096, buttons: false };
const KEYPAD: Fit = { textLimit: 4_096, buttons: false, speech: 'keypad' };

const says = (text: string, more: Partial<OutboundActivity> = {}): OutboundActivity => ({
  type: 'message',
  text,
  ...more,
});
const YES_NO = [
  { title: 'Sim', value: 'yes' },
  { title: 'Não', value: 'no' },
];
const cites = (mark: number, title: string, url?: string) => ({
  mark,
  passageId: `p${mark}`,
  title,
  quote: 'gratuita',
  ...(url === undefined ? {} : { url }),
});
const textsOf = (activity: OutboundActivity, capabilities: Fit, locale = 'pt-BR'): string[] =>
  fit(activity, capabilities, locale).map(({ text }) => text);

describe('a channel with buttons', () => {
  it('gets what was said as it was said', () => {
    const activity = says('Está certo?', { buttons: YES_NO, citations: [cites(1, 'Poda')], speak: 'Certo?' });
    assert.deepEqual(fit(activity, RICH, 'pt-BR'), [activity]);
  });

  it('has the buttons and sources of a long text under its last message', () => {
    const activity = says('Primeira frase. Segunda frase. Está certo?', { buttons: YES_NO });
    const messages = fit(activity, { ...RICH, textLimit: 20 }, 'pt-BR');
    assert.deepEqual(
      messages.map(({ text, buttons }) => [text, buttons?.length ?? 0]),
      [
        ['Primeira frase.', 0],
        ['Segunda frase.', 0],
        ['Está certo?', 2],
      ],
    );
  });
});

describe('a channel of text alone', () => {
  it('gets options by number, and how to answer', () => {
    const [text] = textsOf(says('Está certo?', { buttons: YES_NO }), TEXT);
    assert.equal(text, 'Está certo?\n\n1. Sim\n2. Não\nResponda com o número da opção.');
    const [english] = textsOf(says('Is that right?', { buttons: YES_NO }), TEXT, 'en');
    assert.match(english ?? '', /Reply with the number/);
  });

  it('gets options without numbers where a number is the answer', () => {
    const asks = says('Que dia?', { buttons: YES_NO, expectsDigits: true });
    assert.deepEqual(textsOf(asks, TEXT), ['Que dia?\n\n- Sim\n- Não\nOu responda com uma destas opções.']);
    const [spoken] = textsOf(asks, KEYPAD);
    assert.equal(spoken, 'Que dia?\n\nPara Sim, tecle asterisco 1.\nPara Não, tecle asterisco 2.');
  });

  it('is not told twice that there is a choice', () => {
    const [text] = textsOf(says('Escreva ou escolha uma opção.', { buttons: YES_NO }), TEXT);
    assert.equal(text, 'Escreva ou escolha uma opção.\n\n1. Sim\n2. Não');
  });

  it('gets each source once, with its marks and its address', () => {
    const citations = [
      cites(1, 'Poda', 'https://exemplo.gov.br/poda'),
      cites(2, 'Prazos'),
      cites(3, 'Prazos'),
    ];
    const [text] = textsOf(says('É gratuita. [1] Leva dez dias. [2][3]', { citations }), TEXT);
    assert.equal(
      text,
      'É gratuita. [1] Leva dez dias. [2][3]\n\nFontes: [1] Poda (https://exemplo.gov.br/poda); [2][3] Prazos',
    );
  });

  it('keeps the list of options in one piece', () => {
    const body = 'Uma frase de quarenta e três caracteres, sim.';
    const messages = textsOf(says(body, { buttons: YES_NO }), { ...TEXT, textLimit: 50 });
    assert.deepEqual(messages, [body, '1. Sim\n2. Não\nResponda com o número da opção.']);
  });
});

describe('files that a person sent', () => {
  const file = { fileId: 'f', name: 'guia_do-iptu.pdf', mediaType: 'application/pdf', bytes: 1_340_000 };
  const sent = says('Segue a guia.', { files: [{ ...file, url: 'https://x.gov.br/f/1' }] });

  it('are left to a channel that shows them, under the last message', () => {
    const [first, last] = fit({ ...sent, text: 'Uma frase. Outra.' }, { ...RICH, textLimit: 12 }, 'pt-BR');
    assert.equal(first?.files, undefined);
    assert.equal(last?.files?.length, 1);
  });

  it('are named in a text, with their size and address', () => {
    assert.deepEqual(textsOf(sent, TEXT), [
      'Segue a guia.\n\nArquivo: guia_do-iptu.pdf (1,3 MB)\nhttps://x.gov.br/f/1',
    ]);
    assert.deepEqual(textsOf(says('', { files: [file] }), TEXT, 'en'), ['File: guia_do-iptu.pdf (1.3 MB)']);
  });

  it('are told of on the telephone, by a name that can be said', () => {
    assert.deepEqual(textsOf(sent, KEYPAD), [
      'Segue a guia.\nHá um arquivo para você, guia do iptu. Peça que ele seja enviado por outro canal.',
    ]);
  });
});

describe('a telephone', () => {
  it('says what each key does', () => {
    const [text] = textsOf(says('Está certo?', { buttons: YES_NO }), KEYPAD);
    assert.equal(text, 'Está certo?\n\nPara Sim, tecle 1.\nPara Não, tecle 2.');
    const [spanish] = textsOf(says('¿Es así?', { buttons: YES_NO }), KEYPAD, 'es-AR');
    assert.match(spanish ?? '', /Para Sim, marque 1\./);
  });

  it('says the words that are for the ear, where there are such', () => {
    assert.deepEqual(textsOf(says('Veja [1]: 10 h–17 h', { speak: 'Das dez às dezessete.' }), KEYPAD), [
      'Das dez às dezessete.',
    ]);
  });

  const rows: readonly (readonly [string, string])[] = [
    ['O protocolo é 263 254 839 201 576.', 'O protocolo é 2 6 3, 2 5 4, 8 3 9, 2 0 1, 5 7 6.'],
    ['Recebi 263254839201576', 'Recebi 2 6 3, 2 5 4, 8 3 9, 2 0 1, 5 7 6'],
    ['Caso 0001234-56.2024.8.26.0100', 'Caso 0 0 0, 1 2 3 4, 5 6, 2 0 2 4, 8, 2 6, 0 1 0 0'],
    ['Ligue (11) 4002-8922', 'Ligue (11) 4 0 0 2, 8 9 2 2'],
    ['Custa R$ 12345678,90 no total', 'Custa R$ 12345678,90 no total'],
    ['São 10.000.000 de pessoas', 'São 10.000.000 de pessoas'],
    ['Até 21/11/2026, pela Lei 13.460/2017', 'Até 21/11/2026, pela Lei 13.460/2017'],
    ['A poda é gratuita. [1][2]', 'A poda é gratuita.'],
    ['Peça no site (https://exemplo.gov.br/poda?a=1).', 'Peça no site.'],
    ['Veja https://exemplo.gov.br/a. Depois ligue.', 'Veja. Depois ligue.'],
    ['Leve:\n- RG\n- CPF', 'Leve:\nRG\nCPF'],
  ];
  for (const [written, spoken] of rows) {
    it(`${JSON.stringify(written)} is read as ${JSON.stringify(spoken)}`, () => {
      assert.equal(toSpoken(written), spoken);
    });
  }
});

describe('a text that is too long', () => {
  const words = (text: string) => text.split(/\s+/).filter(Boolean);
  const text = fc
    .array(
      fc.constantFrom('Uma', 'poda.', 'Depois', 'o prazo:', '10', 'dias.\n', 'Av. Brasil', '\n\n', 'á é'),
      {
        maxLength: 60,
      },
    )
    .map((pieces) => pieces.join(' ').trim());

  it('loses no word, and keeps within the limit', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 12, max: 80 }), (whole, limit) => {
        const parts = splitText(whole, limit);
        assert.deepEqual(parts.flatMap(words), words(whole));
        for (const part of parts) assert.ok(part.length <= limit && part.length > 0, part);
      }),
    );
  });

  it('is cut at the end of a paragraph, a line, a sentence, a word', () => {
    assert.deepEqual(splitText('um dois três\n\nquatro. Cinco', 20), ['um dois três', 'quatro. Cinco']);
    assert.deepEqual(splitText('um dois três\nquatro. Cinco seis', 20), [
      'um dois três',
      'quatro. Cinco seis',
    ]);
    assert.deepEqual(splitText('Um dois três. Quatro cinco', 20), ['Um dois três.', 'Quatro cinco']);
    assert.deepEqual(splitText('um dois três quatro cinco', 20), ['um dois três quatro', 'cinco']);
  });

  it('is cut in a word only where one word is longer than a message', () => {
    assert.deepEqual(splitText('aaaaaaaaaaaaaaaa', 10), ['aaaaaaaaaa', 'aaaaaa']);
    assert.deepEqual(splitText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12), ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']);
  });
});
