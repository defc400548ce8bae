/** What is typed in the inbox: ready answers, colleagues, citations; and how text gets to the screen. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitText } from '../desk/pages/inbox/text.ts';
import {
  fillPlaces,
  findAsked,
  findPlace,
  mentionsIn,
  rankMatches,
  renumber,
  replaceSpan,
  tidyCitations,
} from '../desk/pages/inbox/typed.ts';

describe('what is typed', () => {
  it('asks for ready answers and colleagues by the sign before the cursor', () => {
    assert.deepEqual(findAsked('Olá /seg', 8, '/'), { query: 'seg', from: 4 });
    assert.deepEqual(findAsked('/', 1, '/'), { query: '', from: 0 });
    assert.equal(findAsked('https://a', 9, '/'), undefined);
    assert.equal(findAsked('Olá /seg ', 9, '/'), undefined);
    assert.deepEqual(findAsked('veja @jo', 8, '@'), { query: 'jo', from: 5 });
    assert.deepEqual(replaceSpan('Olá /seg.', 4, 8, 'texto'), { text: 'Olá texto.', cursor: 9 });
    assert.deepEqual(replaceSpan('Olá', 3, 3, 'Ana'), { text: 'Olá Ana', cursor: 7 });
  });

  it('fills the places that it knows, and points at the first that it does not', () => {
    const text = fillPlaces('Olá, {nome}! Protocolo {protocolo}.', { protocolo: '42' });
    assert.equal(text, 'Olá, {nome}! Protocolo 42.');
    assert.deepEqual(findPlace(text), { from: 5, to: 11 });
    assert.equal(findPlace('Tudo {pronto, sim}'), undefined);
  });

  it('ranks what begins so before what holds it, without accents', () => {
    const found = rankMatches(['segunda-via', 'via rápida', 'outra'], 'VIA', (word) => [word]);
    assert.deepEqual(found, ['via rápida', 'segunda-via']);
    const people = [
      { personId: '1', name: 'João Sá' },
      { personId: '2', name: 'Rui' },
    ];
    assert.deepEqual(mentionsIn('@João Sá pode ver?', people), ['1']);
  });

  it('keeps citations with their marks, whatever is inserted and deleted', () => {
    const marks = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });
    fc.assert(
      fc.property(marks, marks, (first, second) => {
        const cite = (all: readonly number[], name: string) => ({
          text: all.map((mark) => `${name}${mark} [${mark}]`).join(' '),
          citations: all.map((mark) => ({ mark, title: `${name}${mark}` })),
        });
        const one = cite(first, 'a');
        const other = renumber(
          ...(Object.values(cite(second, 'b')) as [string, { mark: number; title: string }[]]),
          first,
        );
        const { text, citations } = tidyCitations(`${one.text} ${other.text}`, [
          ...one.citations,
          ...other.citations,
        ]);
        assert.deepEqual(
          citations.map(({ mark }) => mark),
          citations.map((_, index) => index + 1),
        );
        assert.equal(citations.length, first.length + second.length);
        for (const { mark, title } of citations) assert.ok(text.includes(`${title} [${mark}]`), text);
      }),
    );
    assert.deepEqual(tidyCitations('Sem fonte', [{ mark: 1 }]).citations, []);
  });

  it('never loses a letter on the way to the screen, and follows web addresses alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const parts = splitText(text, new Set([1]));
        assert.equal(
          parts.map((part) => (part.type === 'mark' ? `[${part.text}]` : part.text)).join(''),
          text,
        );
      }),
    );
    const links = (text: string) =>
      splitText(text, new Set())
        .filter(({ type }) => type === 'link')
        .map(({ text: link }) => link);
    assert.deepEqual(links('Veja https://a.gov.br/x. Ou javascript:alert(1)'), ['https://a.gov.br/x']);
  });
});
