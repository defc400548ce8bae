/** No text makes the readers work more than its length. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findEntities } from '../src/entities.ts';

const options = { locale: 'pt-BR', now: new Date('2026-11-21T13:30:00Z'), timeZone: 'America/Sao_Paulo' };

const PIECES = [
  ...[
    '1',
    '1/',
    '1 ',
    '1.',
    '1:',
    '1-',
    '1,1,',
    '11 9 ',
    '(',
    ')',
    '+',
    '-',
    'a',
    'a@',
    'a.',
    '@',
    'http://',
    'www.a',
    '\u0301',
  ],
  ...[
    'dois ',
    'mil ',
    'vinte e ',
    'um dois ',
    'de segunda a ',
    'dia 3, ',
    'dias 3,4,',
    'fim do ',
    'até ',
    'cnpj 1a ',
  ],
  ...[
    'das 8 às ',
    'a ponto a arroba ',
    'entre 1 e ',
    'R$ ',
    '1 dia e ',
    'sexta ',
    'meia ',
    '1º ',
    '12/12/',
    '1h',
    'x1',
  ],
];

/** CPU time, so that a busy machine does not decide; the best of several, so that the collector does not. */
function measureMicros(text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage();
    findEntities(text, options);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return best;
}

describe('hostile texts', () => {
  for (const piece of PIECES) {
    it(`4,000 and 32,000 characters of ${JSON.stringify(piece)}`, () => {
      const repeat = (length: number): string =>
        piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      measureMicros(repeat(2_000));
      const [short, long] = [measureMicros(repeat(4_000)), measureMicros(repeat(32_000))];
      // Eight times the text: quadratic growth would be 64 times the work.
      assert.ok(long < short * 32 + 20_000, `${short} µs, then ${long} µs`);
    });
  }
});
