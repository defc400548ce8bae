/** The language of short messages, on a table that was written before anything was tried on it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createLanguageDetector } from '../../src/understanding/language.ts';
import table from './languages.json' with { type: 'json' };

const LOCALES = ['pt-BR', 'en', 'es'];
const detect = createLanguageDetector(LOCALES);
const rows = Object.entries(table.clear).flatMap(([locale, texts]) =>
  texts.map((text) => ({ text, locale })),
);
const inOthers = rows.flatMap((row) =>
  LOCALES.filter((prior) => prior !== row.locale).map((prior) => ({ ...row, prior })),
);
const shareOf = <Row>(all: readonly Row[], is: (row: Row) => boolean) => all.filter(is).length / all.length;

describe('the language of a short message', () => {
  it('is the one it is written in, whichever the conversation is in', () => {
    const isRight = ({ text, locale, prior }: (typeof inOthers)[number]) =>
      detect(text, prior).locale === locale;
    assert.ok(shareOf(inOthers, isRight) >= 0.95, `${shareOf(inOthers, isRight)}`);
    for (const { text, locale } of rows) assert.equal(detect(text, locale).locale, locale, text);
  });

  it('is clear enough in most to go on in it, and never where it is another', () => {
    const isClear = ({ text, prior }: (typeof inOthers)[number]) => detect(text, prior).isClear;
    assert.ok(shareOf(inOthers, isClear) >= 0.85, `${shareOf(inOthers, isClear)}`);
    for (const { text, locale, prior } of inOthers) {
      const found = detect(text, prior);
      assert.ok(!found.isClear || found.locale === locale, `${text} in ${prior}: ${found.locale}`);
    }
  });

  for (const [text, locale] of [
    ['hello, I need help with a permit', 'en'],
    ['quiero saber de mi trámite', 'es'],
    ['como consulto un proceso', 'es'],
    ['quero saber do meu protocolo', 'pt-BR'],
  ] as const) {
    it(`"${text}" is clearly ${locale}`, () => {
      for (const prior of LOCALES) assert.deepEqual(detect(text, prior), { locale, isClear: true });
    });
  }

  it('is not changed by a name, a number, a loanword or a courtesy', () => {
    for (const text of table.open)
      for (const prior of LOCALES) {
        const { locale, isClear } = detect(text, prior);
        assert.ok(!isClear || locale === prior, `${text} in ${prior}: ${locale}`);
      }
  });

  it('is the conversation’s own of the same language', () => {
    assert.equal(detect('I need help with my request', 'en-GB').locale, 'en-GB');
    assert.equal(createLanguageDetector(['pt-BR'])('I need help with my request', 'pt-BR').locale, 'pt-BR');
    assert.equal(detect('I need help with my request', 'de').locale, 'en');
  });

  it('is found in any text, the same each time, and among those there are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('de', ...LOCALES),
        (text, prior) => {
          const found = detect(text, prior);
          assert.deepEqual(detect(text, prior), found);
          assert.ok(found.locale === prior || LOCALES.includes(found.locale));
        },
      ),
    );
  });
});
