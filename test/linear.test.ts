/** What the linear recognizer reads that others do not: numbers that are names, and whose words are whose. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Recognizer } from '../src/recognizer.ts';
import { linear } from '../src/recognizers/linear.ts';

const TAUGHT = {
  deduction: ['art 18', 'artigo 18', 'o que diz o artigo 18', 'quero ler o art. 18'],
  counterparts: ['art 22', 'artigo 22', 'o que diz o artigo 22', 'quero ler o art. 22'],
  progress: ['andamento do processo 48213/77', 'como está o protocolo 900112233', 'processo 55871209 andou'],
  payment: ['como pago a guia', 'onde pago a taxa', 'quero pagar o boleto da taxa'],
};

describe('the linear recognizer', () => {
  let recognizer: Recognizer;
  const read = (text: string) => recognizer.recognize(text, { locale: 'pt-BR' });
  before(async () => {
    const examples = Object.entries(TAUGHT).flatMap(([intent, texts]) =>
      texts.map((text) => ({ text, intent })),
    );
    recognizer = await linear.load(await linear.train(examples, { locale: 'pt-BR' }), 'linear@test');
  });

  for (const [text, intent] of [
    ['me fala do art. 18', 'deduction'],
    ['me fala do art. 22', 'counterparts'],
    ['22', 'counterparts'],
    ['protocolo 77120045', 'progress'],
    ['processo 31290008', 'progress'],
  ] as const) {
    it(`reads "${text}" as ${intent}`, async () => {
      assert.equal((await read(text)).guesses[0]?.intent, intent);
    });
  }

  it('is surer of an intent whose phrases have the words than of one that has them from others', async () => {
    const [own, mixed] = [await read('pago a taxa do boleto'), await read('pago o artigo do processo')];
    assert.ok(own.outOfScope < mixed.outOfScope, `${own.outOfScope} ${mixed.outOfScope}`);
  });
});
