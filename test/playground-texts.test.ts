/** What the playground makes of the steps it is told, and the texts it hands on. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gather, NOTHING } from '../desk/playground/gather.ts';
import { markQuotes, writeQuestion } from '../desk/playground/text.ts';
import { parseQuestionSet } from '../src/evaluation/question-set.ts';
import type { TrialStep } from '../src/trial.ts';
import { passage } from './helpers/playground.ts';

describe('the steps of a question', () => {
  it('are void where a server broke off and another begins anew', () => {
    const steps: readonly TrialStep[] = [
      { step: 'written', text: 'Em at' },
      { step: 'judged', sentence: { text: 'x', kept: true } },
      { step: 'restarted' },
      { step: 'written', text: 'Em até 30 dias.' },
    ];
    const { written, judged } = steps.reduce(
      (before, step) => gather(before, 'documentation', step),
      NOTHING,
    );
    assert.equal(written, 'Em até 30 dias.');
    assert.deepEqual(judged, []);
  });
});

describe('texts of the playground', () => {
  it('are marked where a quote stands, and stay whole', () => {
    const words = fc
      .array(fc.constantFrom('a', 'b', 'ção', ' ', '.'), { maxLength: 20 })
      .map((all) => all.join(''));
    const property = fc.property(words, fc.array(words, { maxLength: 4 }), (text, quotes) => {
      const pieces = markQuotes(text, quotes);
      assert.equal(pieces.map((piece) => piece.text).join(''), text);
      const marked = pieces.filter((piece) => piece.marked).map((piece) => piece.text);
      for (const quote of quotes.filter((each) => each !== '' && text.includes(each)))
        assert.ok(
          marked.some((piece) => piece.includes(quote)),
          `“${quote}” in “${text}”`,
        );
      if (!quotes.some((each) => each !== '' && text.includes(each))) assert.deepEqual(marked, []);
    });
    fc.assert(property);
  });

  it('become a question of questions.yml, whatever stands in them', () => {
    const outline = new Map([['d', new Set(['Resposta'])]]);
    const words = fc.string().map((own) => `é${own}`.trim());
    const property = fc.property(words, fc.array(words), fc.option(words), (question, earlier, quote) => {
      const asked = { question, earlier, locale: 'en' };
      const read = (expected: Parameters<typeof writeQuestion>[1]) =>
        parseQuestionSet(`questions:\n${writeQuestion(asked, expected)}`, 'questions.yml', outline)
          .questions[0];
      const about = { ...asked, document: 'd', heading: 'Resposta' };
      assert.deepEqual(read({ passage, quote: quote ?? undefined }), {
        ...about,
        contains: [quote ?? 'A resposta sai em até 30 dias.'],
      });
      for (const answer of ['none', 'asks'] as const)
        assert.deepEqual(read({ answer }), { ...asked, answer });
    });
    fc.assert(property);
  });
});
