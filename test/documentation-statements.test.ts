/** Reading what a model writes, in whatever pieces it comes, and finding what it quotes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanText } from '../agents/documentation/clean.ts';
import { createStatementReader } from '../agents/documentation/read-statements.ts';
import { findSpan, widenSpan } from '../agents/documentation/span.ts';
import { type Said, writeStatements } from './helpers/statements.ts';

const said = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.nat(20));

/** The text in pieces, cut at these places. */
const cutAt = (text: string, places: readonly number[]): string[] => {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
};

describe('the statements of a model', () => {
  it('are read whole, in whatever pieces they come, and whatever stands around them', () => {
    fc.assert(
      fc.property(fc.array(said), fc.array(fc.nat()), (list, places) => {
        const reader = createStatementReader();
        const text = `\`\`\`json\n${writeStatements(...(list as Said[]))}\n\`\`\``;
        const read = cutAt(text, places).flatMap((piece) => reader.take(piece));
        const expected = list.map(([sentence, quote, passage]) => ({
          sentence: sentence.toWellFormed(),
          quotes: [{ passage, quote: quote.toWellFormed() }],
        }));
        const wellFormed = read.map((one) => ({
          sentence: one.sentence.toWellFormed(),
          quotes: one.quotes.map((each) => ({ ...each, quote: each.quote.toWellFormed() })),
        }));
        assert.deepEqual(wellFormed, expected);
        assert.equal(reader.isNone, list.length === 0);
      }),
    );
  });

  it('are none in anything else, which does no harm', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.json(), fc.constantFrom('{', '[', '"', '\\', '}', ']'))),
        (pieces) => {
          const reader = createStatementReader();
          assert.deepEqual(
            pieces.flatMap((piece) => reader.take(piece)),
            [],
          );
        },
      ),
    );
  });

  it('are given up where blanks follow without end, and not before', () => {
    const reader = createStatementReader();
    reader.take(`{"frases": [${' '.repeat(200)}`);
    assert.equal(reader.isStuck, false);
    reader.take('\n');
    assert.equal(reader.isStuck, true);
  });
});

describe('a quote', () => {
  const TEXT =
    'Não é preciso pagar taxa. “A poda” — até 15 dias úteis — é gratuita: ligue (00) 0000-0156.\n\n- RG;\n- CPF.';

  for (const [quote, found] of [
    ['não é PRECISO  pagar', 'Não é preciso pagar'],
    ['"A poda" - até 15 dias úteis', 'A poda” — até 15 dias úteis'],
    ['…até 15 dias úteis…', 'até 15 dias úteis'],
    ['é gratuita:\nligue', 'é gratuita: ligue'],
    ['preciso p', undefined],
    ['até 5 dias', undefined],
    ['poda é gratuita', undefined],
    ['', undefined],
    ['…', undefined],
  ] as const) {
    it(`of “${quote}” is ${found === undefined ? 'not there' : `“${found}”`}`, () => {
      const span = findSpan(quote, TEXT);
      assert.equal(span && TEXT.slice(span.start, span.end), found);
    });
  }

  it('of any words of a text is found in it, and widened to what stands there', () => {
    const words = fc.array(
      fc.constantFrom('poda', 'é', 'não', '15', 'dias', 'úteis.', '“rua”', 'R$', '😀', '–'),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(words, words, words, (before, quoted, after) => {
        fc.pre(quoted.some((word) => /[\p{L}\p{N}]/u.test(word)));
        const text = [...before, ...quoted, ...after].join(' ');
        const span = findSpan(quoted.join('  '), text);
        assert.ok(span, text);
        const { quote, evidence } = widenSpan(span, text);
        assert.ok(text.includes(quote) && evidence.includes(quote));
      }),
    );
  });
});

it('what a model reads holds none of its own signs, however they are nested', () => {
  const signs = fc.constantFrom(
    '<|im_start|>',
    '<|im_',
    'end|>',
    '<s>',
    '[INST]',
    '[/IN',
    'ST]',
    '<<SYS>>',
    '\u200b',
    'poda',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(signs), (parts) => {
      assert.doesNotMatch(
        cleanText(parts.join('')),
        /<\|im_start\|>|<\|im_end\|>|<s>|\[INST\]|<<SYS>>|\u200b/,
      );
    }),
  );
});
