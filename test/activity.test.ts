import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanText } from '../src/activity.ts';

describe('cleanText', () => {
  const cases: readonly [what: string, text: string, clean: string][] = [
    ['keeps ordinary text', 'Onde fica a agência?', 'Onde fica a agência?'],
    ['composes decomposed accents', 'na\u0303o', 'não'],
    ['removes NUL and other controls', 'a\u0000b\u0007c\u009fd', 'abcd'],
    ['keeps line breaks, whatever their kind', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['keeps emoji with their joiners', '👩‍👩‍👧 👍🏽', '👩‍👩‍👧 👍🏽'],
    ['keeps right-to-left text', 'مرحبا بالعالم', 'مرحبا بالعالم'],
    ['mends lone surrogates', 'a\ud800b', 'a\ufffdb'],
    ['is empty for spaces', ' \t\n\u00a0\u2003', ''],
    ['is empty for zero-width characters', '\u200b\u200d\u2060\ufeff\u00ad', ''],
    ['keeps markup as the text that it is', '<b>oi</b> **oi**', '<b>oi</b> **oi**'],
  ];
  for (const [what, text, clean] of cases) it(what, () => assert.equal(cleanText(text), clean));

  it('is well-formed, free of controls, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = cleanText(text);
        assert.ok(clean.isWellFormed());
        assert.ok(!clean.includes('\u0000'));
        assert.equal(cleanText(clean), clean);
      }),
    );
  });
});
