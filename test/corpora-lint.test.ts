/** The lint of the corpora, and the dialogs' own corpora by it. Part of `npm run check`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, type IntentOwner, lintPhrases } from '../src/authoring/lint.ts';
import type { Phrase } from '../src/authoring/phrases.ts';
import { renderFindings } from '../src/authoring/report-text.ts';
import { readDialogPhrases, readIntentOwners } from '../src/commands/nlu-report.ts';

const WORDS = 'um dois tres quatro cinco seis sete oito nove dez'.split(' ');

/** Ten phrases of an intent that share nothing with those of another. */
const enough = (intent: string, locale = 'pt-BR'): Phrase[] =>
  WORDS.map((word, index) => ({
    text: `${intent} ${word}`,
    intent,
    locale,
    place: `${intent}/nlu.${locale}.yml:${index + 1}`,
  }));

const phrase = (text: string, intent: string, place: string, locale = 'pt-BR'): Phrase => ({
  text,
  intent,
  locale,
  place,
});

const said = (findings: readonly Finding[]) =>
  findings.map(({ severity, place, reason }) => `${severity} ${place} ${reason}`);

describe('the lint of the corpora', () => {
  it('has nothing against corpora that are in order', () => {
    const phrases = [...enough('a'), ...enough('b')];
    const dialogs: IntentOwner[] = [{ place: 'x', intents: ['a', 'b'] }];
    assert.deepEqual(lintPhrases({ phrases, dialogs, tests: [phrase('outra', 'a', 't.jsonl:1')] }), []);
  });

  it('finds a phrase of two intents, whatever its case, accents and signs', () => {
    const phrases = [
      ...enough('a'),
      ...enough('b'),
      phrase('Até amanhã!', 'a', 'a/nlu.yml:11'),
      phrase('ate amanha', 'b', 'b/nlu.yml:11'),
    ];
    assert.deepEqual(said(lintPhrases({ phrases })), [
      'error b/nlu.yml:11 “ate amanha” is a phrase of b, and at a/nlu.yml:11 of a',
    ]);
  });

  it('lets two languages share a phrase', () => {
    const phrases = ['pt-BR', 'es'].flatMap((locale) => [
      ...enough('a', locale),
      phrase('hola', 'a', `a/nlu.${locale}.yml:11`, locale),
    ]);
    assert.deepEqual(lintPhrases({ phrases }), []);
  });

  it('warns of a phrase that stands twice, and of one that tells a story', () => {
    const phrases = [
      ...enough('a'),
      phrase('a um.', 'a', 'a/nlu.yml:11'),
      phrase('a '.repeat(101), 'a', 'a/nlu.yml:12'),
    ];
    assert.deepEqual(said(lintPhrases({ phrases })), [
      'warning a/nlu.yml:11 “a um.” stands already at a/nlu.pt-BR.yml:1',
      'warning a/nlu.yml:12 has 202 characters: above 200 it is a story, not a phrase',
    ]);
  });

  it('refuses a phrase without words, and takes a picture for one', () => {
    const phrases = [...enough('a'), phrase('?!', 'a', 'a:11'), phrase('👍', 'a', 'a:12')];
    assert.deepEqual(said(lintPhrases({ phrases })), ['error a:11 “?!” has no words']);
  });

  it('warns of few phrases, and of a language that lacks an intent', () => {
    const phrases = [...enough('a'), ...enough('a', 'en'), ...enough('b').slice(0, 9)];
    assert.deepEqual(said(lintPhrases({ phrases })), [
      'warning b/nlu.pt-BR.yml:1 b has 9 of at least 10 phrases in pt-BR',
      'warning b/nlu.pt-BR.yml:1 b has no phrases in en',
    ]);
  });

  it('finds test phrases among what is learnt', () => {
    const tests = [phrase('A, UM', 'a', 'test.jsonl:7')];
    assert.deepEqual(said(lintPhrases({ phrases: enough('a'), tests })), [
      'error a/nlu.pt-BR.yml:1 “a um” is a test phrase too, at test.jsonl:7',
    ]);
  });

  it('finds an intent without a dialog, and a dialog without phrases', () => {
    const dialogs = [{ place: 'dialogs/b/dialog.ts:1', intents: ['b'] }];
    assert.deepEqual(said(lintPhrases({ phrases: enough('a'), dialogs })), [
      'error a/nlu.pt-BR.yml:1 no dialog begins with the intent a',
      'error dialogs/b/dialog.ts:1 the intent b has no phrases, so nobody can ask for it',
    ]);
  });

  it('puts errors first, then goes by file and line', () => {
    const phrases = [...enough('a'), ...[12, 9].map((line) => phrase('a um', 'a', `z:${line}`))];
    const findings = lintPhrases({ phrases: [...phrases, phrase('!', 'a', 'z:99')] });
    assert.deepEqual(
      findings.map(({ place }) => place),
      ['z:99', 'z:9', 'z:12'],
    );
  });
});

describe("the dialogs' corpora", () => {
  it('have nothing that would make the assistant understand worse', async () => {
    const phrases = await readDialogPhrases('dialogs');
    const findings = lintPhrases({ phrases, dialogs: await readIntentOwners() });
    const errors = findings.filter(({ severity }) => severity === 'error');
    assert.ok(errors.length === 0, renderFindings(errors));
  });
});
