/** Documents to passages: nothing is lost or torn, and each knows where it stands. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cutDocument } from '../src/knowledge/chunk.ts';
import type { Block, Section } from '../src/knowledge/document.ts';

const text = (written: string): Block => ({ kind: 'text', text: written });
const table = (written: string): Block => ({ kind: 'table', text: written });
const section = (blocks: readonly Block[], options: Partial<Section> = {}): Section => ({
  headings: [],
  blocks,
  ...options,
});
const cut = (...sections: readonly Section[]) => cutDocument('c', 'd', { title: 'Título', sections });
const words = (count: number): string => Array.from({ length: count }, (_, at) => `palavra${at}`).join(' ');
const withoutSpace = (parts: readonly string[]): string => parts.join('').replace(/\s/g, '');

describe('a passage', () => {
  it('ends with a sentence', () => {
    const sentences = Array.from({ length: 40 }, (_, at) => `A regra ${at} do Sr. Silva vale para todos.`);
    for (const { text: passage } of cut(section([text(sentences.join(' '))]))) {
      assert.match(passage, /^A regra .* vale para todos\.$/);
    }
  });

  it('holds rows whole, however long, and what is announced with what announces it', () => {
    const row = `Serviço: Poda; Regra: ${words(200)}. Outra frase.`;
    const passages = cut(section([text('Veja a tabela a seguir:'), table(`${row}\n${row}`)]));
    assert.deepEqual(
      passages.map((passage) => passage.text),
      [`Veja a tabela a seguir:\n\n${row}`, row],
    );
  });

  it('knows the page on which it begins, and the fragment of its heading', () => {
    const passages = cut(
      section([text('Um.')], { page: 1 }),
      section([text(words(100)), text('Dois.')], { page: 2, headings: ['A'], anchor: 'a' }),
      section([text('Três.'), text(words(119))], { page: 3, headings: ['A'], anchor: 'a' }),
      section([text('Quatro.')], { page: 3, headings: ['B'] }),
    );
    assert.deepEqual(
      passages.map(({ page, anchor, headings, text: passage }) => [
        page,
        anchor,
        headings,
        passage.slice(-6),
      ]),
      [
        [1, undefined, [], 'Um.'],
        [2, 'a', ['A'], '\nTrês.'],
        [3, 'a', ['A'], 'vra118'],
        [3, undefined, ['B'], 'uatro.'],
      ],
    );
  });

  it('has the same id while its text, headings and document are the same', () => {
    const [first] = cut(section([text('Uma regra.')]));
    const [, moved] = cut(section([text('Antes.')], { headings: ['X'] }), section([text('Uma regra.')]));
    assert.equal(moved?.passageId, first?.passageId);
    const twice = cut(
      section([text('Igual.')]),
      section([text('Outra.')], { headings: ['X'] }),
      section([text('Igual.')]),
    );
    assert.equal(new Set(twice.map(({ passageId }) => passageId)).size, 3);
  });
});

describe('a text that was not written for passages', () => {
  it('is cut after a part of the sentence, a word, or anywhere, and nothing is lost', () => {
    const clauses = Array.from(
      { length: 400 },
      (_, at) => `o inciso ${at} trata do que ficou dito acima`,
    ).join('; ');
    const cases = [
      clauses,
      words(5_000),
      'x'.repeat(50_000),
      '😀'.repeat(20_000),
      `${'a:\n'.repeat(30_000)}fim`,
    ];
    for (const long of cases) {
      const passages = cut(section([text(long)])).map((passage) => passage.text);
      assert.ok(withoutSpace(passages) === withoutSpace([long]), `${long.slice(0, 20)} … is there whole`);
      assert.ok(passages.every((passage) => passage.length <= 20_000 && passage.isWellFormed()));
    }
    for (const { text: passage } of cut(section([text(clauses)]))) assert.match(passage, /(?:;|acima)$/);
  });

  it('keeps every sentence whole that is not longer than a passage can be', () => {
    const sentence = fc
      .array(fc.stringMatching(/^[a-zéã]{2,12}$/), { minLength: 1, maxLength: 60 })
      .map((parts) => `A ${parts.join(' ')} vale.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 400 }), (sentences) => {
        const passages = cut(section([text(sentences.join(' '))])).map((passage) => passage.text);
        let at = 0;
        for (const one of sentences) {
          while (at < passages.length && !passages[at]?.includes(one)) at++;
          assert.ok(at < passages.length, `${one} was torn`);
        }
      }),
      { numRuns: 30 },
    );
  });
});
