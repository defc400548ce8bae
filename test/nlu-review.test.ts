/** Real messages for review: what is hidden, what goes together, what can be pasted. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { groupForReview, SOMETHING_ELSE } from '../src/authoring/review.ts';
import { renderReview, renderYaml } from '../src/authoring/review-text.ts';
import { WIDTH } from '../src/authoring/table.ts';
import { parseRasaYaml } from '../src/corpora/rasa-yaml.ts';
import type { Guess } from '../src/recognizer.ts';
import type { HeardMessage } from '../src/understanding.ts';
import { readAs } from './helpers/readings.ts';

const heard = (text: string, own: Partial<HeardMessage> = {}): HeardMessage => ({
  conversationId: 'c1',
  saidAt: new Date('2026-11-20T12:00:00Z'),
  text,
  understanding: readAs(),
  ruleBefore: null,
  rule: 'unknown',
  tapped: null,
  ...own,
});

const asWritten = ({ text }: HeardMessage): string => text;
const guesses: readonly Guess[] = [
  { intent: 'consult-protocol', confidence: 0.4 },
  { intent: 'ask-documentation', confidence: 0.2 },
];

describe('messages for review', () => {
  it('go together where they ask alike, most frequent first', () => {
    const groups = groupForReview(
      [
        heard('quero falar grego'),
        heard('como tiro o passaporte?'),
        heard('Como tiro o passaporte', { conversationId: 'c2', saidAt: new Date('2026-11-21T09:00:00Z') }),
        heard('como eu tiro passaporte', { conversationId: 'c3' }),
      ],
      asWritten,
    );
    assert.deepEqual(
      groups.map(({ messages, conversations, wordings }) => [messages, conversations, wordings]),
      [
        [
          3,
          3,
          [
            { text: 'como tiro o passaporte?', messages: 2 },
            { text: 'como eu tiro passaporte', messages: 1 },
          ],
        ],
        [1, 1, [{ text: 'quero falar grego', messages: 1 }]],
      ],
    );
    assert.equal(groups[0]?.lastSaidAt.toISOString(), '2026-11-21T09:00:00.000Z');
  });

  it('are kept apart by language', () => {
    const english = readAs('unknown', [], 'en');
    const groups = groupForReview(
      [heard('passaporte'), heard('passaporte', { understanding: english })],
      asWritten,
    );
    assert.deepEqual(groups.map(({ locale }) => locale).sort(), ['en', 'pt-BR']);
  });

  it('tell what was guessed, and what people chose when they were asked', () => {
    const asked = { understanding: readAs('doubtful', guesses), rule: 'doubtful' };
    const [group] = groupForReview(
      [
        heard('e o meu pedido', { ...asked, tapped: 'go:talk-to-a-person' }),
        heard('e o meu pedido', { ...asked, tapped: 'other' }),
        heard('e o meu pedido', { ...asked, tapped: 'yes' }),
        heard('e o meu pedido', { ...asked, tapped: 'go:consult-protocol' }),
        heard('e o meu pedido', asked),
      ],
      asWritten,
    );
    assert.equal(group?.doubtful, 5);
    assert.deepEqual(
      group.guesses.map(({ intent, confidence }) => [intent, confidence.toFixed(2)]),
      [
        ['consult-protocol', '0.40'],
        ['ask-documentation', '0.20'],
      ],
    );
    assert.deepEqual(group.chosen, [
      { what: 'consult-protocol', messages: 2 },
      { what: 'talk-to-a-person', messages: 1 },
      { what: SOMETHING_ELSE, messages: 1 },
    ]);
  });

  it('leave out words that somebody waited for, and short answers to a clarifying question', () => {
    const groups = groupForReview(
      [
        heard('123', { rule: 'active' }),
        heard('ainda estou aqui', { rule: 'waiting' }),
        heard('nenhuma dessas', { ruleBefore: 'doubtful' }),
        heard('não, quero saber quando passa o lixo', { ruleBefore: 'doubtful' }),
      ],
      asWritten,
    );
    assert.deepEqual(
      groups.map(({ wordings }) => wordings[0]?.text),
      ['não, quero saber quando passa o lixo'],
    );
  });

  it('fit a terminal, and make a file of training data, whatever people write', () => {
    const message = fc.record({
      text: fc.oneof(
        fc.string({ minLength: 1, maxLength: 120 }).map((text) => `é${text}`),
        fc.constantFrom('[a](b)', '[x]{y', '- a\n- b'),
      ),
      intent: fc.option(fc.string({ maxLength: 20 }).map((name) => `i${name}`)),
    });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 10 }), (said) => {
        const groups = groupForReview(
          said.map(({ text, intent }) =>
            heard(text, {
              understanding: readAs('doubtful', intent === null ? [] : [{ intent, confidence: 0.5 }]),
            }),
          ),
          asWritten,
        );
        for (const line of renderReview(groups, 30).split('\n')) {
          assert.ok([...line].length <= WIDTH, line);
          assert.doesNotMatch(line, /\p{Cc}/u);
        }
        const wordings = groups.flatMap((group) => group.wordings);
        const { examples } = parseRasaYaml(renderYaml(groups), 'nlu.yml');
        assert.equal(examples.length, wordings.length);
        assert.ok(examples.every(({ entities }) => entities.length === 0));
      }),
    );
  });
});
