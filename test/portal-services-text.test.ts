/** What a catalogue says, as a citizen reads it: no markup, and in parts that fit. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { shorten, splitText, toPlainText } from '../agents/portal-services/plain-text.ts';

describe('plain text', () => {
  it('shows what looks like markup as text', () => {
    assert.equal(
      toPlainText('`<b>` e &lt;script&gt;alert(1)&lt;/script&gt;'),
      '<b> e <script>alert(1)</script>',
    );
    assert.equal(toPlainText('<img src=x onerror=alert(1)>Olá'), 'Olá');
    assert.equal(
      toPlainText('[clique](javascript:alert(1)) ou [veja](https://x.example/)'),
      'clique ou veja (https://x.example/)',
    );
  });

  it('is cut without losing a word, and no part is too long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé.]{1,60}$/), { maxLength: 80 }),
        fc.constantFrom(' ', '\n', '\n\n', '. '),
        (words, between) => {
          const text = words.join(between).trim();
          const parts = splitText(text, 100);
          assert.ok(parts.every((part) => part.length <= 100));
          assert.equal(parts.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
        },
      ),
    );
  });

  it('says with an ellipsis that there is more', () => {
    assert.equal(shorten('Tirar o passaporte', 40), 'Tirar o passaporte');
    assert.equal(shorten('Tirar o passaporte, hoje', 21), 'Tirar o passaporte…');
  });
});
