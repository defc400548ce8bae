/** The trees that come with the assistant: each path of each, in each language, to its end. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { drawTrees } from '../agents/tech-support/picture.ts';
import type { AgentAnswer } from '../src/event.ts';
import type { JsonObject } from '../src/json.ts';
import { assertFits, LOCALES, type Opened, openAgent, runTask } from './tech-support/conversation.ts';

let opened: Opened;
before(async () => {
  opened = await openAgent();
});

const buttonsOf = (answer: AgentAnswer) => answer.activity?.buttons ?? [];
const begin = (tree: string, locale: string): Promise<AgentAnswer> => {
  const state: JsonObject = { problem: '', tried: [], notes: [], misses: 0 };
  return runTask(opened, { text: '', choice: `tree/${tree}`, state }, locale);
};

/** Taps each button at each step; calls back at each end with the taps that led there. */
async function walkEveryPath(
  answer: AgentAnswer,
  locale: string,
  onEnd: (end: AgentAnswer, taps: readonly string[]) => void,
  taps: readonly string[] = [],
): Promise<void> {
  assert.ok(taps.length < 40, `no end after ${taps.join(', ')}`);
  if (answer.activity) assertFits(answer.activity);
  if (answer.status !== 'asks') return onEnd(answer, taps);
  assert.ok(buttonsOf(answer).length > 0, `nothing to tap after ${taps.join(', ')}`);
  for (const { title, value } of buttonsOf(answer)) {
    const next = await runTask(opened, { text: title, choice: value, state: answer.state }, locale);
    await walkEveryPath(next, locale, onEnd, [...taps, value]);
  }
}

describe('the trees of tech-support', () => {
  it('are at least nine, each in three languages', () => {
    assert.ok(opened.trees.length >= 9);
    for (const tree of opened.trees)
      assert.deepEqual([...tree.texts.keys()].sort(), [...LOCALES].sort(), tree.id);
  });

  for (const locale of LOCALES) {
    it(`lead by every path to an end, in ${locale}`, async () => {
      for (const { id } of opened.trees) {
        const ends = { answered: 0, 'hands-over': 0 };
        await walkEveryPath(await begin(id, locale), locale, ({ status, to }, taps) => {
          assert.ok(status === 'answered' || status === 'hands-over', `${id}: ${status}`);
          ends[status] += 1;
          if (status === 'answered') return;
          assert.ok(to && 'queue' in to && to.reason === 'unsolved', `${id}: ${taps}`);
          assert.equal((to.details['tried'] as unknown[]).length, taps.length, `${id}: ${taps}`);
        });
        assert.ok(ends.answered > 0 && ends['hands-over'] > 0, id);
      }
    });
  }

  it('explain every step in other words, or repeat it and offer a person', async () => {
    for (const locale of LOCALES) {
      for (const tree of opened.trees) {
        for (const step of tree.steps.keys()) {
          const state: JsonObject = { problem: '', tree: tree.id, step, tried: [], notes: [], misses: 0 };
          const answer = await runTask(opened, { text: 'como assim?', state }, locale);
          assert.ok(answer.activity && answer.status === 'asks', `${tree.id} ${step}`);
          assertFits(answer.activity);
          assert.equal(answer.explanation['move'], 'explain', `${tree.id} ${step}`);
        }
      }
    }
  });

  it('hold whatever is said and tapped, in any order', async () => {
    const words = [
      ...['sim', 'não', 'funcionou', 'não deu', 'já tentei isso', 'como assim?', 'voltar', 'fiz', 'não sei'],
      ...[
        'aparece erro 404 na tela',
        'meu token a3 não funciona',
        'kkkk',
        '👍',
        'no celular',
        'uso o chrome',
      ],
    ];
    const turn = fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(...words), fc.string({ maxLength: 30 }));
    const play = async (first: string, turns: readonly (string | number)[], locale: string) => {
      let answer = await runTask(opened, { text: first }, locale);
      for (const said of turns) {
        if (answer.activity) assertFits(answer.activity);
        if (answer.status !== 'asks') return;
        assert.ok(JSON.stringify(answer.state).length < 6_000, 'the state stays small');
        const buttons = buttonsOf(answer);
        const button = typeof said === 'number' ? buttons[said % Math.max(1, buttons.length)] : undefined;
        const text = button?.title ?? String(said);
        const choice = button ? { choice: button.value } : {};
        answer = await runTask(opened, { text, state: answer.state, ...choice }, locale);
      }
    };
    const firsts = fc.constantFrom(
      'certificado',
      'esqueci a senha',
      'ajuda',
      'site lento',
      'câmera',
      ...words,
    );
    await fc.assert(
      fc.asyncProperty(firsts, fc.array(turn, { maxLength: 25 }), fc.constantFrom(...LOCALES), play),
      { numRuns: 300 },
    );
  });

  it('stand in the docs as they are', () => {
    const page = readFileSync(new URL('../docs/tech-support-trees.md', import.meta.url), 'utf8');
    assert.equal(page, drawTrees(opened.trees, opened.phrases), 'run node agents/tech-support/draw-trees.ts');
  });
});
