/** Several things said in one message: where it is cut, and where it is left whole. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Entity, Reading, Recognizer } from '../../src/recognizer.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';

const WORDS = [
  [/bom dia|^oi\b/i, 'greeting'],
  [/protocolo|processo|request/i, 'consult-protocol'],
  [/falar|pessoa|person/i, 'talk-to-a-person'],
  [/iptu|poda/i, 'ask-documentation'],
  [/obrigad/i, 'thanks'],
] as const;

/** Knows words: one intent surely, of several the first one less so, and else nothing. */
async function recognize(text: string): Promise<Reading> {
  const intents = WORDS.filter(([word]) => word.test(text)).map(([, intent]) => intent);
  const confidence = intents.length > 1 ? 0.5 : 0.95;
  const guesses = intents.map((intent) => ({ intent, confidence }));
  const certainty = intents.length === 0 ? 'unknown' : intents.length > 1 ? 'doubtful' : 'sure';
  return { guesses, certainty, outOfScope: intents.length === 0 ? 1 : 0 };
}

const SAID_AT = new Date(0);
function open(recognizer: Pick<Recognizer, 'recognize'> = { recognize }, entities: readonly Entity[] = []) {
  const understand = createUnderstanding({
    recognizer: { version: 'test', intents: [], ...recognizer },
    detectLanguage: async (_text, prior) => ({ locale: prior, isClear: false }),
    findEntities: () => entities,
    timeZone: 'UTC',
  });
  return (text: string) => understand(text, { locale: 'pt-BR', saidAt: SAID_AT });
}

const read = async (text: string) => {
  const { parts = [] } = await open()(text);
  return parts.map((part) => `${part.understanding.intent}: ${text.slice(part.start, part.end)}`);
};

describe('several things said in one message', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [
      'bom dia, quero saber do processo X e falar com alguém',
      [
        'greeting: bom dia',
        'consult-protocol: quero saber do processo X',
        'talk-to-a-person: falar com alguém',
      ],
    ],
    [
      'Bom dia! Como está meu protocolo? Obrigado.',
      ['greeting: Bom dia', 'consult-protocol: Como está meu protocolo', 'thanks: Obrigado.'],
    ],
    [
      'ver meu protocolo\nquanto custa a poda',
      ['consult-protocol: ver meu protocolo', 'ask-documentation: quanto custa a poda'],
    ],
    [
      'check my request and talk to a person',
      ['consult-protocol: check my request', 'talk-to-a-person: talk to a person'],
    ],
    [
      'por favor, queria, se der, ver o protocolo e depois falar com uma pessoa',
      [
        'consult-protocol: por favor, queria, se der, ver o protocolo',
        'talk-to-a-person: falar com uma pessoa',
      ],
    ],
    // One thing, however it is punctuated.
    ['ver meu protocolo', []],
    ['quanto custa a poda e o iptu, e quando vence o iptu?', []],
    ['certidão de nascimento e de casamento, e de óbito', []],
    ['quero saber do protocolo, aquele da semana passada', []],
    ['o protocolo da poda e da calçada', []],
    ['', []],
    [', e . e ,', []],
  ];
  for (const [text, expected] of rows) {
    it(`${JSON.stringify(text)} -> ${expected.length} parts`, async () => {
      assert.deepEqual(await read(text), expected);
    });
  }

  it('are left whole where the whole is sure, and the pieces are no surer', async () => {
    const sureOfAll = async (text: string): Promise<Reading> => {
      const { guesses } = await recognize(text);
      const confidence = guesses.length > 1 ? 0.92 : 0.95;
      return {
        guesses: guesses.map((guess) => ({ ...guess, confidence })),
        certainty: 'sure',
        outOfScope: 0,
      };
    };
    const text = 'quero ver o protocolo e falar da poda';
    const { parts, intent } = await open({ recognize: sureOfAll })(text);
    assert.deepEqual([parts, intent], [undefined, 'consult-protocol']);
  });

  it('are never cut within an entity, and each part keeps its own', async () => {
    const text = 'ver o protocolo de 3 e 4 de maio, e falar com Ana';
    const date = { name: 'date', value: '2026-05-03/04', start: 19, end: 32 };
    const name = { name: 'name', value: 'Ana', start: 46, end: 49 };
    const { parts = [], entities } = await open(undefined, [date, name])(text);
    assert.deepEqual(entities, [date, name]);
    assert.deepEqual(
      parts.map(({ start, end }) => text.slice(start, end)),
      ['ver o protocolo de 3 e 4 de maio', 'falar com Ana'],
    );
    const own = parts.map(({ start, end, understanding }) =>
      understanding.entities.map((each) => text.slice(start, end).slice(each.start, each.end)),
    );
    assert.deepEqual(own, [['3 e 4 de maio'], ['Ana']]);
  });

  it('stand in order in the text, do not overlap, and mean what they say', async () => {
    const piece = fc.constantFrom('bom dia', 'meu protocolo', 'a poda', 'falar', 'x', 'obrigado', '1,5', '');
    const joint = fc.constantFrom(' e ', ', ', '. ', '\n', ' and ', ' y ', '; ', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(piece, joint), { maxLength: 7 }), async (pairs) => {
        const text = pairs.flat().join('');
        const { parts = [] } = await open()(text);
        assert.notEqual(parts.length, 1);
        let end = 0;
        for (const part of parts) {
          assert.ok(part.start >= end && part.end > part.start && part.end <= text.length);
          end = part.end;
          assert.equal(
            (await recognize(text.slice(part.start, end))).guesses[0]?.intent,
            part.understanding.intent,
          );
        }
      }),
    );
  });
});
