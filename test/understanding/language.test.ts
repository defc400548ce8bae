/** The language of short messages, on a table that was written before anything was tried on it. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readDialogExamples } from '../../src/corpora/dialog-corpora.ts';
import { loadDialogs } from '../../src/dialog-folders.ts';
import { createLog } from '../../src/log.ts';
import type { Example } from '../../src/recognizer.ts';
import { linear } from '../../src/recognizers/linear.ts';
import { openRecognizer } from '../../src/recognizers/trained.ts';
import { openLanguageDetector } from '../../src/roles/language.ts';
import type { DetectLanguage } from '../../src/understanding.ts';
import table from './languages.json' with { type: 'json' };

const LOCALES = ['pt-BR', 'en', 'es'];
const DIALOGS = fileURLToPath(new URL('../../dialogs/', import.meta.url));
const log = createLog('silent');

/** Taught the dialogs' phrases in these languages. */
async function openDetector(locales: readonly string[]): Promise<DetectLanguage> {
  const all = await readDialogExamples(DIALOGS, log);
  const examples = new Map([...all].filter(([locale]) => locales.includes(locale)));
  const dialogs = await loadDialogs();
  const open = (samples: ReadonlyMap<string, readonly Example[]>) =>
    openRecognizer({ kind: linear, examples: samples, cacheFolder: undefined, log });
  return openLanguageDetector({ examples, dialogs, open });
}

const rows = Object.entries(table.clear).flatMap(([locale, texts]) =>
  texts.map((text) => ({ text, locale })),
);
const inOthers = rows.flatMap((row) =>
  LOCALES.filter((prior) => prior !== row.locale).map((prior) => ({ ...row, prior })),
);
async function shareOf<Row>(all: readonly Row[], is: (row: Row) => Promise<boolean>): Promise<number> {
  const found = await Promise.all(all.map(is));
  return found.filter(Boolean).length / all.length;
}

describe('the language of a short message', () => {
  let detect: DetectLanguage;
  before(async () => {
    detect = await openDetector(LOCALES);
  });

  it('is the one it is written in, whichever the conversation is in', async () => {
    const share = await shareOf(
      inOthers,
      async ({ text, locale, prior }) => (await detect(text, prior)).locale === locale,
    );
    assert.ok(share >= 0.95, `${share}`);
    for (const { text, locale } of rows) assert.equal((await detect(text, locale)).locale, locale, text);
  });

  it('is clear enough in most to go on in it, and never where it is another', async () => {
    const share = await shareOf(inOthers, async ({ text, prior }) => (await detect(text, prior)).isClear);
    assert.ok(share >= 0.85, `${share}`);
    for (const { text, locale, prior } of inOthers) {
      const found = await detect(text, prior);
      assert.ok(!found.isClear || found.locale === locale, `${text} in ${prior}: ${found.locale}`);
    }
  });

  for (const [text, locale] of [
    ['hello, I need help with a permit', 'en'],
    ['quiero saber de mi trámite', 'es'],
    ['como consulto un proceso', 'es'],
    ['quero saber do meu protocolo', 'pt-BR'],
    ['quero saber do meu protocolo, não chegou'.normalize('NFD'), 'pt-BR'],
  ] as const) {
    it(`"${text}" is clearly ${locale}`, async () => {
      for (const prior of LOCALES) assert.deepEqual(await detect(text, prior), { locale, isClear: true });
    });
  }

  it('is not changed by a name, a number, a loanword or a courtesy', async () => {
    for (const text of table.open)
      for (const prior of LOCALES) {
        const { locale, isClear } = await detect(text, prior);
        assert.ok(!isClear || locale === prior, `${text} in ${prior}: ${locale}`);
      }
  });

  for (const text of [
    'Je ne comprends pas votre réponse',
    'Ich brauche einen Termin beim Bürgeramt',
    'мне нужна помощь с документами',
    '我不明白',
    '15/03 10h30',
    '11 98765-4321 123.456.789-09',
  ]) {
    it(`"${text}" leaves the conversation in its language`, async () => {
      for (const prior of LOCALES)
        assert.deepEqual(await detect(text, prior), { locale: prior, isClear: false });
    });
  }

  it('is the conversation’s own of the same language', async () => {
    assert.equal((await detect('I need help with my request', 'en-GB')).locale, 'en-GB');
    assert.equal((await detect('I need help with my request', 'de')).locale, 'en');
  });

  it('is the conversation’s where nothing was taught in that of the words', async () => {
    const detectPortuguese = await openDetector(['pt-BR']);
    assert.equal((await detectPortuguese('I need help with my request', 'pt-BR')).locale, 'pt-BR');
  });

  it('is found in any text, the same each time, and among those there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('de', ...LOCALES),
        async (text, prior) => {
          const found = await detect(text, prior);
          assert.deepEqual(await detect(text, prior), found);
          assert.ok(found.locale === prior || LOCALES.includes(found.locale));
        },
      ),
    );
  });
});
