/** The answers report: what goes together, and how it is read in a terminal. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnswerLog, LoggedQuestion } from '../src/answer-log.ts';
import { reportOnAnswers } from '../src/authoring/answers.ts';
import { renderAnswers } from '../src/authoring/answers-text.ts';
import { WIDTH } from '../src/authoring/table.ts';

const asWritten = (text: string): string => text;
const asked = (text: string, own: Partial<LoggedQuestion> = {}): LoggedQuestion => ({
  taskId: crypto.randomUUID(),
  conversationId: 'c1',
  askedAt: new Date('2026-11-20T12:00:00Z'),
  text,
  locale: 'pt-BR',
  ...own,
});
const EMPTY: AnswerLog = {
  counts: { questions: 0, answered: 0, unanswered: 0, byModel: 0, other: 0, solved: 0, disliked: 0 },
  weeks: [],
  unanswered: [],
  weak: [],
  disliked: [],
  documents: [],
  expiring: [],
  rejected: [],
};
const open = (text: string, reason = 'nothing-found', own: Partial<LoggedQuestion> = {}) => ({
  ...asked(text, own),
  reason,
  nearest: null,
  confidence: null,
});

describe('the answers report', () => {
  it('puts questions together that ask alike, and tells why they had no answer', () => {
    const { unanswered } = reportOnAnswers(
      {
        ...EMPTY,
        unanswered: [
          open('quem vende pão de queijo'),
          open('como tiro o passaporte?'),
          open('Como tiro o passaporte', 'too-little-covered', { conversationId: 'c2' }),
          open('como eu tiro passaporte'),
          open('passaporte', 'nothing-found', { locale: 'en' }),
        ],
      },
      asWritten,
    );
    assert.deepEqual(
      unanswered.map(({ questions, conversations, reasons }) => [questions, conversations, reasons]),
      [
        [
          3,
          2,
          [
            { what: 'nothing-found', questions: 2 },
            { what: 'too-little-covered', questions: 1 },
          ],
        ],
        [1, 1, [{ what: 'nothing-found', questions: 1 }]],
        [1, 1, [{ what: 'nothing-found', questions: 1 }]],
      ],
    );
    assert.deepEqual(unanswered[0]?.wordings[0], { text: 'como tiro o passaporte?', questions: 2 });
  });

  it('fits a terminal, whatever people wrote, and shows nothing that was not masked', () => {
    const text = fc.string({ minLength: 1, maxLength: 200 }).map((own) => `SECRET${own}`);
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const unanswered = texts.map((own) => open(own));
        const weak = texts.map((own) => ({
          ...asked(own),
          confidence: 0.1,
          dropped: 1,
          fallback: null,
          statements: 1,
          citations: 1,
          documents: [{ collection: 'c', document: 'd'.repeat(150) }],
        }));
        const disliked = texts.map((own) => ({ ...asked('x'), rating: 1, comment: own, documents: [] }));
        const mask = (own: string) => own.replaceAll('SECRET', '[name]');
        const report = reportOnAnswers({ ...EMPTY, unanswered, weak, disliked }, mask);
        const shown = renderAnswers(report, 30);
        assert.doesNotMatch(shown + JSON.stringify(report), /SECRET/);
        for (const line of shown.split('\n')) assert.ok([...line].length <= WIDTH, line);
      }),
    );
  });
});
